package io.cardea.rtc.sdp;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The offer/answer state of one PeerConnection: what is sticky from one description to the next.
 *
 * <p>Control plane; not thread-safe: owned by the handle's lane. Either
 *
 * <pre>
 * applyRemote(offer) → plugin → localAnswer
 * localOffer → applyRemote(answer) → plugin
 * </pre>
 *
 * and after each round {@link #session} is what the {@code Peer} has to know. A description that is
 * refused by an {@link SdpException} leaves the state as it was.
 */
public final class Negotiation {
    private final Settings settings;
    private final RandomGenerator random;

    /**
     * @param random makes SSRCs
     */
    public Negotiation(Settings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /**
     * Takes the client's description.
     *
     * @return what the plugin is shown
     * @throws SdpException if it can't be used
     */
    public Remote applyRemote(RemoteJsep jsep) {
        throw new UnsupportedOperationException("not yet: " + jsep + settings + random);
    }

    /** Completes a plugin's answer to the offer applied last. */
    public String localAnswer(SessionDescription plugin, LocalTransport transport) {
        throw new UnsupportedOperationException("not yet: " + plugin + transport);
    }

    /** Completes a plugin's offer. */
    public String localOffer(SessionDescription plugin, LocalTransport transport) {
        throw new UnsupportedOperationException("not yet: " + plugin + transport);
    }

    /** What the last complete round agreed on; empty before the first. */
    public Optional<NegotiatedSession> session() {
        return Optional.empty();
    }

    /** Whether a description was applied or made before: the next one is an update. */
    public boolean isStarted() {
        return false;
    }

    /** Whether the first offer was ours. */
    public boolean isOfferer() {
        return false;
    }

    /**
     * How this server negotiates.
     *
     * @param encrypted false with {@code no_webrtc_encryption}
     * @param dataChannels whether data m-lines are taken
     * @param preferDtlsServer answer {@code passive} to {@code actpass}; Janus is {@code active}
     */
    public record Settings(boolean encrypted, boolean dataChannels, boolean preferDtlsServer) {
        /** As Janus does. */
        public static Settings defaults() {
            return new Settings(true, true, false);
        }
    }

    /**
     * A client's {@code jsep} object.
     *
     * @param offer whether it is an offer; otherwise an answer
     * @param trickle whether more candidates will come
     * @param svc hints; empty without
     */
    public record RemoteJsep(
            boolean offer, String sdp, boolean trickle, RidOrder ridOrder, List<Svc> svc) {
        public RemoteJsep {
            svc = List.copyOf(svc);
        }
    }

    /**
     * A client's description as a plugin sees it.
     *
     * @param sdp stripped of transport
     * @param update whether it renegotiates
     * @param iceRestart whether it restarts ICE: the answer needs new local credentials
     * @param simulcast the simulcast m-lines, in order
     * @param svc the hints that fit an m-line, completed by index and mid
     */
    public record Remote(
            boolean offer,
            SessionDescription sdp,
            boolean update,
            boolean iceRestart,
            List<Simulcast> simulcast,
            List<Svc> svc) {
        public Remote {
            simulcast = List.copyOf(simulcast);
            svc = List.copyOf(svc);
        }
    }
}
