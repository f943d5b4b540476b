package io.cardea.testkit;

import io.cardea.media.PeerHandle;
import io.cardea.media.PeerOptions;
import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.Answerer;
import io.cardea.rtc.sdp.Answerer.Choice;
import io.cardea.rtc.sdp.Answerer.Offered;
import io.cardea.rtc.sdp.Direction;
import io.cardea.rtc.sdp.LocalTransport;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import io.cardea.rtc.sdp.Negotiation;
import io.cardea.rtc.sdp.Negotiation.Remote;
import io.cardea.rtc.sdp.Negotiation.RemoteJsep;
import io.cardea.rtc.sdp.RidOrder;
import io.cardea.rtc.sdp.SdpParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A WebRTC client without a browser: offers or answers, sends made-up media, and counts what it
 * hears.
 *
 * <pre>
 * try (HeadlessPeers peers = HeadlessPeers.start(1)) {
 *     HeadlessPeer peer = peers.create();
 *     String offer = peer.offer(List.of(OfferedLine.audio("0")));
 *     peer.send(0, MediaSource.audio(20));
 *     peer.accept(server.ask(offer));
 *     peer.connected().join();
 * }
 * </pre>
 *
 * <p>One thread at a time for offers and answers, any thread for the rest. Descriptions are
 * complete: there is no trickling.
 */
public final class HeadlessPeer implements AutoCloseable {
    /** Accepts whatever is offered, to receive only. */
    public static final Function<Offered, Choice> RECEIVE = choice(Direction.RECVONLY);

    private final HeadlessPeers peers;
    private final Negotiation negotiation;
    private final CompletableFuture<Boolean> gathered = new CompletableFuture<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final List<String> candidates = new CopyOnWriteArrayList<>();
    private IceCredentials credentials;
    private List<OfferedLine> offered = List.of();
    private @Nullable PeerHandle handle;
    private @Nullable CompletableFuture<HeadlessCore> core;

    HeadlessPeer(HeadlessPeers peers) {
        this.peers = peers;
        this.credentials = IceCredentials.random(peers.random());
        this.negotiation = new Negotiation(Negotiation.Settings.defaults(), peers.random());
    }

    /** A choice that accepts everything in that direction. */
    public static Function<Offered, Choice> choice(Direction direction) {
        List<String> extensions = Stream.of(RtpExtension.values()).map(RtpExtension::uri).toList();
        return line -> new Choice(true, line.codecs(), direction, "", false, false, extensions, "");
    }

    // ---- Negotiation ----

    /** A complete offer of these m-lines: the first one, or the next. */
    public String offer(List<OfferedLine> lines) {
        offered = List.copyOf(lines);
        begin(true);
        String sdp =
                negotiation.localOffer(SdpParser.parse(OfferedLine.describe(lines)), transport());
        return SimulcastOffer.complete(sdp, lines);
    }

    /** Takes the answer to the last offer. */
    public void accept(String answer) {
        negotiation.applyRemote(
                new RemoteJsep(false, answer, true, RidOrder.HIGHEST_FIRST, List.of()));
        agree();
    }

    /** Takes an offer, and accepts everything in it, to receive. */
    public String answer(String offer) {
        return answer(offer, RECEIVE);
    }

    /**
     * Takes an offer.
     *
     * @param choices what to do with each of its enabled m-lines
     */
    public String answer(String offer, Function<Offered, Choice> choices) {
        Remote remote =
                negotiation.applyRemote(
                        new RemoteJsep(true, offer, true, RidOrder.HIGHEST_FIRST, List.of()));
        if (remote.iceRestart()) restart();
        begin(false);
        String answer =
                negotiation.localAnswer(Answerer.answer(remote.sdp(), "-", choices), transport());
        agree();
        return answer;
    }

    /** New ICE credentials: the next offer restarts ICE. */
    public void restart() {
        credentials = IceCredentials.random(peers.random());
        IceCredentials fresh = credentials;
        command((core, now) -> core.peer().restartIce(fresh, now));
    }

    private void agree() {
        NegotiatedSession agreed = negotiation.session().orElseThrow();
        command((core, now) -> core.negotiate(agreed, now));
    }

    private void begin(boolean offerer) {
        if (handle != null) return;
        var made = new CompletableFuture<HeadlessCore>();
        core = made;
        IceCredentials own = credentials;
        handle =
                peers.engine()
                        .create(
                                context -> {
                                    var peer =
                                            new Peer(
                                                    peers.settings(),
                                                    own,
                                                    offerer,
                                                    context.pool(),
                                                    peers.random(),
                                                    peers.clock(),
                                                    HandshakeDriver.threaded(
                                                            context.handshakes(), context::wake));
                                    var fresh = new HeadlessCore(peer, context);
                                    made.complete(fresh);
                                    return fresh;
                                },
                                this::onEvent,
                                PeerOptions.defaults());
        command(HeadlessCore::gather);
    }

    private LocalTransport transport() {
        gathered.join();
        String fingerprint = peers.settings().certificate().fingerprint();
        return new LocalTransport(
                credentials.ufrag(),
                credentials.password(),
                "0.0.0.0",
                Optional.of(new Fingerprint("sha-256", fingerprint)),
                false,
                candidates,
                true);
    }

    private void onEvent(PeerEvent event) {
        switch (event) {
            case PeerEvent.LocalCandidate(String candidate) -> candidates.add(candidate);
            case PeerEvent.GatheringDone() -> gathered.complete(true);
            case PeerEvent.Connected _ -> connected.complete(null);
            case PeerEvent.Closed(String reason) -> onClosed(reason);
            default -> {} // of no interest to a client under test
        }
    }

    private void onClosed(String reason) {
        gathered.complete(false);
        connected.completeExceptionally(new IllegalStateException("closed: " + reason));
        closed.complete(reason);
    }

    // ---- Media ----

    /** Begins to send on an m-line of the last offer, once there is a connection. */
    public void send(int mediaIndex, MediaSource source) {
        List<String> rids =
                mediaIndex < offered.size() ? offered.get(mediaIndex).rids() : List.of();
        command((core, now) -> core.send(mediaIndex, source, rids, now));
    }

    /** Sends no more on an m-line. */
    public void stop(int mediaIndex) {
        command((core, now) -> core.stop(mediaIndex));
    }

    /** Sends a text message, opening the channel if need be. */
    public void sendData(String label, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        command((core, now) -> core.sendData(label, bytes, now));
    }

    /** Asks for a keyframe on an m-line that is received. */
    public void requestKeyframe(int mediaIndex) {
        command((core, now) -> core.askForKeyframe(mediaIndex, now));
    }

    /** Done when ICE and DTLS are. */
    public CompletableFuture<Void> connected() {
        return connected;
    }

    /** Done, with the reason, when the PeerConnection has ended. */
    public CompletableFuture<String> closed() {
        return closed;
    }

    /** What has been received up to now; waits for the loop. */
    public Reception reception() {
        return when(all -> true).join();
    }

    /** Done as soon as what has been received is as wanted. */
    public CompletableFuture<Reception> when(Predicate<Reception> wanted) {
        var reached = new CompletableFuture<Reception>();
        command((core, now) -> core.await(wanted, reached));
        closed.thenAccept(reason ->
                reached.completeExceptionally(new IllegalStateException("closed: " + reason)));
        return reached;
    }

    /** Done after that many further packets on an m-line. */
    public CompletableFuture<Reception> whenReceived(int mediaIndex, int packets) {
        long before = reception().line(mediaIndex).packets();
        return when(all -> all.line(mediaIndex).packets() >= before + packets);
    }

    private void command(BiConsumer<HeadlessCore, Long> body) {
        PeerHandle place = handle;
        CompletableFuture<HeadlessCore> made = core;
        if (place == null || made == null) {
            throw new IllegalStateException("nothing has been negotiated yet");
        }
        place.loop().post(() -> made.thenAccept(each -> body.accept(each, place.loop().now())));
    }

    /** Ends the PeerConnection without a word: nothing is sent or taken any more. */
    public void vanish() {
        command((core, now) -> core.vanish());
    }

    /** Ends the PeerConnection, with a DTLS alert. */
    @Override
    public void close() {
        PeerHandle place = handle;
        if (place != null) place.close("Client");
    }
}
