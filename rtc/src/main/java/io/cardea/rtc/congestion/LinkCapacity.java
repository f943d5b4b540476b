package io.cardea.rtc.congestion;

/**
 * At which rates the path was found to be full: their mean and how much they vary.
 *
 * <p>Belongs to one loop. See draft-ietf-rmcat-gcc-02, 5.5: "near convergence".
 */
final class LinkCapacity {
    private static final double WEIGHT = 0.05;
    private static final double FIRST_VARIANCE = 0.4; // kbit/s, relative to the mean
    private static final double MAX_VARIANCE = 2.5;
    private static final double DEVIATIONS = 3;
    private static final double KILO = 1_000;

    private boolean known;
    private double kbps;
    private double variance = FIRST_VARIANCE;

    /** The path was full with that much arriving. */
    void full(long bitsPerSecond) {
        double sample = bitsPerSecond / KILO;
        kbps = known ? (1 - WEIGHT) * kbps + WEIGHT * sample : sample;
        known = true;
        double error = kbps - sample;
        double relative = error * error / Math.max(kbps, 1);
        variance =
                Math.clamp(
                        (1 - WEIGHT) * variance + WEIGHT * relative, FIRST_VARIANCE, MAX_VARIANCE);
    }

    void forget() {
        known = false;
    }

    boolean isKnown() {
        return known;
    }

    long bitsPerSecond() {
        return Math.round(kbps * KILO);
    }

    /** Whether a rate is so much above that the path must have become another one. */
    boolean isBelow(long bitsPerSecond) {
        return known && bitsPerSecond / KILO > kbps + DEVIATIONS * deviation();
    }

    /** The same, below. */
    boolean isAbove(long bitsPerSecond) {
        return known && bitsPerSecond / KILO < kbps - DEVIATIONS * deviation();
    }

    private double deviation() {
        return Math.sqrt(variance * kbps);
    }
}
