package io.cardea.tools.load.peer;

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
import io.cardea.tools.load.peer.ReceivePlan.Feedback;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One PeerConnection for the control plane: negotiates once, as offerer or answerer, then lives
 * until it is closed.
 *
 * <p>One thread at a time for offer and answer, any thread for the rest. Descriptions are complete;
 * candidates that the server trickles are taken.
 */
public final class SimulatedPeer implements AutoCloseable {
    private static final String END = "the scenario is over";

    private final Crowd crowd;
    private final int number;
    private final ReceivePlan receive;
    private final Listener listener;
    private final Negotiation negotiation;
    private final IceCredentials credentials;
    private final long requestedNanos;
    private final CompletableFuture<Boolean> gathered = new CompletableFuture<>();
    private final List<String> candidates = new CopyOnWriteArrayList<>();
    private final CompletableFuture<PeerCore> core = new CompletableFuture<>();
    private @Nullable PeerHandle handle;

    /** Hears what becomes of a peer, on its loop: be brief. */
    public interface Listener {
        void onUp();

        /** The last; whether it was up or not. */
        void onDown(String reason);
    }

    SimulatedPeer(
            Crowd crowd, int number, ReceivePlan receive, long requestedNanos, Listener listener) {
        this.crowd = crowd;
        this.number = number;
        this.receive = receive;
        this.requestedNanos = requestedNanos;
        this.listener = listener;
        this.credentials = IceCredentials.random(crowd.random());
        this.negotiation = new Negotiation(Negotiation.Settings.defaults(), crowd.random());
    }

    // ---- Negotiation ----

    /** A complete offer to send this, and to receive as much if {@code both}. */
    public String offer(MediaPlan plan, boolean both) {
        begin(true);
        Direction direction = both ? Direction.SENDRECV : Direction.SENDONLY;
        String lines = Lines.describe(plan, direction, receive.feedback());
        String sdp = negotiation.localOffer(SdpParser.parse(lines), transport());
        command((made, now) -> made.send(plan, Crowd.phase(number), now));
        return Lines.simulcast(sdp, plan.layers());
    }

    /** Takes the answer to the offer. */
    public void accept(String answer) {
        negotiation.applyRemote(
                new RemoteJsep(false, answer, true, RidOrder.HIGHEST_FIRST, List.of()));
        agree();
    }

    /** Takes an offer, to receive everything in it. */
    public String answer(String offer) {
        Remote remote =
                negotiation.applyRemote(
                        new RemoteJsep(true, offer, true, RidOrder.HIGHEST_FIRST, List.of()));
        begin(false);
        String answer =
                negotiation.localAnswer(
                        Answerer.answer(remote.sdp(), "-", this::choose), transport());
        agree();
        return answer;
    }

    private Choice choose(Offered line) {
        List<String> extensions =
                Stream.of(RtpExtension.values())
                        .filter(extension ->
                                extension != RtpExtension.TRANSPORT_WIDE_CC
                                        || receive.feedback() == Feedback.TWCC)
                        .map(RtpExtension::uri)
                        .toList();
        return new Choice(
                true, line.codecs(), Direction.RECVONLY, "", false, false, extensions, "");
    }

    private void agree() {
        NegotiatedSession agreed = negotiation.session().orElseThrow();
        command((made, now) -> made.negotiate(agreed, now));
    }

    private void begin(boolean offerer) {
        int loop = crowd.loopOf(number);
        handle =
                crowd.engine()
                        .create(
                                context -> {
                                    var peer =
                                            new Peer(
                                                    crowd.settings(),
                                                    credentials,
                                                    offerer,
                                                    context.pool(),
                                                    crowd.random(),
                                                    crowd.clock(),
                                                    HandshakeDriver.threaded(
                                                            context.handshakes(), context::wake));
                                    var made =
                                            new PeerCore(
                                                    peer,
                                                    context,
                                                    crowd.totals(loop),
                                                    receive,
                                                    requestedNanos,
                                                    number);
                                    core.complete(made);
                                    return made;
                                },
                                this::onEvent,
                                new PeerOptions(loop, false));
        command(PeerCore::gather);
    }

    private LocalTransport transport() {
        gathered.join();
        String fingerprint = crowd.settings().certificate().fingerprint();
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
            case PeerEvent.Connected _ -> listener.onUp();
            case PeerEvent.Closed(String reason) -> {
                gathered.complete(false);
                listener.onDown(reason);
            }
            default -> {} // of no interest here
        }
    }

    /** One more candidate of the server's. */
    public void addRemoteCandidate(String candidate) {
        command((made, now) -> made.addRemoteCandidate(candidate, now));
    }

    private void command(ObjLongConsumer<PeerCore> body) {
        PeerHandle place = handle;
        if (place == null) throw new IllegalStateException("nothing has been negotiated yet");
        place.loop()
                .post(() -> {
                    PeerCore made = core.getNow(null);
                    if (made != null) body.accept(made, place.loop().now());
                });
    }

    /** Ends the PeerConnection, with a DTLS alert. */
    @Override
    public void close() {
        PeerHandle place = handle;
        if (place != null) place.close(END);
    }
}
