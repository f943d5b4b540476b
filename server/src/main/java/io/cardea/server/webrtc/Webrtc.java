package io.cardea.server.webrtc;

import io.cardea.media.LoopCounters;
import io.cardea.media.MediaEngine;
import io.cardea.media.PeerContext;
import io.cardea.media.PeerHandle;
import io.cardea.media.PeerListener;
import io.cardea.media.PeerMaker;
import io.cardea.media.PeerOptions;
import io.cardea.media.RtcPeer;
import io.cardea.media.record.PacketCapture;
import io.cardea.media.record.RecordingSettings;
import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.ice.TurnServer;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.rtc.sdp.LocalTransport;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import io.cardea.rtc.sdp.Negotiation;
import io.cardea.server.config.NatSettings;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.gateway.ApiException;
import io.cardea.server.gateway.HandleConnection;
import io.cardea.server.limit.Limits;
import io.cardea.spi.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Makes the PeerConnections of handles on a media engine. Any thread. */
public final class Webrtc implements HandleConnection.Factory {
    private static final System.Logger LOG = System.getLogger(Webrtc.class.getName());

    private final ServerSettings settings;
    private final PeerSettings peers;
    private final String publicAddress;
    private final Environment environment;
    private final Names names;
    private final Optional<TurnRest> turnRest;

    /**
     * What connections stand on.
     *
     * @param threads resolve names
     * @param nanoTime the clock of waiting candidates
     * @param ntp the wall clock of the loops
     * @param random makes credentials and SSRCs; must not be guessable
     */
    public record Environment(
            MediaEngine engine,
            Executor threads,
            LongSupplier nanoTime,
            NtpClock ntp,
            RandomGenerator random,
            Limits limits) {}

    /**
     * @param peers what all peers have in common
     * @param publicAddress for {@code o=} and {@code c=} lines
     */
    public Webrtc(
            ServerSettings settings,
            PeerSettings peers,
            String publicAddress,
            Environment environment) {
        this.settings = settings;
        this.peers = peers;
        this.publicAddress = publicAddress;
        this.environment = environment;
        this.names = new Names(environment.threads());
        this.turnRest = settings.nat().turnRest().map(TurnRest::new);
    }

    @Override
    public HandleConnection create(HandleConnection.Owner owner) {
        return new Connection(this, owner);
    }

    @Override
    public InetAddress resolve(String host) throws UnknownHostException {
        return InetAddress.getByName(host);
    }

    @Override
    public InetSocketAddress publicAddress(InetSocketAddress server, int localPort)
            throws IOException {
        return new StunQuery(environment.random()).ask(server, localPort);
    }

    /**
     * Of each its number and its handles with a PeerConnection, as Janus tells it; and of ours the
     * share of its time that it is busy, and how many turns took how long, in nanoseconds.
     */
    @Override
    public Json loops() {
        Json all = Json.array();
        for (LoopCounters loop : environment.engine().countEach()) {
            Json times = Json.array();
            loop.turnTimes()
                    .histogram()
                    .forEach((nanos, turns) -> times.add(Json.array().add(nanos).add(turns)));
            all.add(
                    Json.object()
                            .put("id", all.elements().size())
                            .put("handles", loop.peers())
                            .put("busy", Json.of(loop.busy()))
                            .put("turn_times", times));
        }
        return all;
    }

    /**
     * Begins a capture.
     *
     * @param of whose packets, for people to read
     * @throws IOException if the file cannot be written
     */
    PacketCapture capture(HandleConnection.Capture wish, String of) throws IOException {
        ServerSettings.RecordingSettings rules = settings.general().recordings();
        PacketCapture.Kind kind =
                wish.text() ? PacketCapture.Kind.TEXT2PCAP : PacketCapture.Kind.PCAP;
        return PacketCapture.start(
                new RecordingSettings("", rules.protectedFolders()),
                new PacketCapture.Wish(kind, wish.folder(), wish.file(), wish.truncate(), of));
    }

    Limits limits() {
        return environment.limits();
    }

    boolean isLite() {
        return peers.ice().lite();
    }

    Executor threads() {
        return environment.threads();
    }

    /** Of our certificate, as in SDP. */
    String fingerprint() {
        return peers.certificate().fingerprint();
    }

    Names names() {
        return names;
    }

    boolean isFullTrickle() {
        return settings.nat().ice().fullTrickle();
    }

    Duration candidatesTimeout() {
        return settings.sessions().candidates();
    }

    long nanoTime() {
        return environment.nanoTime().getAsLong();
    }

    /** For the {@code o=} line of our offers. */
    long sessionId(HandleConnection.Owner owner) {
        return owner.id();
    }

    IceCredentials newCredentials() {
        return IceCredentials.random(environment.random());
    }

    Call newCall(HandleConnection.Owner owner) {
        LOG.log(System.Logger.Level.DEBUG, () -> "call begins handle=" + owner.id());
        // As the DTLS server we choose the SRTP profile, and so the one that costs half.
        boolean preferDtlsServer = true;
        Negotiation.Settings rules =
                new Negotiation.Settings(settings.media().encrypted(), true, preferDtlsServer);
        return new Call(new Negotiation(rules, environment.random()), newCredentials());
    }

    /**
     * How a call begins.
     *
     * @param offerer whether we make the first offer
     * @param forceRelay whether the client wants relayed candidates only
     * @param relays TURN servers of this call, beside those of the settings
     */
    record Start(boolean offerer, boolean forceRelay, List<TurnServer> relays) {}

    /** The TURN servers a web service gives for a handle's next call; may take its time. */
    List<TurnServer> relays(HandleConnection.Owner owner) {
        String username = owner.opaqueId().orElse(Long.toString(owner.sessionId()));
        return turnRest.map(service -> service.servers(username)).orElse(List.of());
    }

    /** Places a call's peer on a loop and begins to gather. */
    void begin(Call call, HandleConnection.Owner owner, PeerListener listener, Start start) {
        PeerSettings own = settingsOf(start);
        boolean controlling = start.offerer() && !own.ice().lite();
        RandomGenerator random = environment.random();
        IceCredentials credentials = call.credentials;
        NtpClock ntp = environment.ntp();
        PeerMaker maker =
                context -> {
                    connectTurn(context, own);
                    HandshakeDriver handshakes =
                            HandshakeDriver.threaded(context.handshakes(), context::wake);
                    return new RtcPeer(
                            new Peer(
                                    own,
                                    credentials,
                                    controlling,
                                    context.pool(),
                                    random,
                                    ntp,
                                    handshakes,
                                    context.totals()));
                };
        boolean ownPorts = !own.ice().turnServers().isEmpty();
        PeerHandle peer =
                environment
                        .engine()
                        .create(maker, listener, new PeerOptions(owner.loop(), ownPorts));
        call.begin(peer);
        peer.gather();
    }

    /** Relays over TCP and TLS need a connection of the peer's own. */
    private void connectTurn(PeerContext context, PeerSettings own) {
        for (TurnServer server : own.ice().turnServers()) {
            if (!server.address().isTcp()) continue;
            String host =
                    settings.nat()
                            .turn()
                            .map(NatSettings.TurnServer::host)
                            .orElse(server.address().host());
            try {
                context.connectTurn(server.address(), server.tls() ? host : "");
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "no connection to the TURN server", e);
            }
        }
    }

    private PeerSettings settingsOf(Start start) {
        IceSettings ice = peers.ice();
        if (turnRest.isPresent()) ice = ice.withServers(ice.stunServers(), start.relays());
        if (start.forceRelay() && settings.nat().allowForceRelay()) ice = ice.withForceRelay(true);
        return new PeerSettings(
                ice,
                peers.dtls(),
                peers.certificate(),
                peers.sctp(),
                peers.encrypted(),
                peers.media(),
                peers.congestion());
    }

    LocalTransport transport(Call call, List<String> candidates, boolean complete) {
        Optional<Fingerprint> fingerprint =
                peers.encrypted()
                        ? Optional.of(new Fingerprint("sha-256", peers.certificate().fingerprint()))
                        : Optional.empty();
        return new LocalTransport(
                call.credentials.ufrag(),
                call.credentials.password(),
                publicAddress,
                fingerprint,
                peers.ice().lite(),
                candidates,
                complete);
    }

    void ignoredCandidate(HandleConnection.Owner owner, ApiException why) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "candidate ignored handle=" + owner.id() + " why=" + why.reason());
    }
}
