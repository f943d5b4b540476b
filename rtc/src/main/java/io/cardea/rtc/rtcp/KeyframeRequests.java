package io.cardea.rtc.rtcp;

/**
 * Merges the wishes of many for a keyframe of one stream into at most one PLI per interval.
 *
 * <p>One per stream, belongs to its loop. The first wish is granted at once; those of the following
 * {@link #MIN_INTERVAL_NANOS} become one more at its end, unless a keyframe comes before. Verbs:
 * {@link #request} and {@link #onKeyframe} in, {@link #nextDeadlineNanos} when, {@link #poll} out.
 */
public final class KeyframeRequests {
    /** At most one request in this time: an encoder needs about as long to answer one. */
    public static final long MIN_INTERVAL_NANOS = 250_000_000L;

    private boolean wanted;
    private long wantedNanos;
    private boolean sentBefore;
    private long sentNanos;
    private long requests;
    private long sent;

    /** Somebody needs a keyframe. */
    public void request(long nowNanos) {
        requests++;
        if (!wanted) wantedNanos = nowNanos;
        wanted = true;
    }

    /** A keyframe came: whoever had asked has it now. */
    public void onKeyframe() {
        wanted = false;
    }

    /** Whether to send a PLI now; if so it counts as sent. */
    public boolean poll(long nowNanos) {
        if (!wanted || nextDeadlineNanos() > nowNanos) return false;
        wanted = false;
        sentBefore = true;
        sentNanos = nowNanos;
        sent++;
        return true;
    }

    /** When {@link #poll} will say yes; {@link Long#MAX_VALUE} when nobody waits. */
    public long nextDeadlineNanos() {
        if (!wanted) return Long.MAX_VALUE;
        return sentBefore ? Math.max(wantedNanos, sentNanos + MIN_INTERVAL_NANOS) : wantedNanos;
    }

    /** Wishes so far. */
    public long requests() {
        return requests;
    }

    /** Requests sent so far. */
    public long sent() {
        return sent;
    }
}
