package io.cardea.rtc.congestion;

/**
 * Limits the rate by what is lost.
 *
 * <p>Belongs to one loop. Losses are taken together until {@value #MIN_PACKETS} packets have been
 * reported on, and judged with those of the time before, so that few packets of a slow stream do
 * not look like a storm. Above 10 % the limit falls by half the loss; below 2 % it rises by 8 % a
 * second; between it stays (draft-ietf-rmcat-gcc-02, 6). There is no limit before the first fall:
 * until then only the delay counts, so a path that loses 2 % for other reasons than congestion
 * doesn't keep the rate where it began.
 */
final class LossBased {
    static final int MIN_PACKETS = 20;

    private static final double LOW = 0.02;
    private static final double HIGH = 0.1;
    private static final double DECREASE = 0.5;
    private static final double GROWTH_PER_SECOND = 1.08;
    private static final double NANOS_PER_SECOND = 1_000_000_000;
    private static final long DECREASE_INTERVAL_NANOS = 300_000_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final CongestionSettings settings;
    private long packets;
    private long losses;
    private long packetsBefore;
    private long lossesBefore;
    private double fraction;
    private double limitBps;
    private long judgedNanos = NEVER;
    private long decreasedNanos = NEVER;

    LossBased(CongestionSettings settings) {
        this.settings = settings;
        this.limitBps = settings.maxBps();
    }

    /**
     * Takes a report.
     *
     * @param lost below zero when some that were reported lost have arrived
     * @param expected arrived or lost
     * @param currentBps what the rate is now
     */
    void add(long lost, long expected, long currentBps, long rttNanos, long nowNanos) {
        losses += lost;
        packets += expected;
        if (packets < MIN_PACKETS) return;
        losses = Math.clamp(losses, 0, packets);
        fraction = (double) (losses + lossesBefore) / (packets + packetsBefore);
        packetsBefore = packets;
        lossesBefore = losses;
        packets = 0;
        losses = 0;
        judge(currentBps, rttNanos, nowNanos);
    }

    private void judge(long currentBps, long rttNanos, long now) {
        double seconds = judgedNanos == NEVER ? 0 : (now - judgedNanos) / NANOS_PER_SECOND;
        judgedNanos = now;
        if (fraction > HIGH) {
            long pause = DECREASE_INTERVAL_NANOS + rttNanos;
            if (decreasedNanos != NEVER && now - decreasedNanos < pause) return;
            decreasedNanos = now;
            limitBps = Math.min(limitBps, currentBps) * (1 - DECREASE * fraction);
        } else if (fraction < LOW) {
            limitBps *= Math.pow(GROWTH_PER_SECOND, Math.min(seconds, 1));
        }
        limitBps = Math.clamp(limitBps, settings.minBps(), settings.maxBps());
    }

    /** That much has been seen to arrive. */
    void raise(long bps) {
        limitBps = Math.clamp(Math.max(limitBps, bps), settings.minBps(), settings.maxBps());
    }

    /** In bit/s; the settings' maximum while there is no limit. */
    long bitsPerSecond() {
        return (long) limitBps;
    }

    /** Of the last packets reported on, 0 to 1. */
    double fraction() {
        return fraction;
    }

    /** Whether so little is lost that what arrives is no less than what was sent. */
    boolean isClean() {
        return fraction < LOW;
    }

    /** When the limit last fell; {@link Long#MIN_VALUE} for never. */
    long decreasedNanos() {
        return decreasedNanos;
    }
}
