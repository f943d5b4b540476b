package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds local candidates (RFC 8445, 5.1): host ones at once, server-reflexive and relayed ones by
 * asking, each server for at most a few seconds.
 *
 * <p>What is signalled and what packets are sent from differ: behind a one-to-one NAT a host
 * candidate is written with the public address, and a server-reflexive candidate is only written,
 * since packets leave from its base.
 */
final class Gathering implements Transaction.Requester, Relay.Listener {
    /** Host bases used. */
    static final int MAX_BASES = 16;

    /** Candidates signalled. */
    static final int MAX_CANDIDATES = 64;

    /** Servers asked, STUN and TURN each. */
    static final int MAX_SERVERS = 4;

    /** Sendings to a STUN server; with the last wait 3.5 s, less than half-trickle waits. */
    static final int SENDS = 3;

    private final IceSettings settings;
    private final PacketPool pool;
    private final Transactions transactions;
    private final Outbox out;
    private final Drops drops;
    private final ObjLongConsumer<LocalCandidate> onBase;
    private final ObjLongConsumer<LocalCandidate> onLost;

    private final List<LocalCandidate> candidates = new ArrayList<>();
    private final List<IceCandidate> signalled = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> foundations = new ArrayList<>();
    private final List<TransportAddress> reflexive = new ArrayList<>();
    private final List<Relay> relays = new ArrayList<>();
    private int asked;
    private boolean started;
    private boolean done;

    /**
     * @param onBase is told each base that packets may come to and go from
     * @param onLost is told when a relayed one is gone
     */
    Gathering(
            IceSettings settings,
            PacketPool pool,
            Transactions transactions,
            Outbox out,
            Drops drops,
            ObjLongConsumer<LocalCandidate> onBase,
            ObjLongConsumer<LocalCandidate> onLost) {
        this.settings = settings;
        this.pool = pool;
        this.transactions = transactions;
        this.out = out;
        this.drops = drops;
        this.onBase = onBase;
        this.onLost = onLost;
    }

    List<String> lines() {
        return lines;
    }

    List<LocalCandidate> candidates() {
        return candidates;
    }

    boolean isDone() {
        return done;
    }

    void start(List<TransportAddress> bases, List<TransportAddress> turnBases, long now) {
        if (started) return;
        started = true;
        asked = 1; // ourselves, so that it is not over before all are asked
        if (!settings.forceRelay()) {
            List<TransportAddress> usable = usable(bases);
            for (int i = 0; i < usable.size(); i++) {
                addHost(usable.get(i), lesser(usable, i), now);
            }
            if (!settings.lite()) askStunServers(now);
        }
        if (!settings.lite()) askTurnServers(turnBases, now);
        answered();
    }

    /** How many bases of its protocol come after one: each makes it more preferred. */
    private static int lesser(List<TransportAddress> bases, int index) {
        int count = 0;
        for (int i = index + 1; i < bases.size(); i++) {
            if (bases.get(i).protocol() == bases.get(index).protocol()) count++;
        }
        return count;
    }

    private List<TransportAddress> usable(List<TransportAddress> bases) {
        List<TransportAddress> usable = new ArrayList<>();
        for (TransportAddress base : bases) {
            boolean excluded =
                    (base.isIpv6() && !settings.ipv6()) || (base.isTcp() && !settings.tcp());
            if (excluded || usable.contains(base)) continue;
            if (usable.size() < MAX_BASES) usable.add(base);
        }
        return usable;
    }

    // ---- host ----

    private void addHost(TransportAddress base, int rank, long now) {
        int preference =
                rank
                        + (base.isTcp()
                                ? Priorities.TCP_PASSIVE_PREFERENCE
                                : Priorities.UDP_PREFERENCE);
        String foundation = foundation("host", base, 0);
        LocalCandidate host =
                new LocalCandidate(IceCandidate.Type.HOST, base, preference, foundation, null);
        candidates.add(host);
        boolean isPublic = false;
        for (TransportAddress address : settings.nat11Addresses()) {
            if (address.isIpv6() != base.isIpv6()) continue;
            isPublic = true;
            signalHost(host, address.withProtocol(base.protocol()).withPort(base.port()));
        }
        if (!isPublic || settings.keepPrivateHost()) signalHost(host, base);
        onBase.accept(host, now);
    }

    private void signalHost(LocalCandidate host, TransportAddress shown) {
        signal(
                IceCandidate.of(
                        host.foundation(),
                        host.priority(),
                        shown,
                        IceCandidate.Type.HOST,
                        shown.isTcp() ? "passive" : ""));
    }

    // ---- server-reflexive ----

    private void askStunServers(long now) {
        long when = now;
        int servers = 0;
        for (TransportAddress server : settings.stunServers()) {
            if (servers++ == MAX_SERVERS) break;
            for (LocalCandidate host : candidates) {
                if (host.address().isTcp() || !host.reaches(server)) continue;
                if (transactions.isFull()) {
                    drops.count(IceDrop.LIMIT);
                    return;
                }
                ask(host, server, when);
                when += IceAgent.TA_NANOS;
            }
        }
    }

    private void ask(LocalCandidate host, TransportAddress server, long when) {
        Transaction t = transactions.begin(this, host, host.address(), server);
        Packet packet = pool.take();
        StunWriter.begin(packet, Stun.type(Stun.BINDING, Stun.REQUEST), t.high, t.low);
        StunWriter.fingerprint(packet);
        packet.route(host.address(), server);
        transactions.startAt(t, packet, SENDS, when);
        asked++;
    }

    @Override
    public void onResponse(Transaction t, Packet lent, long now) {
        LocalCandidate host = (LocalCandidate) t.subject();
        transactions.end(t);
        if (Stun.isSuccess(lent) && Stun.hasAddress(lent, Stun.XOR_MAPPED_ADDRESS)) {
            addReflexive(host, Stun.xorAddress(lent, Stun.XOR_MAPPED_ADDRESS, Protocol.UDP));
        }
        answered();
    }

    @Override
    public void onTimeout(Object subject, long now) {
        answered();
    }

    private void answered() {
        asked--;
        if (done || asked > 0) return;
        done = true;
        out.event(IceSink::onGatheringDone);
    }

    private void addReflexive(LocalCandidate host, TransportAddress mapped) {
        if (mapped.isIpv6() != host.address().isIpv6()) return;
        if (!reflexive.contains(mapped)) reflexive.add(mapped);
        IceCandidate candidate =
                IceCandidate.of(
                                foundation("srflx", host.address(), 0),
                                Priorities.candidate(
                                        IceCandidate.Type.SRFLX, false, Priorities.UDP_PREFERENCE),
                                mapped,
                                IceCandidate.Type.SRFLX,
                                "")
                        .related(host.address());
        signal(candidate);
    }

    // ---- relayed ----

    private void askTurnServers(List<TransportAddress> turnBases, long now) {
        int servers = 0;
        for (TurnServer server : settings.turnServers()) {
            if (servers++ == MAX_SERVERS) break;
            TransportAddress base = baseFor(server.address(), turnBases);
            if (base == null) continue;
            Relay relay = new Relay(server, base, pool, transactions, out, drops, this);
            relays.add(relay);
            asked++;
            relay.allocate(now);
        }
    }

    private static @Nullable TransportAddress baseFor(
            TransportAddress server, List<TransportAddress> turnBases) {
        for (TransportAddress base : turnBases) {
            boolean fits = base.protocol() == server.protocol() && base.isIpv6() == server.isIpv6();
            if (fits) return base;
        }
        return null;
    }

    @Override
    public void onAllocated(Relay relay, long now) {
        TransportAddress address = relay.relayed();
        String foundation = foundation("relay", address, relays.indexOf(relay));
        LocalCandidate candidate =
                new LocalCandidate(
                        IceCandidate.Type.RELAY,
                        address,
                        // Below it, those behind TCP.
                        relay.isTcp() ? 0 : Priorities.UDP_PREFERENCE,
                        foundation,
                        relay);
        candidates.add(candidate);
        signal(
                IceCandidate.of(
                                foundation,
                                candidate.priority(),
                                address,
                                IceCandidate.Type.RELAY,
                                "")
                        .related(relay.mapped()));
        onBase.accept(candidate, now);
        answered();
    }

    @Override
    public void onGone(Relay relay, long now) {
        for (int i = 0; i < candidates.size(); i++) {
            LocalCandidate candidate = candidates.get(i);
            if (!candidate.isOf(relay)) continue;
            candidates.remove(i);
            onLost.accept(candidate, now);
            return;
        }
        answered();
    }

    // ---- results ----

    /** Small numbers, one for each kind, base and server (RFC 8445, 5.1.1.3). */
    private String foundation(String kind, TransportAddress base, int server) {
        String key = kind + ' ' + base.protocol() + ' ' + base.host() + ' ' + server;
        int at = foundations.indexOf(key);
        if (at < 0) {
            at = foundations.size();
            foundations.add(key);
        }
        return Integer.toString(at + 1);
    }

    private void signal(IceCandidate candidate) {
        for (IceCandidate known : signalled) {
            // RFC 8445, 5.1.3: a reflexive candidate that equals a host one is redundant.
            if (known.address().equals(candidate.address())) return;
        }
        if (signalled.size() == MAX_CANDIDATES) {
            drops.count(IceDrop.LIMIT);
            return;
        }
        signalled.add(candidate);
        String line = candidate.line();
        lines.add(line);
        out.event(sink -> sink.onLocalCandidate(line));
    }

    // ---- questions ----

    /** The candidate whose packets have that local address, or null. */
    @Nullable LocalCandidate at(TransportAddress local) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).address().equals(local)) return candidates.get(i);
        }
        return null;
    }

    /** The allocation whose server and base a packet runs between, or null. */
    @Nullable Relay relayOf(Packet lent) {
        for (int i = 0; i < relays.size(); i++) {
            if (relays.get(i).isOn(lent)) return relays.get(i);
        }
        return null;
    }

    /** What a local candidate is called when the peer sees it with that address. */
    IceCandidate.Type typeOf(LocalCandidate local, TransportAddress mapped) {
        if (local.isRelayed() || mapped.equals(local.address())) return local.type();
        if (reflexive.contains(mapped)) return IceCandidate.Type.SRFLX;
        for (IceCandidate known : signalled) {
            if (known.address().filter(mapped::equals).isPresent()) return known.type();
        }
        return IceCandidate.Type.PRFLX;
    }

    // ---- time and end ----

    void expire(long now) {
        for (int i = 0; i < relays.size(); i++) {
            relays.get(i).expire(now);
        }
    }

    long nextDeadlineNanos() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < relays.size(); i++) {
            next = Math.min(next, relays.get(i).nextDeadlineNanos());
        }
        return next;
    }

    void close() {
        for (Relay relay : relays) {
            relay.close();
        }
    }
}
