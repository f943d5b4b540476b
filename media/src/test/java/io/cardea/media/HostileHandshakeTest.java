package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.peer.PeerSink;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.sctp.SctpSettings;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A real peer on a loop's shared port, while strangers talk to that port, too. */
final class HostileHandshakeTest {
    private static final Instant TODAY = Instant.parse("2026-06-01T12:00:00Z");
    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.generate(new Random(1), TODAY);
    private static final TransportAddress CLIENT =
            TransportAddress.ipv4(Protocol.UDP, 0x0A000001, 6_000);
    private static final IceCredentials SERVER_ICE = new IceCredentials("serv", "s".repeat(22));
    private static final IceCredentials CLIENT_ICE = new IceCredentials("clnt", "c".repeat(22));
    private static final int ROUNDS = 60;

    private final Room room = new Room(0);
    private final Random random = new Random(7);
    private final Client client = new Client();
    private final List<PeerEvent> serverEvents = new ArrayList<>();
    private long strangersSent;
    private int read;

    /** The other end, not on any loop. */
    private static final class Client implements PeerSink {
        final ArrayDeque<byte[]> sent = new ArrayDeque<>();
        final List<PeerEvent> events = new ArrayList<>();
        final Peer peer = peer(CLIENT_ICE, true, new PacketPool(), HandshakeDriver.lockstep());

        @Override
        public void send(Packet owned) {
            sent.add(owned.toBytes());
            owned.release();
        }

        @Override
        public void onRtp(RtpPacket lent) {}

        @Override
        public void onKeyframeRequest(int mediaIndex) {}

        @Override
        public void onSenderReport(
                int mediaIndex, int layer, long ntpTimestamp, int rtpTimestamp) {}

        @Override
        public void onValidated(TransportAddress local, TransportAddress remote) {}

        @Override
        public void onHeard(TransportAddress local, TransportAddress remote) {}

        @Override
        public void onEvent(PeerEvent event) {
            events.add(event);
        }
    }

    private static Peer peer(
            IceCredentials ice, boolean controlling, PacketPool pool, HandshakeDriver driver) {
        DtlsSettings usual = DtlsSettings.defaults();
        DtlsSettings dtls =
                new DtlsSettings(
                        usual.mtu(),
                        usual.acceptSelfSigned(),
                        usual.resend(),
                        usual.timeout(),
                        usual.profiles(),
                        InstantSource.fixed(TODAY));
        PeerSettings settings =
                new PeerSettings(
                        IceSettings.defaults(),
                        dtls,
                        CERTIFICATE,
                        SctpSettings.defaults(),
                        true,
                        PeerSettings.Media.defaults());
        Random seeded = new Random(controlling ? 2 : 3);
        return new Peer(settings, ice, controlling, pool, seeded, new NtpClock(0), driver);
    }

    private static NegotiatedSession session(IceCredentials remote, String candidate, boolean we) {
        NegotiatedMedia data =
                new NegotiatedMedia(
                        0,
                        "0",
                        MediaKind.DATA,
                        true,
                        false,
                        false,
                        Codec.NONE,
                        Map.of(),
                        Map.of(),
                        0,
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        false,
                        false);
        return new NegotiatedSession(
                remote.ufrag(),
                remote.password(),
                false,
                false,
                List.of(candidate),
                Optional.of(new Fingerprint("sha-256", CERTIFICATE.fingerprint())),
                we,
                we,
                ExtensionIds.NONE,
                List.of(data));
    }

    private static String host(TransportAddress address) {
        return "candidate:1 1 udp 2130706431 "
                + address.host()
                + " "
                + address.port()
                + " typ host";
    }

    private void begin() {
        PeerSeat seat = new PeerSeat(room.loop, serverEvents::add, () -> {});
        PeerMaker maker =
                context -> {
                    Peer peer = peer(SERVER_ICE, false, context.pool(), HandshakeDriver.lockstep());
                    peer.gather(context.bases(), List.of(), room.now);
                    peer.negotiate(session(CLIENT_ICE, host(CLIENT), false), room.now);
                    return new RtcPeer(peer);
                };
        room.loop.post(() -> room.loop.admit(seat, maker, (loop, s) -> loop.sharedBases()));
        room.turn();
        client.peer.gather(List.of(CLIENT), List.of(), room.now);
        client.peer.negotiate(session(SERVER_ICE, host(Room.BASE), true), room.now);
        client.peer.drain(client);
    }

    /** Twenty milliseconds at a time; {@code meanwhile} happens before each datagram. */
    private void run(Runnable meanwhile) {
        for (int round = 0; round < ROUNDS; round++) {
            room.now += 20_000_000;
            client.peer.expire(room.now);
            client.peer.drain(client);
            for (byte[] datagram = client.sent.poll();
                    datagram != null;
                    datagram = client.sent.poll()) {
                meanwhile.run();
                room.ports.deliver(CLIENT, Room.BASE, datagram);
                room.turnAll();
            }
            room.turnAll();
            answer();
        }
    }

    /** What the loop has sent reaches the client; strangers get nothing. */
    private void answer() {
        for (; read < room.ports.sent.size(); read++) {
            VirtualPorts.Datagram datagram = room.ports.sent.get(read);
            if (!datagram.to().equals(CLIENT)) {
                strangersSent++;
                continue;
            }
            Packet packet = Packet.of(datagram.bytes());
            packet.route(CLIENT, datagram.from());
            client.peer.receive(packet, room.now);
            client.peer.drain(client);
        }
    }

    private void assertConnected() {
        assertTrue(serverEvents.stream().anyMatch(PeerEvent.Connected.class::isInstance));
        assertTrue(client.events.stream().anyMatch(PeerEvent.Connected.class::isInstance));
        assertTrue(serverEvents.stream().noneMatch(PeerEvent.Closed.class::isInstance));
        assertEquals(0, strangersSent);
    }

    private LoopCounters counters() {
        room.now += 2 * Room.SECOND;
        room.turn();
        return room.loop.counters();
    }

    private TransportAddress stranger() {
        int host = 0x0A09_0000 | random.nextInt(1 << 16);
        return TransportAddress.ipv4(Protocol.UDP, host, 1_024 + random.nextInt(60_000));
    }

    private static byte[] record(int type, int length) {
        byte[] record = new byte[13 + length];
        record[0] = (byte) type;
        record[1] = (byte) 0xFE;
        record[2] = (byte) 0xFD;
        record[11] = (byte) (length >> 8);
        record[12] = (byte) length;
        if (type == 21) record[13] = 2;
        return record;
    }

    @Test
    void dtlsFromUnvalidatedAddressesDoesNotReachAHandshakeUnderWay() {
        begin();
        int[] forged = new int[1];

        run(() -> {
            for (int type = 20; type <= 23; type++) {
                room.ports.deliver(stranger(), Room.BASE, record(type, 2 + type));
                forged[0]++;
            }
        });

        assertConnected();
        assertTrue(forged[0] > 20);
        assertEquals(forged[0], counters().unvalidated());
    }

    @Test
    void aFloodForNobodyIsCountedAndNotAnswered() {
        begin();
        int[] flood = new int[1];

        run(() -> {
            for (int i = 0; i < 1_000; i++) {
                String name = "u" + random.nextInt() + ":x";
                byte[] check = Room.stun(1, random.nextLong(), name);
                byte[] answer = Room.stun(0x101, random.nextLong(), "");
                byte[] media = Room.rtp(random.nextInt(), i, i, 1);
                room.ports.deliver(stranger(), Room.BASE, check);
                room.ports.deliver(stranger(), Room.BASE, answer);
                room.ports.deliver(stranger(), Room.BASE, media);
                flood[0]++;
            }
            room.turnAll();
            assertTrue(room.loop.pool().inUse() < 2 * MediaLoop.DATAGRAMS_PER_TURN);
        });

        assertConnected();
        LoopCounters counted = counters();
        assertTrue(flood[0] > 5_000);
        assertEquals(flood[0], counted.unknownUfrag());
        assertEquals(flood[0], counted.unknownTransaction());
        assertEquals(flood[0], counted.unvalidated());
    }
}
