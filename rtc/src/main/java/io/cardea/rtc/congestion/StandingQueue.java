package io.cardea.rtc.congestion;

/**
 * How long packets wait on the path, and how much less to send so that they don't.
 *
 * <p>Belongs to one loop. After a path has lost most of its capacity at once, what was sent
 * meanwhile waits in its queue. The trend of the delay says nothing of that any more, and at 85 %
 * of the capacity it would take many seconds to drain, all of which the viewer is behind. So, while
 * packets take much longer than the fastest of the last seconds, less is sent. (Google's
 * implementation has a window of unacknowledged bytes for that.) The fastest is kept for ten to
 * twenty seconds: clocks drift, and paths become longer.
 */
final class StandingQueue {
    private static final long PERIOD_NANOS = 10_000_000_000L;
    private static final double TOLERATED_NANOS = 300_000_000;
    private static final double NOTABLE_NANOS = 150_000_000;
    private static final double LONG_NANOS = 1_000_000_000;
    private static final long LONGEST_PROBE_NANOS = 600_000_000;
    private static final double LEAST = 0.4;
    private static final double WEIGHT = 0.3;

    private boolean begun;
    private long periodBegan;
    private long fastest; // of this period
    private long fastestBefore; // of the one before
    private double queue;

    /** A packet that is no probe has arrived. */
    void add(long sentNanos, long arrivalNanos, long nowNanos) {
        long way = arrivalNanos - sentNanos; // and the difference of the clocks
        if (!begun) {
            begun = true;
            periodBegan = nowNanos;
            fastest = way;
            fastestBefore = way;
        }
        if (nowNanos - periodBegan >= PERIOD_NANOS) {
            periodBegan = nowNanos;
            fastestBefore = fastest;
            fastest = way;
        }
        fastest = Math.min(fastest, way);
        queue += WEIGHT * (excess(way) - queue);
    }

    private double excess(long way) {
        return way - Math.min(fastest, fastestBefore);
    }

    /** Whether a packet has waited for longer than behind any probe. */
    boolean isNoProbe(long sentNanos, long arrivalNanos) {
        return begun && excess(arrivalNanos - sentNanos) > LONGEST_PROBE_NANOS;
    }

    /** The clocks have jumped. */
    void reset() {
        begun = false;
        queue = 0;
    }

    long nanos() {
        return (long) queue;
    }

    /**
     * Whether there is more of a queue than a frame or a bad moment of a wireless path explains.
     */
    boolean isNotable() {
        return queue > NOTABLE_NANOS;
    }

    /** By what the rate is to be multiplied: 1 while there is no queue to speak of. */
    double factor() {
        if (queue <= TOLERATED_NANOS) return 1;
        double part = (queue - TOLERATED_NANOS) / (LONG_NANOS - TOLERATED_NANOS);
        return Math.max(LEAST, 1 - part * (1 - LEAST));
    }
}
