package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

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
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.sctp.SctpSettings;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Random;

/** Whole peers for targets that reach that far. */
final class Peers {
    static final TransportAddress OURS = address(1);
    static final TransportAddress THEIRS = address(2);

    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.generate(new Random(1), Instant.parse("2026-06-01T12:00:00Z"));

    private Peers() {}

    private static TransportAddress address(int host) {
        return TransportAddress.ipv4(Protocol.UDP, 0x0A00_0000 | host, 5_000);
    }

    static IceCredentials credentials(int seed) {
        return new IceCredentials("frag" + seed, "p".repeat(22));
    }

    static Peer peer(boolean encrypted, PacketPool pool, int seed) {
        PeerSettings settings =
                new PeerSettings(
                        IceSettings.defaults(),
                        DtlsSettings.defaults(),
                        CERTIFICATE,
                        SctpSettings.defaults(),
                        encrypted,
                        new PeerSettings.Media(200, true, 200, 1, 1, false));
        return new Peer(
                settings,
                credentials(seed),
                seed == 2,
                pool,
                new Random(seed),
                new NtpClock(0),
                HandshakeDriver.lockstep());
    }

    /** Takes what a peer puts out: datagrams are kept until they are taken. */
    static final class Drain implements PeerSink {
        private static final int MAX_SENT = 4_096;

        final ArrayDeque<byte[]> sent = new ArrayDeque<>();

        @Override
        public void send(Packet owned) {
            require(sent.size() < MAX_SENT, "a flood");
            sent.add(owned.toBytes());
            owned.release();
        }

        @Override
        public void onRtp(RtpPacket lent) {
            int end = lent.payloadOffset + lent.payloadLength;
            require(lent.payloadLength >= 0 && end <= lent.packet().length(), "payload outside");
        }

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
        public void onEvent(PeerEvent event) {}
    }
}
