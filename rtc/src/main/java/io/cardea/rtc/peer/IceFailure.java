package io.cardea.rtc.peer;

/**
 * How long ICE may stay failed before the peer is given up: a short time when all candidates of the
 * peer are known, else long enough for more to come. Belongs to its peer.
 */
final class IceFailure {
    static final long GRACE_NANOS = 5_000_000_000L;
    static final long LIMIT_NANOS = 15_000_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private long sinceNanos = NEVER;
    private boolean remoteDone;

    /** Whether no more candidates of the peer will come. */
    void remoteDone(boolean value) {
        remoteDone = value;
    }

    void onState(boolean failed, long now) {
        sinceNanos = failed ? now : NEVER;
    }

    /** {@link Long#MAX_VALUE} when it has not failed. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** When the peer is given up. */
    long deadlineNanos() {
        if (sinceNanos == NEVER) return NEVER;
        return sinceNanos + (remoteDone ? GRACE_NANOS : LIMIT_NANOS);
    }
}
