package io.cardea.benchmarks;

import io.cardea.media.LinkEvents;
import io.cardea.media.LinkTargets;
import io.cardea.media.MediaLoop;
import io.cardea.media.PeerHandle;
import io.cardea.media.RtcPeer;
import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sctp.SctpSettings;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import io.cardea.rtc.srtp.SrtpProfile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A media loop, turned by hand, with a publisher of video and its viewers on one port: everything
 * real but the network, the clock and the thread. Peers connect by ICE and DTLS.
 */
final class Room {
    private static final TransportAddress BASE = address(0x7F00_0001, 5_000);
    private static final InstantSource TODAY =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    private static final long MILLI = 1_000_000;
    private static final int MAX_CONNECT_TURNS = 20_000;
    private static final int PUBLISHED = 1_000;
    private static final int SENT = 2_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final MemoryPorts ports = new MemoryPorts(BASE, this::lendToClient);
    private final MediaLoop loop = new MediaLoop(0, ports, Runnable::run);
    private final PeerSettings settings;
    private final List<Client> clients = new ArrayList<>();
    private final List<PeerHandle> peers = new ArrayList<>();
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();
    private int published;
    private long now;

    /**
     * @param profile of SRTP; without one nothing is encrypted
     */
    Room(int viewers, Optional<SrtpProfile> profile) {
        settings = settings(profile);
        loop.share(List.of(ports));
        for (int i = 0; i <= viewers; i++) {
            join(i);
        }
        for (int i = 0; !clients.stream().allMatch(Client::isConnected); i++) {
            if (i == MAX_CONNECT_TURNS) throw new AssertionError("not connected");
            pass();
        }
        for (int i = 1; i <= viewers; i++) {
            PeerHandle viewer = peers.get(i);
            peers.getFirst().track(0).connect(viewer.line(0), LinkTargets.best(), LinkEvents.NONE);
        }
        for (int i = 0; i < 100; i++) {
            pass();
        }
    }

    private PeerSettings settings(Optional<SrtpProfile> profile) {
        DtlsSettings usual = DtlsSettings.defaults();
        DtlsSettings dtls =
                new DtlsSettings(
                        usual.mtu(),
                        usual.acceptSelfSigned(),
                        usual.resend(),
                        Duration.ofSeconds(60),
                        profile.map(List::of).orElse(usual.profiles()),
                        TODAY);
        return new PeerSettings(
                IceSettings.defaults(),
                dtls,
                DtlsCertificate.generate(random, TODAY.instant()),
                SctpSettings.defaults(),
                profile.isPresent(),
                PeerSettings.Media.defaults());
    }

    private static TransportAddress address(int ip, int port) {
        return TransportAddress.ipv4(Protocol.UDP, ip, port);
    }

    private static TransportAddress clientAddress(int index) {
        return address(0x0A00_0000 + index, 6_000);
    }

    private void join(int index) {
        Client client =
                new Client(settings, clientAddress(index), random.split(), this::lendToServer);
        clients.add(client);
        IceCredentials credentials = IceCredentials.random(random);
        PeerHandle handle =
                loop.admit(
                        context ->
                                new RtcPeer(
                                        new Peer(
                                                settings,
                                                credentials,
                                                false,
                                                context.pool(),
                                                random.split(),
                                                new NtpClock(0),
                                                HandshakeDriver.lockstep())),
                        Room::mustLive);
        peers.add(handle);
        handle.gather();
        var candidates = handle.query(Peer::localCandidates);
        loop.turn(now);
        boolean publisher = index == 0;
        handle.negotiate(
                session(
                        client.credentials(),
                        client.peer().localCandidates(),
                        false,
                        publisher ? receiving(PUBLISHED) : sending(SENT)));
        client.peer()
                .negotiate(
                        session(
                                credentials,
                                candidates.join(),
                                true,
                                publisher ? sending(PUBLISHED) : receiving(SENT)),
                        now);
        client.drain();
    }

    private static void mustLive(PeerEvent event) {
        if (event instanceof PeerEvent.Closed(String reason)) throw new AssertionError(reason);
    }

    private NegotiatedSession session(
            IceCredentials other, List<String> candidates, boolean client, NegotiatedMedia line) {
        return new NegotiatedSession(
                other.ufrag(),
                other.password(),
                false,
                false,
                candidates,
                Optional.of(new Fingerprint("sha-256", settings.certificate().fingerprint())),
                client,
                client,
                Samples.IDS,
                List.of(line));
    }

    private static NegotiatedMedia sending(int ssrc) {
        return video(true, ssrc, List.of());
    }

    private static NegotiatedMedia receiving(int ssrc) {
        return video(false, 0, List.of(ssrc));
    }

    private static NegotiatedMedia video(boolean sending, int ssrc, List<Integer> remote) {
        return new NegotiatedMedia(
                0,
                "0",
                MediaKind.VIDEO,
                true,
                sending,
                !sending,
                new Codec("vp8", Samples.PAYLOAD_TYPE, 90_000, 1, ""),
                Map.of(Samples.PAYLOAD_TYPE, "vp8"),
                Map.of(Samples.PAYLOAD_TYPE, Samples.PAYLOAD_TYPE + 1),
                ssrc,
                sending ? ssrc + 1 : 0,
                remote,
                remote.stream().map(main -> main + 1).toList(),
                List.of(),
                true,
                true);
    }

    private void pass() {
        now += MILLI;
        for (Client client : clients) {
            client.expire(now);
        }
        loop.turn(now);
    }

    /** Has packets of the publisher lie ready on the port. */
    void publish(int packets) {
        Client publisher = clients.getFirst();
        for (int i = 0; i < packets; i++) {
            Packet packet = publisher.pool().take();
            Samples.video(packet, 0, published, published == 0);
            RtpParser.parse(packet, Samples.IDS, view);
            rewrite.sequenceNumber = view.sequenceNumber;
            rewrite.timestamp = view.timestamp;
            rewrite.payloadType = view.payloadType;
            publisher.peer().sendRtp(0, view, rewrite, now);
            packet.release();
            published = published + 1 & 0xFFFF;
        }
        publisher.drain();
    }

    /** A turn of the loop, some milliseconds after the last one. */
    void turn(int millis) {
        now += millis * MILLI;
        loop.turn(now);
    }

    /** Media packets sent to viewers since the start. */
    long forwarded() {
        return ports.mediaSent();
    }

    private void lendToServer(Packet lent) {
        Packet packet = loop.pool().take();
        packet.append(lent.array(), 0, lent.length());
        packet.route(lent.remote(), lent.local());
        ports.deliver(packet);
    }

    private void lendToClient(Packet lent) {
        clients.get((int) (lent.remote().low() - 0x0A00_0000)).receive(lent, now);
    }
}
