package io.cardea.rtc.congestion;

/**
 * Follows the path's capacity up and down (additive or multiplicative increase, multiplicative
 * decrease).
 *
 * <p>Belongs to one loop. States and transitions of draft-ietf-rmcat-gcc-02, 5.5:
 *
 * <pre>
 *                overusing     normal       underusing
 * HOLD         → DECREASE      INCREASE     HOLD
 * INCREASE     → DECREASE      INCREASE     HOLD
 * DECREASE     → DECREASE      HOLD         HOLD
 * </pre>
 *
 * Increases by 8 % a second, or, near the rate at which the path was last found full, by about half
 * a packet per response time. Never beyond one and a half times of what arrives, or 1.2 times where
 * probes find out about more. A decrease goes to 85 % of what arrives; while much less is sent than
 * was allowed, which says nothing of what the path carries, to 85 % of what it was.
 */
final class RateControl {
    private static final double BETA = 0.85;
    private static final double GROWTH_PER_SECOND = 1.08;
    private static final double MAX_GROWTH_SECONDS = 1;
    private static final double MIN_GROWTH_BPS = 1_000;
    private static final double LINEAR_GROWTH_BPS = 4_000; // a second, at least
    private static final double LIMIT_FACTOR = 1.5;
    private static final double PROBED_LIMIT_FACTOR = 1.2;
    private static final double FEW = 0.7; // of what is allowed
    private static final double HELD_UP = 1.3; // so much more is sent than arrives
    private static final long LIMIT_MARGIN_BPS = 10_000;
    private static final double FRAMES_PER_SECOND = 30;
    private static final double PACKET_BITS = 8 * 1_200;
    private static final double RESPONSE_MARGIN_SECONDS = 0.1;
    private static final double NANOS_PER_SECOND = 1_000_000_000;
    private static final long MIN_REDUCTION_NANOS = 10_000_000;
    private static final long MAX_REDUCTION_NANOS = 200_000_000;
    private static final long IDLE_REDUCTION_NANOS = 400_000_000;
    private static final long QUEUE_REDUCTION_NANOS = 400_000_000;
    private static final long NEVER = Long.MIN_VALUE;

    private enum State {
        HOLD,
        INCREASE,
        DECREASE;

        State next(Usage usage) {
            return switch (usage) {
                case OVERUSING -> DECREASE;
                case UNDERUSING -> HOLD;
                case NORMAL -> this == DECREASE ? HOLD : INCREASE;
            };
        }
    }

    private final CongestionSettings settings;
    private final LinkCapacity capacity = new LinkCapacity();
    private State state = State.HOLD;
    private double bps;
    private double limitFactor = LIMIT_FACTOR;
    private long sentBps;
    private long changedNanos = NEVER;
    private long decreasedNanos = NEVER;
    private long fullNanos = NEVER;

    RateControl(CongestionSettings settings) {
        this.settings = settings;
        this.bps = settings.startBps();
    }

    /** Whether there are probes to find out about more. */
    void probed(boolean yes) {
        limitFactor = yes ? PROBED_LIMIT_FACTOR : LIMIT_FACTOR;
    }

    /** What was sent lately; before each {@link #update}. */
    void sending(long bitsPerSecond) {
        sentBps = bitsPerSecond;
    }

    /** Whether so little was sent that what arrives says nothing of the path. */
    private boolean isIdle(long acknowledged) {
        return sentBps > 0 && sentBps < FEW * bps && sentBps < HELD_UP * acknowledged;
    }

    /**
     * Takes the detector's word.
     *
     * @param acknowledged what arrives
     */
    void update(Usage usage, AcknowledgedBitrate acknowledged, long rttNanos, long nowNanos) {
        long full = acknowledged.fullBitsPerSecond();
        if (usage == Usage.OVERUSING && !mayReduce(full, rttNanos, nowNanos)) return;
        state = state.next(usage);
        switch (state) {
            case HOLD -> changedNanos = nowNanos;
            case INCREASE -> increase(acknowledged.bitsPerSecond(), rttNanos, nowNanos);
            case DECREASE -> decrease(full, nowNanos);
        }
        bps = Math.clamp(bps, settings.minBps(), settings.maxBps());
    }

    /** A reduction has to show before the next; unless it was much too small. */
    private boolean mayReduce(long acknowledged, long rttNanos, long now) {
        if (decreasedNanos == NEVER) return true;
        if (isIdle(acknowledged)) return now - decreasedNanos >= IDLE_REDUCTION_NANOS;
        long pause = Math.clamp(rttNanos, MIN_REDUCTION_NANOS, MAX_REDUCTION_NANOS);
        return now - decreasedNanos >= pause || acknowledged > 0 && acknowledged < bps / 2;
    }

    private void increase(long acknowledged, long rttNanos, long now) {
        if (capacity.isBelow(acknowledged)) capacity.forget();
        double seconds = changedNanos == NEVER ? 0 : (now - changedNanos) / NANOS_PER_SECOND;
        changedNanos = now;
        double growth =
                capacity.isKnown() ? seconds * linearGrowth(rttNanos) : multiplicative(seconds);
        double limit =
                acknowledged > 0
                        ? limitFactor * acknowledged + LIMIT_MARGIN_BPS
                        : settings.startBps();
        if (bps < limit) bps = Math.min(bps + growth, limit);
    }

    private double multiplicative(double seconds) {
        double factor = Math.pow(GROWTH_PER_SECOND, Math.min(seconds, MAX_GROWTH_SECONDS));
        return Math.max(bps * (factor - 1), MIN_GROWTH_BPS * seconds);
    }

    private double linearGrowth(long rttNanos) {
        double frameBits = bps / FRAMES_PER_SECOND;
        double packetBits = frameBits / Math.ceil(frameBits / PACKET_BITS);
        double response = rttNanos / NANOS_PER_SECOND + RESPONSE_MARGIN_SECONDS;
        return Math.max(packetBits / 2 / response, LINEAR_GROWTH_BPS);
    }

    private void decrease(long acknowledged, long now) {
        double target = acknowledged > 0 ? BETA * acknowledged : bps / 2;
        if (target > bps && capacity.isKnown()) target = BETA * capacity.bitsPerSecond();
        boolean idle = isIdle(acknowledged);
        if (idle) target = Math.max(target, BETA * bps);
        bps = Math.min(bps, target);
        if (acknowledged > 0 && !idle) {
            if (capacity.isAbove(acknowledged)) capacity.forget();
            capacity.full(acknowledged);
            fullNanos = now;
        }
        state = State.HOLD;
        changedNanos = now;
        decreasedNanos = now;
    }

    /**
     * There is a queue, whatever the trend says: it is the path's unless hardly anything is sent.
     */
    void full(AcknowledgedBitrate acknowledged, long nowNanos) {
        long full = acknowledged.fullBitsPerSecond();
        boolean soon = decreasedNanos != NEVER && nowNanos - decreasedNanos < QUEUE_REDUCTION_NANOS;
        if (soon || isIdle(full)) return;
        decrease(full, nowNanos);
        bps = Math.clamp(bps, settings.minBps(), settings.maxBps());
    }

    /** More than that has been seen to arrive, or less is known to be possible. */
    void replace(long newBps, long nowNanos) {
        bps = Math.clamp(newBps, settings.minBps(), settings.maxBps());
        changedNanos = nowNanos;
    }

    /** So much is seen to be carried: the stream itself has been the probe. */
    void raise(long carriedBps, long nowNanos) {
        if (carriedBps > bps) replace(carriedBps, nowNanos);
    }

    /** When the path was last found full; {@link Long#MIN_VALUE} for never. */
    long fullNanos() {
        return fullNanos;
    }

    long bitsPerSecond() {
        return (long) bps;
    }
}
