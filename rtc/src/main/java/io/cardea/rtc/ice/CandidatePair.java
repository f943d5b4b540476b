package io.cardea.rtc.ice;

import io.cardea.rtc.packet.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * A local and a remote candidate, and how far the check between them has come.
 *
 * <p>RFC 8445, 6.1.2.6: FROZEN → WAITING → IN_PROGRESS → SUCCEEDED or FAILED; a triggered check
 * leads from anywhere but SUCCEEDED back to WAITING. A pair that succeeded is valid: unlike the
 * RFC, which makes a new pair of the mapped address, we note the mapped address in the pair
 * checked, since the packets are the same.
 */
final class CandidatePair {
    enum State {
        FROZEN,
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    final LocalCandidate local;
    final RemoteCandidate remote;
    final Generation generation;
    long priority;
    State state = State.WAITING;
    boolean nominated;

    /** The peer has nominated this pair, which has yet to become valid (RFC 8445, 7.3.1.5). */
    boolean nominateOnSuccess;

    boolean heard;
    long heardNanos;
    long sentNanos;
    long confirmedNanos;
    private @Nullable TransportAddress mapped;

    CandidatePair(LocalCandidate local, RemoteCandidate remote, Generation generation) {
        this.local = local;
        this.remote = remote;
        this.generation = generation;
    }

    void computePriority(boolean controlling) {
        long l = local.priority();
        long r = remote.priority();
        priority = controlling ? Priorities.pair(l, r) : Priorities.pair(r, l);
    }

    boolean isValid() {
        return state == State.SUCCEEDED;
    }

    boolean isPending() {
        return switch (state) {
            case FROZEN, WAITING, IN_PROGRESS -> true;
            case SUCCEEDED, FAILED -> false;
        };
    }

    boolean hasFoundationOf(CandidatePair other) {
        return local.foundation().equals(other.local.foundation())
                && remote.foundation().equals(other.remote.foundation());
    }

    boolean isOn(TransportAddress from, TransportAddress to) {
        return local.address().equals(from) && remote.address().equals(to);
    }

    void mapped(TransportAddress address) {
        mapped = address;
    }

    /** How the peer sees us on this pair; our own address until it has said. */
    TransportAddress mapped() {
        TransportAddress seen = mapped;
        return seen == null ? local.address() : seen;
    }
}
