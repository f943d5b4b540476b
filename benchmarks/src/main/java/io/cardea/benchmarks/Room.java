package io.cardea.benchmarks;

import io.cardea.media.LinkEvents;
import io.cardea.media.LinkTargets;
import io.cardea.media.MediaLoop;
import io.cardea.media.PeerHandle;
import io.cardea.media.RtcPeer;
import io.cardea.media.port.PortKind;
import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A media loop, turned by hand, with a publisher of video and its viewers on one port: everything
 * real but the clock, the thread and, if so wanted, the network. Peers connect by ICE and DTLS.
 */
final class Room implements AutoCloseable {
    private static final InstantSource TODAY =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    private static final long MILLI = 1_000_000;
    private static final int MAX_CONNECT_TURNS = 20_000;
    private static final int PUBLISHED = 1_000;
    private static final int SENT = 2_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Network network;
    private final MediaLoop loop;
    private final PeerSettings settings;
    private final List<Client> clients = new ArrayList<>();
    private final Map<TransportAddress, Client> byAddress = new HashMap<>();
    private final List<PeerHandle> peers = new ArrayList<>();
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();
    private int published;
    private long now;

    /** A network for a room, whose clients are lent what is for them and is not media. */
    interface NetworkMaker {
        Network make(Consumer<Packet> lendToClients) throws IOException;
    }

    /** A room on a network of memory. */
    static Room inMemory(int viewers, Optional<SrtpProfile> profile) throws IOException {
        return new Room(viewers, profile, MemoryNetwork::new);
    }

    /** A room on the kernel's loopback. */
    static Room onLoopback(int viewers, Optional<SrtpProfile> profile, PortKind kind)
            throws IOException {
        return new Room(viewers, profile, lend -> new KernelNetwork(kind, lend));
    }

    /**
     * @param profile of SRTP; without one nothing is encrypted
     */
    private Room(int viewers, Optional<SrtpProfile> profile, NetworkMaker maker)
            throws IOException {
        settings = settings(profile);
        network = maker.make(this::lendToClient);
        loop = new MediaLoop(0, network.ports(), Runnable::run);
        loop.share(List.of(network.server()));
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

    private void join(int index) throws IOException {
        TransportAddress address = network.client(index);
        Client client = new Client(settings, address, random.split(), this::lendToServer);
        clients.add(client);
        byAddress.put(address, client);
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

    private void pass() throws IOException {
        now += MILLI;
        for (Client client : clients) {
            client.expire(now);
        }
        loop.turn(now);
        network.toClients();
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

    /** Has clients take what the kernel holds for them. */
    void settle() throws IOException {
        network.toClients();
    }

    /** Media packets sent to viewers since the start; on a kernel's network, those settled. */
    long forwarded() {
        return network.mediaSent();
    }

    private void lendToServer(Packet lent) {
        try {
            network.toServer(lent, loop.pool());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void lendToClient(Packet lent) {
        byAddress.get(lent.remote()).receive(lent, now);
    }

    @Override
    public void close() {
        network.close();
    }
}
