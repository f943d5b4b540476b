package io.cardea.plugin.videoroom;

import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.NegotiationException;
import io.cardea.spi.PeerConnection;
import java.util.List;
import java.util.Optional;

/**
 * A subscriber's offers, one at a time: what changes while an answer is due is offered after it.
 *
 * <pre>
 *             offer                     answer
 *   answered ───────► waiting ─────────────────────► answered
 *                        │ something changes            ▲
 *                        ▼                      answer  │ and at once the next offer
 *                     waiting, offer pending ───────────┘
 * </pre>
 *
 * <p>On the handle's lane, but {@link #describe}.
 */
final class Offers {
    private final PeerConnection peer;
    private final SubscriberOffer description;
    private final boolean endToEndEncrypted;

    private volatile boolean answered;
    private volatile boolean pending;
    private volatile boolean pendingRestart;
    private boolean skipped;

    Offers(PeerConnection peer, SubscriberOffer description, boolean endToEndEncrypted) {
        this.peer = peer;
        this.description = description;
        this.endToEndEncrypted = endToEndEncrypted;
    }

    boolean isAnswered() {
        return answered;
    }

    boolean isPending() {
        return pending;
    }

    /** The client's answer to the last offer is here. */
    void answered() {
        answered = true;
    }

    /** A change was left out on purpose; then the next request is one that needs an offer. */
    void skip() {
        skipped = true;
    }

    boolean takeSkipped() {
        boolean was = skipped;
        skipped = false;
        return was;
    }

    /**
     * Makes an offer; none while another is unanswered, but then after its answer.
     *
     * @throws RoomError if it can't be made
     */
    Optional<Jsep> make(List<SubscriptionStream> streams, boolean restart) {
        if (answered) return Optional.of(first(streams, restart));
        pending = true;
        pendingRestart |= restart;
        return Optional.empty();
    }

    /** Makes the offer that has waited, if any. */
    Optional<Jsep> makePending(List<SubscriptionStream> streams) {
        return pending ? make(streams, pendingRestart) : Optional.empty();
    }

    /** Makes an offer whether or not another is unanswered. */
    Jsep first(List<SubscriptionStream> streams, boolean restart) {
        pending = false;
        pendingRestart = false;
        skipped = false;
        try {
            Jsep jsep = peer.offer(description.options(streams, endToEndEncrypted, restart));
            answered = false;
            return jsep;
        } catch (NegotiationException e) {
            throw new RoomError(RoomError.INVALID_SDP, e.getMessage());
        }
    }

    /** There will be no more. */
    void end() {
        answered = false;
        pending = false;
        pendingRestart = false;
    }

    /** Any thread. */
    Json describe(Json text) {
        return text.put("answered", answered)
                .put("pending_offer", pending)
                .put("pending_restart", pendingRestart);
    }
}
