package io.cardea.rtc.congestion;

/**
 * When the next packet may leave, so that what leaves is no more than a rate allows.
 *
 * <p>Belongs to one loop. Where a path is {@linkplain #limit found full}, what is sent takes time
 * at the pacing rate, {@value #FACTOR} times the estimate, so that a frame is away before the next;
 * only {@value #SLOW_FACTOR} times once {@value #AHEAD_MILLIS} ms more of it have left than the
 * estimate allows, so that a keyframe doesn't fill the path's queue. Up to {@value #BURST_MILLIS}
 * ms of it may be taken in advance, so that a small frame needs no timer.
 *
 * <p>Where a path is {@linkplain #smooth not}, pacing only smooths: {@value #FACTOR} times the
 * rate, and {@value #SMOOTH_BURST_MILLIS} ms in advance, so that a usual frame leaves at once.
 */
public final class Pacing {
    /** Above the estimate, which is an average: keyframes are much larger than that. */
    public static final double FACTOR = 2.5;

    /** For what is left of a large frame: just above the estimate, so that it ends. */
    public static final double SLOW_FACTOR = 1.2;

    /** How much of the estimate may have left in advance before the pace is slow. */
    public static final int AHEAD_MILLIS = 80;

    /** As long as packets that are sent in a row count as one group at the receiver's side. */
    public static final int BURST_MILLIS = 5;

    /** The same while pacing only smooths. */
    public static final int SMOOTH_BURST_MILLIS = 20;

    private static final long SMOOTH_BURST_NANOS = SMOOTH_BURST_MILLIS * 1_000_000L;
    private static final long BURST_NANOS = BURST_MILLIS * 1_000_000L;
    private static final long AHEAD_NANOS = AHEAD_MILLIS * 1_000_000L;
    private static final long MAX_DEBT_NANOS = 500_000_000;
    private static final double BIT_NANOS_PER_BYTE = 8_000_000_000.0;

    private long estimateBps;
    private boolean smoothing;
    private long paidNanos = Long.MIN_VALUE; // when the estimate alone would have carried it all
    private long freeNanos = Long.MIN_VALUE;

    /** Follows the estimate; 0 for none, and so no pacing. */
    public void limit(long bitsPerSecond) {
        estimateBps = bitsPerSecond;
        smoothing = false;
    }

    /** Smooths at that rate; 0 for no pacing. */
    public void smooth(long bitsPerSecond) {
        estimateBps = bitsPerSecond;
        smoothing = true;
    }

    /** Whether a packet may leave now. */
    public boolean isOpen(long nowNanos) {
        long burst = smoothing ? SMOOTH_BURST_NANOS : BURST_NANOS;
        return estimateBps == 0 || freeNanos <= nowNanos + burst;
    }

    /** Something was sent, whether it was allowed to or not. */
    public void sent(int bytes, long nowNanos) {
        if (estimateBps == 0) return;
        double even = bytes * BIT_NANOS_PER_BYTE / estimateBps;
        paidNanos =
                Math.min(Math.max(paidNanos, nowNanos) + (long) even, nowNanos + MAX_DEBT_NANOS);
        boolean slow = !smoothing && paidNanos - nowNanos > AHEAD_NANOS;
        long cost = (long) (even / (slow ? SLOW_FACTOR : FACTOR));
        freeNanos = Math.min(Math.max(freeNanos, nowNanos) + cost, nowNanos + MAX_DEBT_NANOS);
    }

    /** When everything sent so far has had its time: the best moment for the next burst. */
    public long freeNanos() {
        return freeNanos;
    }
}
