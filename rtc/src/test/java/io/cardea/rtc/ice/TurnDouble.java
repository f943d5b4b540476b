package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunKey;
import io.cardea.rtc.stun.StunWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small TURN server: one user, one allocation per client address, everything expires. */
final class TurnDouble implements Net.Station {
    static final String REALM = "example.org";
    static final long NONCE_LIFE = 200 * Net.S;

    private static final class Allocation {
        final TransportAddress client;
        final TransportAddress relayed;
        long expires;
        final Map<String, Long> permissions = new HashMap<>();
        final Map<Integer, TransportAddress> channels = new HashMap<>();
        final Map<Integer, Long> channelExpires = new HashMap<>();

        Allocation(TransportAddress client, TransportAddress relayed) {
            this.client = client;
            this.relayed = relayed;
        }
    }

    final TransportAddress address;
    int channelData;
    int indications;
    int staleNonces;
    boolean refusesPermissions;
    private final Net net;
    private final StunKey key;
    private final Map<TransportAddress, Allocation> byClient = new HashMap<>();
    private final Map<TransportAddress, Allocation> byRelayed = new HashMap<>();
    private int nextPort = 50_000;

    TurnDouble(Net net, TransportAddress address, String user, String password) {
        this.net = net;
        this.address = address;
        key = StunKey.longTerm(user, REALM, password);
        net.attach(this, List.of(address));
    }

    int allocations() {
        return byClient.size();
    }

    @Override
    public void receive(Packet owned, long now) {
        Allocation relay = byRelayed.get(owned.local());
        if (relay != null) {
            fromPeer(relay, owned, now);
        } else if (Stun.isStun(owned)) {
            fromClient(owned, now);
        } else {
            fromChannel(owned, now);
        }
        owned.release();
    }

    // ---- client to peer ----

    private void fromChannel(Packet lent, long now) {
        Allocation allocation = live(lent.remote(), now);
        if (allocation == null || lent.length() < 4) return;
        if (lent.local().isTcp() && (lent.length() & 3) != 0) return;
        TransportAddress peer = allocation.channels.get(lent.u16(0));
        if (peer == null || allocation.channelExpires.get(lent.u16(0)) < now) return;
        channelData++;
        toPeer(allocation, lent, 4, lent.u16(2), peer);
    }

    private void toPeer(
            Allocation allocation, Packet lent, int from, int length, TransportAddress peer) {
        Packet packet = net.pool.take();
        packet.append(lent.array(), from, length);
        packet.route(allocation.relayed, peer);
        net.send(packet);
    }

    private void fromClient(Packet lent, long now) {
        int method = Stun.method(lent);
        if (method == Stun.SEND) {
            Allocation allocation = live(lent.remote(), now);
            int data = Stun.find(lent, Stun.DATA);
            TransportAddress peer = Stun.xorAddress(lent, Stun.XOR_PEER_ADDRESS, Protocol.UDP);
            if (allocation == null || !isPermitted(allocation, peer, now)) return;
            indications++;
            toPeer(allocation, lent, data, Stun.lengthAt(lent, data), peer);
            return;
        }
        if (!Stun.has(lent, Stun.MESSAGE_INTEGRITY) || !key.verify(lent)) {
            challenge(lent, 401, now);
        } else if (!Stun.matches(lent, Stun.find(lent, Stun.NONCE), nonce(now))) {
            staleNonces++;
            challenge(lent, 438, now);
        } else {
            serve(lent, method, now);
        }
    }

    private static byte[] nonce(long now) {
        return ("nonce" + now / NONCE_LIFE).getBytes(StandardCharsets.UTF_8);
    }

    private void challenge(Packet lent, int code, long now) {
        Packet response = response(lent, Stun.ERROR);
        StunWriter.error(response, code, "no");
        StunWriter.bytes(response, Stun.REALM, REALM.getBytes(StandardCharsets.UTF_8));
        StunWriter.bytes(response, Stun.NONCE, nonce(now));
        net.send(response);
    }

    private Packet response(Packet lent, int messageClass) {
        Packet response = net.pool.take();
        StunWriter.beginResponse(response, lent, messageClass);
        response.route(lent.local(), lent.remote());
        return response;
    }

    private void serve(Packet lent, int method, long now) {
        Allocation allocation =
                method == Stun.ALLOCATE ? allocate(lent.remote(), now) : live(lent.remote(), now);
        boolean refused =
                allocation == null || (method == Stun.CREATE_PERMISSION && refusesPermissions);
        Packet response = response(lent, refused ? Stun.ERROR : Stun.SUCCESS);
        if (refused) {
            StunWriter.error(response, allocation == null ? 437 : 403, "no");
        } else {
            grant(allocation, lent, method, response, now);
        }
        StunWriter.integrity(response, key);
        net.send(response);
    }

    private Allocation allocate(TransportAddress client, long now) {
        Allocation allocation =
                new Allocation(client, address.withProtocol(Protocol.UDP).withPort(nextPort++));
        allocation.expires = now + 600 * Net.S;
        byClient.put(client, allocation);
        byRelayed.put(allocation.relayed, allocation);
        net.attach(this, List.of(allocation.relayed));
        return allocation;
    }

    private void grant(Allocation allocation, Packet lent, int method, Packet response, long now) {
        switch (method) {
            case Stun.ALLOCATE -> {
                StunWriter.xorAddress(response, Stun.XOR_RELAYED_ADDRESS, allocation.relayed);
                StunWriter.xorAddress(response, Stun.XOR_MAPPED_ADDRESS, lent.remote());
                StunWriter.u32(response, Stun.LIFETIME, 600);
            }
            case Stun.REFRESH -> {
                long lifetime = Stun.u32(lent, Stun.LIFETIME);
                allocation.expires = now + lifetime * Net.S;
                if (lifetime == 0) byClient.remove(allocation.client);
                StunWriter.u32(response, Stun.LIFETIME, (int) lifetime);
            }
            case Stun.CHANNEL_BIND -> {
                int number = lent.u16(Stun.find(lent, Stun.CHANNEL_NUMBER));
                allocation.channels.put(number, peer(lent));
                allocation.channelExpires.put(number, now + 600 * Net.S);
            }
            default -> allocation.permissions.put(peer(lent).host(), now + 300 * Net.S);
        }
    }

    private static TransportAddress peer(Packet lent) {
        return Stun.xorAddress(lent, Stun.XOR_PEER_ADDRESS, Protocol.UDP);
    }

    private Allocation live(TransportAddress client, long now) {
        Allocation allocation = byClient.get(client);
        return allocation == null || allocation.expires < now ? null : allocation;
    }

    private static boolean isPermitted(Allocation allocation, TransportAddress peer, long now) {
        return allocation.permissions.getOrDefault(peer.host(), 0L) >= now;
    }

    // ---- peer to client ----

    private void fromPeer(Allocation allocation, Packet lent, long now) {
        if (allocation.expires < now || !isPermitted(allocation, lent.remote(), now)) return;
        Packet packet = net.pool.take();
        int channel = channelTo(allocation, lent.remote(), now);
        if (channel != 0) {
            packet.append16(channel);
            packet.append16(lent.length());
            packet.append(lent.array(), 0, lent.length());
        } else {
            StunWriter.begin(packet, Stun.type(Stun.DATA_METHOD, Stun.INDICATION), 1, now);
            StunWriter.xorAddress(packet, Stun.XOR_PEER_ADDRESS, lent.remote());
            StunWriter.bytes(packet, Stun.DATA, lent.array(), 0, lent.length());
        }
        packet.route(address, allocation.client);
        net.send(packet);
    }

    private static int channelTo(Allocation allocation, TransportAddress peer, long now) {
        for (Map.Entry<Integer, TransportAddress> channel : allocation.channels.entrySet()) {
            boolean bound = allocation.channelExpires.get(channel.getKey()) >= now;
            if (bound && channel.getValue().equals(peer)) return channel.getKey();
        }
        return 0;
    }
}
