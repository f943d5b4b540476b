package io.cardea.testkit;

import io.cardea.media.PeerHandle;
import io.cardea.media.PeerListener;
import io.cardea.media.RtcPeer;
import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sctp.SctpSettings;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * A media loop with made-up publishers and viewers on paths of their own: ICE, DTLS, SRTP, feedback
 * and all, in virtual time, from one seed.
 */
public final class SimulatedRoom {
    private static final Instant TODAY = Instant.parse("2026-11-23T00:00:00Z");
    private static final int SERVER = 1;
    private static final int FIRST_VIEWER = 100;
    private static final int SSRC = 2_000;
    private static final ExtensionIds IDS =
            new ExtensionIds(Map.of(RtpExtension.TRANSPORT_WIDE_CC, 3, RtpExtension.MID, 4));

    private final VirtualNetwork network;
    private final Simulation simulation;
    private final SimulatedLoop server;
    private final SplittableRandom random;
    private final PeerSettings settings;
    private final List<SimulatedViewer> viewers = new ArrayList<>();

    public SimulatedRoom(long seed) {
        network = new VirtualNetwork(seed, LinkProfile.CLEAR);
        simulation = new Simulation(network);
        random = new SplittableRandom(seed);
        server = new SimulatedLoop(0, network, address(SERVER));
        simulation.add(server);
        DtlsSettings usual = DtlsSettings.defaults();
        DtlsSettings dtls =
                new DtlsSettings(
                        usual.mtu(),
                        usual.acceptSelfSigned(),
                        usual.resend(),
                        usual.timeout(),
                        usual.profiles(),
                        InstantSource.fixed(TODAY)); // a run must not depend on the day
        settings =
                new PeerSettings(
                        IceSettings.defaults(),
                        dtls,
                        DtlsCertificate.generate(random.split(), TODAY),
                        SctpSettings.defaults(),
                        true,
                        PeerSettings.Media.defaults());
    }

    private static TransportAddress address(int host) {
        return TransportAddress.ipv4(Protocol.UDP, 0x0A00_0000 | host, 5_000);
    }

    public Simulation simulation() {
        return simulation;
    }

    public VirtualNetwork network() {
        return network;
    }

    public SimulatedLoop server() {
        return server;
    }

    /** Video of these layers, lowest first, in bit/s. */
    public LayeredVideo publish(LayeredVideo.Coding coding, List<Long> rates) {
        return new LayeredVideo(simulation, server.loop(), coding, rates, random.split());
    }

    /**
     * A viewer on a path of its own, connecting at once.
     *
     * @param codec of all its lines
     */
    public SimulatedViewer view(LinkProfile path, int lines, LayeredVideo.Coding codec) {
        int host = FIRST_VIEWER + viewers.size();
        TransportAddress at = address(host);
        network.path(at, path);
        SimulatedPeer client = new SimulatedPeer(network, at, settings, true, random.split());
        simulation.add(client);
        IceCredentials credentials = IceCredentials.random(random.split());
        PeerHandle handle = admit(credentials);
        CompletableFuture<List<String>> candidates = handle.query(Peer::localCandidates);
        server.run();
        List<NegotiatedMedia> sending = new ArrayList<>();
        List<NegotiatedMedia> receiving = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            sending.add(video(i, codec, true));
            receiving.add(video(i, codec, false));
        }
        handle.negotiate(
                session(client.credentials(), client.peer().localCandidates(), false, sending));
        client.peer()
                .negotiate(
                        session(credentials, candidates.join(), true, receiving),
                        network.nowNanos());
        client.drain();
        boolean svc = codec == LayeredVideo.Coding.VP9_SVC;
        SimulatedViewer viewer = new SimulatedViewer(simulation, client, handle, lines, svc);
        viewers.add(viewer);
        return viewer;
    }

    private PeerHandle admit(IceCredentials credentials) {
        SplittableRandom own = random.split();
        PeerListener listener =
                event -> {
                    if (event instanceof PeerEvent.Closed(String reason)) {
                        throw new AssertionError(reason);
                    }
                };
        PeerHandle handle =
                server.loop()
                        .admit(
                                context ->
                                        new RtcPeer(
                                                new Peer(
                                                        settings,
                                                        credentials,
                                                        false,
                                                        context.pool(),
                                                        own,
                                                        new NtpClock(0),
                                                        HandshakeDriver.lockstep())),
                                listener);
        handle.gather();
        return handle;
    }

    private NegotiatedSession session(
            IceCredentials other,
            List<String> candidates,
            boolean client,
            List<NegotiatedMedia> lines) {
        return new NegotiatedSession(
                other.ufrag(),
                other.password(),
                false,
                false,
                candidates,
                Optional.of(new Fingerprint("sha-256", settings.certificate().fingerprint())),
                client,
                client,
                IDS,
                lines);
    }

    private static NegotiatedMedia video(int index, LayeredVideo.Coding coding, boolean sending) {
        String codec = coding == LayeredVideo.Coding.VP8_SIMULCAST ? "vp8" : "vp9";
        int type = LayeredVideo.PAYLOAD_TYPE;
        int ssrc = SSRC + 2 * index;
        return new NegotiatedMedia(
                index,
                Integer.toString(index),
                MediaKind.VIDEO,
                true,
                sending,
                !sending,
                new Codec(codec, type, 90_000, 1, ""),
                Map.of(type, codec),
                Map.of(type, type + 1),
                sending ? ssrc : 0,
                sending ? ssrc + 1 : 0,
                sending ? List.of() : List.of(ssrc),
                sending ? List.of() : List.of(ssrc + 1),
                List.of(),
                true,
                true);
    }
}
