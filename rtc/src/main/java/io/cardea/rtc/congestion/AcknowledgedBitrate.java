package io.cardea.rtc.congestion;

/**
 * How much arrives, by the receiver's own times.
 *
 * <p>Belongs to one loop. The idea: bytes are counted over windows of 150 ms (500 ms for the
 * first). Each window is a sample, which is averaged into the estimate by how much each is to be
 * trusted: a sample the less the further it is from the estimate, the estimate the less the longer
 * it has not been confirmed. So a single odd window changes little, while several in a row do.
 */
final class AcknowledgedBitrate {
    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final double FIRST_WINDOW_MILLIS = 500;
    private static final double WINDOW_MILLIS = 150;
    private static final double UNCERTAINTY = 10;
    private static final double FIRST_VARIANCE = 50;
    private static final double VARIANCE_PER_SAMPLE = 5;
    private static final double KILO = 1_000;

    private boolean begun;
    private boolean known;
    private long lastArrivalNanos;
    private double windowMillis;
    private double windowBytes;
    private double kbps;
    private double variance = FIRST_VARIANCE;
    private double last;
    private double lastButOne;

    /** Takes a packet, in the order of arrivals. */
    void add(int bytes, long arrivalNanos) {
        double window = known ? WINDOW_MILLIS : FIRST_WINDOW_MILLIS;
        if (begun) advance((arrivalNanos - lastArrivalNanos) / NANOS_PER_MILLI, window);
        begun = true;
        lastArrivalNanos = arrivalNanos;
        windowBytes += bytes;
    }

    private void advance(double millis, double window) {
        if (millis < 0) {
            windowMillis = 0;
            windowBytes = 0;
            return;
        }
        windowMillis += millis;
        if (millis > window) {
            // Silence: the window that it ends says nothing.
            windowBytes = 0;
            windowMillis %= window;
        } else if (windowMillis >= window) {
            sample(8 * windowBytes / window);
            windowBytes = 0;
            windowMillis -= window;
        }
    }

    private void sample(double sample) {
        lastButOne = known ? last : sample;
        last = sample;
        if (!known) {
            known = true;
            kbps = sample;
            return;
        }
        double uncertainty = UNCERTAINTY * Math.abs(kbps - sample) / Math.max(kbps, 1);
        double sampleVariance = uncertainty * uncertainty;
        double predicted = variance + VARIANCE_PER_SAMPLE;
        kbps = (sampleVariance * kbps + predicted * sample) / (sampleVariance + predicted);
        variance = sampleVariance * predicted / (sampleVariance + predicted);
    }

    /**
     * The same, or what arrived in the last two windows if that was less: for a path that has lost
     * most of its capacity at once.
     */
    long lowBitsPerSecond() {
        return known ? Math.round(Math.min(kbps, Math.max(last, lastButOne)) * KILO) : 0;
    }

    /**
     * What arrives while the path is full: as {@link #lowBitsPerSecond}, but where more arrived in
     * the last two windows than on average, that. A keyframe after little else fills the path for a
     * moment, in which the average says nothing of what it carries.
     */
    long fullBitsPerSecond() {
        double recent = (last + lastButOne) / 2;
        return known && recent > kbps ? Math.round(recent * KILO) : lowBitsPerSecond();
    }

    /** In bit/s; 0 while unknown. */
    long bitsPerSecond() {
        return known ? Math.round(kbps * KILO) : 0;
    }
}
