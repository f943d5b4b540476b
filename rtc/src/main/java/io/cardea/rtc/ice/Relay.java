package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunKey;
import io.cardea.rtc.stun.StunWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One allocation on a TURN server (RFC 8656), client side.
 *
 * <p>NEW → ALLOCATING → ALLOCATED, and from anywhere to GONE. The first Allocate goes without
 * credentials; the server's 401 brings realm and nonce, 438 a newer nonce. Each peer address needs
 * a permission, renewed every four of its five minutes; the selected pair gets a channel, which
 * costs four bytes a packet instead of thirty-six, bound again every eight of its ten minutes.
 */
final class Relay implements Transaction.Requester {
    /** Peer IP addresses with a permission. */
    static final int MAX_PERMISSIONS = 32;

    /** Channels: pairs that were selected, one after the other. */
    static final int MAX_CHANNELS = 16;

    /** Tries with fresh credentials before the server is given up. */
    static final int MAX_CHALLENGES = 3;

    /** Sendings of each request: given up after 3.5 s, before half-trickle stops to wait. */
    static final int SENDS = 3;

    private static final long TCP_WAIT_NANOS = 4_500_000_000L;
    private static final long PERMISSION_RENEWAL_NANOS = 240_000_000_000L;
    private static final long CHANNEL_RENEWAL_NANOS = 480_000_000_000L;
    private static final long RETRY_NANOS = 5_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int DEFAULT_LIFETIME_SECONDS = 600;
    private static final int MIN_LIFETIME_SECONDS = 20;
    private static final int FIRST_CHANNEL = 0x4000;
    private static final int LAST_CHANNEL = 0x4FFF;
    private static final int CHANNEL_HEADER = 4;
    private static final int UDP_PROTOCOL = 17 << 24;
    private static final int IPV6_FAMILY = 2 << 24;

    /** What the agent hears of an allocation. */
    interface Listener {
        void onAllocated(Relay relay, long now);

        void onGone(Relay relay, long now);
    }

    private enum State {
        NEW,
        ALLOCATING,
        ALLOCATED,
        GONE
    }

    /** Leave to receive from one IP address. */
    private static final class Permission {
        final TransportAddress ip;
        boolean granted;
        boolean refused;
        boolean asked;
        int challenges;
        long renewalNanos;

        Permission(TransportAddress ip) {
            this.ip = ip;
        }
    }

    private static final class Channel {
        final TransportAddress peer;
        final int number;
        boolean bound;
        boolean asked;
        int challenges;
        long renewalNanos;

        Channel(TransportAddress peer, int number) {
            this.peer = peer;
            this.number = number;
        }
    }

    private final TurnServer server;
    private final TransportAddress base;
    private final PacketPool pool;
    private final Transactions transactions;
    private final Outbox out;
    private final Drops drops;
    private final Listener listener;
    private final List<Permission> permissions = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();

    private State state = State.NEW;
    private byte[] username = new byte[0];
    private byte[] realm = new byte[0];
    private byte[] nonce = new byte[0];
    private @Nullable StunKey key;
    private @Nullable TransportAddress relayed;
    private @Nullable TransportAddress mapped;
    private int challenges;
    private long refreshNanos = Long.MAX_VALUE;
    private long indications;

    Relay(
            TurnServer server,
            TransportAddress base,
            PacketPool pool,
            Transactions transactions,
            Outbox out,
            Drops drops,
            Listener listener) {
        this.server = server;
        this.base = base;
        this.pool = pool;
        this.transactions = transactions;
        this.out = out;
        this.drops = drops;
        this.listener = listener;
    }

    boolean isOn(Packet lent) {
        return lent.remote().equals(server.address()) && lent.local().equals(base);
    }

    boolean isTcp() {
        return base.isTcp();
    }

    boolean isAllocated() {
        return state == State.ALLOCATED;
    }

    TransportAddress relayed() {
        TransportAddress address = relayed;
        assert address != null : "not allocated";
        return address;
    }

    /** Our address as the server sees it. */
    TransportAddress mapped() {
        TransportAddress address = mapped;
        return address == null ? base : address;
    }

    // ---- allocation ----

    void allocate(long now) {
        if (transactions.isFull()) {
            drops.count(IceDrop.LIMIT);
            gone(now);
            return;
        }
        state = State.ALLOCATING;
        Transaction t = transactions.begin(this, this, base, server.address());
        Packet packet = request(t, Stun.ALLOCATE);
        StunWriter.u32(packet, Stun.REQUESTED_TRANSPORT, UDP_PROTOCOL);
        if (base.isIpv6()) StunWriter.u32(packet, Stun.REQUESTED_ADDRESS_FAMILY, IPV6_FAMILY);
        send(t, packet, now);
    }

    private void refresh(int lifetimeSeconds, long now) {
        if (transactions.isFull()) {
            refreshNanos = now + RETRY_NANOS;
            return;
        }
        refreshNanos = Long.MAX_VALUE;
        Transaction t = transactions.begin(this, this, base, server.address());
        Packet packet = request(t, Stun.REFRESH);
        StunWriter.u32(packet, Stun.LIFETIME, lifetimeSeconds);
        send(t, packet, now);
    }

    /** Gives the allocation back, by one unrepeated request. */
    void close() {
        if (state == State.ALLOCATED) {
            Packet packet = pool.take();
            StunWriter.begin(packet, Stun.type(Stun.REFRESH, Stun.REQUEST), 0x1CE, ++indications);
            StunWriter.u32(packet, Stun.LIFETIME, 0);
            sign(packet);
            packet.route(base, server.address());
            out.send(packet);
        }
        state = State.GONE;
        refreshNanos = Long.MAX_VALUE;
        permissions.clear();
        channels.clear();
    }

    private Packet request(Transaction t, int method) {
        Packet packet = pool.take();
        StunWriter.begin(packet, Stun.type(method, Stun.REQUEST), t.high, t.low);
        return packet;
    }

    private void send(Transaction t, Packet owned, long now) {
        sign(owned);
        owned.route(base, server.address());
        transactions.start(t, owned, key, base.isTcp() ? 1 : SENDS, now);
        if (base.isTcp()) t.deadlineNanos = now + TCP_WAIT_NANOS;
    }

    private void sign(Packet packet) {
        if (key != null) {
            StunWriter.bytes(packet, Stun.USERNAME, username);
            StunWriter.bytes(packet, Stun.REALM, realm);
            StunWriter.bytes(packet, Stun.NONCE, nonce);
            StunWriter.integrity(packet, key);
        }
        StunWriter.fingerprint(packet);
    }

    // ---- permissions and channels ----

    /** Asks for leave to exchange packets with a peer's IP address. */
    void permit(TransportAddress peer, long now) {
        if (permission(peer) != null) return;
        if (permissions.size() == MAX_PERMISSIONS) {
            drops.count(IceDrop.LIMIT);
            return;
        }
        Permission permission = new Permission(peer.withPort(0));
        permissions.add(permission);
        ask(permission, now);
    }

    private void ask(Permission permission, long now) {
        if (transactions.isFull() || state != State.ALLOCATED) {
            permission.renewalNanos = now + RETRY_NANOS;
            return;
        }
        permission.asked = true;
        Transaction t = transactions.begin(this, permission, base, server.address());
        Packet packet = request(t, Stun.CREATE_PERMISSION);
        StunWriter.xorAddress(packet, Stun.XOR_PEER_ADDRESS, permission.ip);
        send(t, packet, now);
    }

    /** Binds a channel to a peer; until it is bound, indications serve. */
    void bind(TransportAddress peer, long now) {
        if (channel(peer) != null || channels.size() == MAX_CHANNELS) return;
        Channel channel = new Channel(peer, FIRST_CHANNEL + channels.size());
        channels.add(channel);
        ask(channel, now);
    }

    private void ask(Channel channel, long now) {
        if (transactions.isFull() || state != State.ALLOCATED) {
            channel.renewalNanos = now + RETRY_NANOS;
            return;
        }
        channel.asked = true;
        Transaction t = transactions.begin(this, channel, base, server.address());
        Packet packet = request(t, Stun.CHANNEL_BIND);
        StunWriter.u32(packet, Stun.CHANNEL_NUMBER, channel.number << 16);
        StunWriter.xorAddress(packet, Stun.XOR_PEER_ADDRESS, channel.peer);
        send(t, packet, now);
    }

    boolean isPermitted(TransportAddress peer) {
        Permission permission = permission(peer);
        return permission != null && permission.granted;
    }

    boolean isRefused(TransportAddress peer) {
        Permission permission = permission(peer);
        return permission == null || permission.refused || state == State.GONE;
    }

    private @Nullable Permission permission(TransportAddress peer) {
        for (int i = 0; i < permissions.size(); i++) {
            Permission permission = permissions.get(i);
            if (permission.ip.sameIp(peer)) return permission;
        }
        return null;
    }

    private @Nullable Channel channel(TransportAddress peer) {
        for (int i = 0; i < channels.size(); i++) {
            Channel channel = channels.get(i);
            if (channel.peer.equals(peer)) return channel;
        }
        return null;
    }

    // ---- responses ----

    @Override
    public void onResponse(Transaction t, Packet lent, long now) {
        if (Stun.isError(lent)) {
            onError(t, lent, now);
            return;
        }
        if (!t.isSigned(lent)) {
            drops.count(IceDrop.BAD_INTEGRITY);
            return;
        }
        Object subject = t.subject();
        transactions.end(t);
        switch (subject) {
            case Permission permission -> {
                permission.asked = false;
                permission.granted = true;
                permission.challenges = 0;
                permission.renewalNanos = now + PERMISSION_RENEWAL_NANOS;
            }
            case Channel channel -> {
                channel.asked = false;
                channel.bound = true;
                channel.challenges = 0;
                channel.renewalNanos = now + CHANNEL_RENEWAL_NANOS;
            }
            default -> onLifetime(lent, now);
        }
    }

    private void onLifetime(Packet lent, long now) {
        challenges = 0;
        long lifetime = Stun.u32(lent, Stun.LIFETIME);
        if (lifetime == Stun.ABSENT) lifetime = DEFAULT_LIFETIME_SECONDS;
        // One minute before the end, or half-way if it is short.
        long wait = Math.max(lifetime - 60, Math.max(lifetime, MIN_LIFETIME_SECONDS) / 2);
        refreshNanos = now + wait * NANOS_PER_SECOND;
        if (state != State.ALLOCATING) return;
        if (!Stun.hasAddress(lent, Stun.XOR_RELAYED_ADDRESS)) {
            drops.count(IceDrop.MALFORMED);
            gone(now);
            return;
        }
        relayed = Stun.xorAddress(lent, Stun.XOR_RELAYED_ADDRESS, Protocol.UDP);
        if (Stun.hasAddress(lent, Stun.XOR_MAPPED_ADDRESS)) {
            mapped = Stun.xorAddress(lent, Stun.XOR_MAPPED_ADDRESS, Protocol.UDP);
        }
        state = State.ALLOCATED;
        listener.onAllocated(this, now);
    }

    private void onError(Transaction t, Packet lent, long now) {
        int code = Stun.errorCode(lent);
        boolean first = code == 401 && !t.hasKey();
        Object subject = t.subject();
        transactions.end(t);
        if ((first || code == 438) && takeChallenge(lent)) {
            again(subject, now);
            return;
        }
        refused(subject, now);
    }

    /** Learns realm and nonce (RFC 8489, 9.2.5). */
    private boolean takeChallenge(Packet lent) {
        int nonceAt = Stun.find(lent, Stun.NONCE);
        int realmAt = Stun.find(lent, Stun.REALM);
        if (nonceAt == Stun.ABSENT || Stun.lengthAt(lent, nonceAt) > Stun.MAX_REALM) return false;
        nonce = Stun.bytesAt(lent, nonceAt);
        if (key != null) return true;
        if (realmAt == Stun.ABSENT || Stun.lengthAt(lent, realmAt) > Stun.MAX_REALM) return false;
        realm = Stun.bytesAt(lent, realmAt);
        username = server.username().getBytes(StandardCharsets.UTF_8);
        String realmText = new String(realm, StandardCharsets.UTF_8);
        key = StunKey.longTerm(server.username(), realmText, server.password());
        return true;
    }

    private void again(Object subject, long now) {
        if (countChallenge(subject) > MAX_CHALLENGES) {
            refused(subject, now);
            return;
        }
        switch (subject) {
            case Permission permission -> ask(permission, now);
            case Channel channel -> ask(channel, now);
            default -> {
                if (state == State.ALLOCATING) allocate(now);
                else refresh(DEFAULT_LIFETIME_SECONDS, now);
            }
        }
    }

    private int countChallenge(Object subject) {
        return switch (subject) {
            case Permission permission -> ++permission.challenges;
            case Channel channel -> ++channel.challenges;
            default -> ++challenges;
        };
    }

    private void refused(Object subject, long now) {
        switch (subject) {
            case Permission permission -> {
                permission.asked = false;
                permission.granted = false;
                permission.refused = true;
            }
            // Indications go on to serve.
            case Channel channel -> {
                channel.asked = false;
                channel.bound = false;
                channel.renewalNanos = now + CHANNEL_RENEWAL_NANOS;
            }
            default -> gone(now);
        }
    }

    @Override
    public void onTimeout(Object subject, long now) {
        refused(subject, now);
    }

    private void gone(long now) {
        if (state == State.GONE) return;
        state = State.GONE;
        refreshNanos = Long.MAX_VALUE;
        listener.onGone(this, now);
    }

    // ---- packets ----

    /**
     * Wraps a packet from the relayed address to a peer for the server, in place, and routes it
     * there; false if that cannot be.
     */
    boolean wrap(Packet packet) {
        if (state != State.ALLOCATED) return false;
        TransportAddress peer = packet.remote();
        Channel channel = channel(peer);
        boolean wrapped =
                channel != null && channel.bound
                        ? wrapInChannel(packet, channel.number)
                        : wrapInIndication(packet, peer);
        if (!wrapped) {
            drops.count(IceDrop.TOO_LONG);
            return false;
        }
        packet.route(base, server.address());
        return true;
    }

    private boolean wrapInChannel(Packet packet, int number) {
        int length = packet.length();
        if (length + CHANNEL_HEADER + 3 > Packet.CAPACITY) return false;
        shift(packet, CHANNEL_HEADER);
        packet.put16(0, number);
        packet.put16(2, length);
        // RFC 8656, 12.5: padded over TCP; the length does not count the padding.
        while (base.isTcp() && (packet.length() & 3) != 0) {
            packet.append8(0);
        }
        return true;
    }

    private boolean wrapInIndication(Packet packet, TransportAddress peer) {
        int length = packet.length();
        int head = Stun.HEADER_LENGTH + (peer.isIpv6() ? 24 : 12) + 4;
        if (length + head + 3 > Packet.CAPACITY) return false;
        shift(packet, head);
        StunWriter.begin(packet, Stun.type(Stun.SEND, Stun.INDICATION), 0x1CE, ++indications);
        StunWriter.xorAddress(packet, Stun.XOR_PEER_ADDRESS, peer);
        StunWriter.bytes(packet, Stun.DATA, packet.array(), head, length);
        return true;
    }

    private static void shift(Packet packet, int by) {
        assert packet.isExclusive() : "a shared packet must not be wrapped";
        int length = packet.length();
        packet.length(length + by);
        System.arraycopy(packet.array(), 0, packet.array(), by, length);
    }

    /**
     * Whether the packet carries a peer's data; then it is unwrapped in place and routed from that
     * peer to the relayed address. Data of unknown channels empties the packet.
     */
    boolean unwrap(Packet packet) {
        if (state != State.ALLOCATED || packet.length() < CHANNEL_HEADER) return false;
        int first = packet.u16(0);
        if (first >= FIRST_CHANNEL && first <= LAST_CHANNEL) {
            unwrapChannel(packet, first);
            return true;
        }
        if (!Stun.isStun(packet) || first != Stun.type(Stun.DATA_METHOD, Stun.INDICATION)) {
            return false;
        }
        unwrapIndication(packet);
        return true;
    }

    private void unwrapChannel(Packet packet, int number) {
        int length = packet.u16(2);
        int index = number - FIRST_CHANNEL;
        if (index >= channels.size() || length + CHANNEL_HEADER > packet.length()) {
            drops.count(IceDrop.RELAY_UNKNOWN);
            packet.length(0);
            return;
        }
        unwrap(packet, CHANNEL_HEADER, length, channels.get(index).peer);
    }

    private void unwrapIndication(Packet packet) {
        int data = Stun.find(packet, Stun.DATA);
        if (data == Stun.ABSENT || !Stun.hasAddress(packet, Stun.XOR_PEER_ADDRESS)) {
            drops.count(IceDrop.RELAY_UNKNOWN);
            packet.length(0);
            return;
        }
        TransportAddress peer = Stun.xorAddress(packet, Stun.XOR_PEER_ADDRESS, Protocol.UDP);
        unwrap(packet, data, Stun.lengthAt(packet, data), peer);
    }

    private void unwrap(Packet packet, int from, int length, TransportAddress peer) {
        System.arraycopy(packet.array(), from, packet.array(), 0, length);
        packet.length(length);
        packet.route(relayed(), peer);
    }

    // ---- time ----

    void expire(long now) {
        if (state != State.ALLOCATED) return;
        if (now >= refreshNanos) refresh(DEFAULT_LIFETIME_SECONDS, now);
        for (int i = 0; i < permissions.size(); i++) {
            Permission permission = permissions.get(i);
            if (isDue(permission) && now >= permission.renewalNanos) ask(permission, now);
        }
        for (int i = 0; i < channels.size(); i++) {
            Channel channel = channels.get(i);
            if (!channel.asked && now >= channel.renewalNanos) ask(channel, now);
        }
    }

    private static boolean isDue(Permission permission) {
        return !permission.asked && !permission.refused;
    }

    long nextDeadlineNanos() {
        if (state != State.ALLOCATED) return Long.MAX_VALUE;
        long next = refreshNanos;
        for (int i = 0; i < permissions.size(); i++) {
            Permission permission = permissions.get(i);
            if (isDue(permission)) next = Math.min(next, permission.renewalNanos);
        }
        for (int i = 0; i < channels.size(); i++) {
            Channel channel = channels.get(i);
            if (!channel.asked) next = Math.min(next, channel.renewalNanos);
        }
        return next;
    }
}
