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
 * a packet per response time. Never beyond one and a half times of what arrives. A decrease goes to
 * 85 % of what arrives.
 */
final class RateControl {
    private static final double BETA = 0.85;
    private static final double GROWTH_PER_SECOND = 1.08;
    private static final double MAX_GROWTH_SECONDS = 1;
    private static final double MIN_GROWTH_BPS = 1_000;
    private static final double LINEAR_GROWTH_BPS = 4_000; // a second, at least
    private static final double LIMIT_FACTOR = 1.5;
    private static final long LIMIT_MARGIN_BPS = 10_000;
    private static final double FRAMES_PER_SECOND = 30;
    private static final double PACKET_BITS = 8 * 1_200;
    private static final double RESPONSE_MARGIN_SECONDS = 0.1;
    private static final double NANOS_PER_SECOND = 1_000_000_000;
    private static final long MIN_REDUCTION_NANOS = 10_000_000;
    private static final long MAX_REDUCTION_NANOS = 200_000_000;
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
    private long changedNanos = NEVER;
    private long decreasedNanos = NEVER;

    RateControl(CongestionSettings settings) {
        this.settings = settings;
        this.bps = settings.startBps();
    }

    /**
     * Takes the detector's word.
     *
     * @param acknowledged what arrives
     */
    void update(Usage usage, AcknowledgedBitrate acknowledged, long rttNanos, long nowNanos) {
        long low = acknowledged.lowBitsPerSecond();
        if (usage == Usage.OVERUSING && !mayReduce(low, rttNanos, nowNanos)) return;
        state = state.next(usage);
        switch (state) {
            case HOLD -> changedNanos = nowNanos;
            case INCREASE -> increase(acknowledged.bitsPerSecond(), rttNanos, nowNanos);
            case DECREASE -> decrease(low, nowNanos);
        }
        bps = Math.clamp(bps, settings.minBps(), settings.maxBps());
    }

    /** A reduction has to show before the next; unless it was much too small. */
    private boolean mayReduce(long acknowledged, long rttNanos, long now) {
        if (decreasedNanos == NEVER) return true;
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
                        ? LIMIT_FACTOR * acknowledged + LIMIT_MARGIN_BPS
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
        bps = Math.min(bps, target);
        if (acknowledged > 0) {
            if (capacity.isAbove(acknowledged)) capacity.forget();
            capacity.full(acknowledged);
        }
        state = State.HOLD;
        changedNanos = now;
        decreasedNanos = now;
    }

    /** More than that has been seen to arrive, or less is known to be possible. */
    void replace(long newBps, long nowNanos) {
        bps = Math.clamp(newBps, settings.minBps(), settings.maxBps());
        changedNanos = nowNanos;
    }

    long bitsPerSecond() {
        return (long) bps;
    }
}
