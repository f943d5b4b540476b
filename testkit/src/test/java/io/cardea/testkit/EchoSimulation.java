package io.cardea.testkit;

import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sctp.SctpSettings;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A client and an echo server on a virtual network: video with RTX, and a data channel. */
final class EchoSimulation {
    private static final int FRAME_PACKETS = 4;
    private static final Duration FRAME_INTERVAL = Duration.ofMillis(33);
    private static final ExtensionIds IDS =
            new ExtensionIds(Map.of(RtpExtension.TRANSPORT_WIDE_CC, 3, RtpExtension.MID, 4));
    static final String LABEL = "data";
    static final Instant TODAY = Instant.parse("2026-11-23T00:00:00Z");

    final VirtualNetwork network;
    final Simulation simulation;
    final SimulatedPeer client;
    final SimulatedPeer server;
    final BitSet echoed = new BitSet();
    private final PeerSettings settings;
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();
    private final RtpRewrite echoRewrite = new RtpRewrite();
    int framesSent;
    int packetsSent;

    EchoSimulation(long seed, LinkProfile profile, DtlsCertificate certificate) {
        this(seed, profile, certificate, certificate.fingerprint());
    }

    /**
     * @param signalled what the server is told that the client's fingerprint is
     */
    EchoSimulation(long seed, LinkProfile profile, DtlsCertificate certificate, String signalled) {
        network = new VirtualNetwork(seed, profile);
        simulation = new Simulation(network);
        settings =
                new PeerSettings(
                        IceSettings.defaults(),
                        dtlsSettings(),
                        certificate,
                        SctpSettings.defaults(),
                        true,
                        PeerSettings.Media.defaults());
        SplittableRandom random = new SplittableRandom(seed);
        client = new SimulatedPeer(network, address(1), settings, true, random.split());
        server = new SimulatedPeer(network, address(2), settings, false, random.split());
        simulation.add(client);
        simulation.add(server);
        Fingerprint fingerprint = new Fingerprint("sha-256", certificate.fingerprint());
        Fingerprint told = new Fingerprint("sha-256", signalled);
        long now = network.nowNanos();
        server.peer().negotiate(session(client, told, false, 2), now);
        server.drain();
        client.peer().negotiate(session(server, fingerprint, true, 1), now);
        client.drain();
        server.listen(this::echo);
        client.listen(this::collect);
    }

    /** The defaults, with a clock that stands still: a run must not depend on the day. */
    private static DtlsSettings dtlsSettings() {
        DtlsSettings usual = DtlsSettings.defaults();
        return new DtlsSettings(
                usual.mtu(),
                usual.acceptSelfSigned(),
                usual.resend(),
                usual.timeout(),
                usual.profiles(),
                InstantSource.fixed(TODAY));
    }

    private static TransportAddress address(int host) {
        return TransportAddress.ipv4(Protocol.UDP, 0x0A00_0000 | host, 5_000);
    }

    private static NegotiatedSession session(
            SimulatedPeer other, Fingerprint fingerprint, boolean client, int side) {
        return new NegotiatedSession(
                other.credentials().ufrag(),
                other.credentials().password(),
                false,
                false,
                other.peer().localCandidates(),
                Optional.of(fingerprint),
                client,
                client,
                IDS,
                List.of(video(side), data()));
    }

    private static NegotiatedMedia video(int side) {
        return new NegotiatedMedia(
                0,
                "0",
                MediaKind.VIDEO,
                true,
                true,
                true,
                new Codec("h264", 107, 90_000, 1, ""),
                Map.of(107, "h264"),
                Map.of(107, 108),
                1_000 * side,
                1_000 * side + 1,
                List.of(1_000 * (3 - side)),
                List.of(1_000 * (3 - side) + 1),
                List.of(),
                true,
                true);
    }

    private static NegotiatedMedia data() {
        return new NegotiatedMedia(
                1,
                "1",
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
    }

    boolean isConnected() {
        return connected(client) && connected(server);
    }

    private static boolean connected(SimulatedPeer peer) {
        return peer.events().stream().anyMatch(PeerEvent.Connected.class::isInstance);
    }

    /** Sends frames of made-up video for that long. */
    void sendVideo(Duration time) {
        long frames = time.dividedBy(FRAME_INTERVAL);
        for (int i = 0; i < frames; i++) {
            simulation.after(FRAME_INTERVAL.multipliedBy(i), this::sendFrame);
        }
    }

    private void sendFrame() {
        for (int i = 0; i < FRAME_PACKETS; i++) {
            Packet packet = client.pool().take();
            packet.append8(0x80);
            packet.append8(107);
            packet.append16(packetsSent & 0xFFFF);
            packet.append32(framesSent * 3_000);
            packet.append32(77);
            packet.append8(0x41); // a slice, no keyframe
            packet.append32(packetsSent);
            while (packet.length() < 900) {
                packet.append32(packetsSent * 31 + packet.length());
            }
            RtpParser.parse(packet, ExtensionIds.NONE, view);
            rewrite.sequenceNumber = packetsSent & 0xFFFF;
            rewrite.timestamp = framesSent * 3_000;
            rewrite.marker = i == FRAME_PACKETS - 1;
            rewrite.payloadType = 107;
            client.peer().sendRtp(0, view, rewrite, network.nowNanos());
            packet.release();
            packetsSent++;
        }
        framesSent++;
        client.drain();
    }

    private void echo(RtpPacket lent) {
        echoRewrite.sequenceNumber = lent.sequenceNumber;
        echoRewrite.timestamp = lent.timestamp;
        echoRewrite.marker = lent.marker;
        echoRewrite.payloadType = lent.payloadType;
        server.peer().sendRtp(0, lent, echoRewrite, network.nowNanos());
        simulation.after(Duration.ZERO, server::drain);
    }

    private void collect(RtpPacket lent) {
        int number = lent.packet().i32(lent.payloadOffset + 1);
        if ((number & 0xFFFF) != lent.sequenceNumber) {
            throw new AssertionError("packet " + number + " came as " + lent.sequenceNumber);
        }
        if (echoed.get(number)) throw new AssertionError("packet " + number + " came twice");
        if (Seq16.distance(number, packetsSent) > 0) throw new AssertionError("from the future");
        echoed.set(number);
    }

    void sendData(SimulatedPeer from, int count, Duration interval) {
        for (int i = 0; i < count; i++) {
            byte[] message = (i + ":" + "x".repeat(i % 3_000)).getBytes(StandardCharsets.UTF_8);
            simulation.after(
                    interval.multipliedBy(i),
                    () -> {
                        from.peer().sendData(LABEL, "", false, message, network.nowNanos());
                        from.drain();
                    });
        }
    }

    /** The numbers of the data messages that a side has received, in order of arrival. */
    static List<Integer> numbers(SimulatedPeer peer) {
        List<Integer> numbers = new ArrayList<>();
        for (PeerEvent event : peer.events()) {
            if (!(event instanceof PeerEvent.DataMessage message)) continue;
            String text = new String(message.payload(), StandardCharsets.UTF_8);
            numbers.add(Integer.valueOf(text.substring(0, text.indexOf(':'))));
        }
        return numbers;
    }

    void close() {
        client.peer().close("test", network.nowNanos());
        client.drain();
        server.peer().close("test", network.nowNanos());
        server.drain();
    }
}
