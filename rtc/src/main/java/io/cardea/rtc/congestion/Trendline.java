package io.cardea.rtc.congestion;

/**
 * Tells from the delays of packet groups whether a queue on the path grows.
 *
 * <p>Belongs to one loop. The idea: the differences between how far apart groups arrive and how far
 * apart they were sent add up to the queuing delay, which is smoothed. The slope of a straight line
 * through its last {@value #WINDOW} values (least squares) is above zero while the queue grows. The
 * slope, made larger the more is known, is held against a threshold. That adapts: it follows the
 * slope slowly up, so that noise of a path or a competing TCP flow does not always count as
 * congestion, and slowly down. A growing queue counts once it has been seen for 10 ms and in two
 * groups running. See draft-ietf-rmcat-gcc-02, 5.3 and 5.4.
 */
final class Trendline {
    static final int WINDOW = 20;

    private static final double SMOOTHING = 0.9;
    private static final double GAIN = 4;
    private static final int MAX_DELTAS = 60;

    private static final double FIRST_THRESHOLD = 12.5;
    private static final double MIN_THRESHOLD = 6;
    private static final double MAX_THRESHOLD = 600;
    private static final double MAX_ADAPTATION = 15; // beyond the threshold: a spike, no noise
    private static final double GAIN_UP = 0.0087;
    private static final double GAIN_DOWN = 0.039;
    private static final double MAX_ADAPTATION_MILLIS = 100;
    private static final double OVERUSE_MILLIS = 10;
    private static final double NANOS_PER_MILLI = 1_000_000;

    private final double[] times = new double[WINDOW]; // ms since the first arrival
    private final double[] delays = new double[WINDOW]; // ms, smoothed
    private int size;
    private int next;
    private boolean begun;
    private long firstArrivalNanos;
    private double accumulated;
    private double smoothed;
    private int deltas;

    private double threshold = FIRST_THRESHOLD;
    private long adaptedNanos = Long.MIN_VALUE;
    private double previousTrend;
    private double overusingMillis = -1;
    private int overuses;
    private Usage usage = Usage.NORMAL;

    /** Takes the distance of two groups. */
    void add(long sendDelta, long arrivalDelta, long arrivalNanos, long nowNanos) {
        if (!begun) {
            begun = true;
            firstArrivalNanos = arrivalNanos;
        }
        deltas = Math.min(deltas + 1, MAX_DELTAS);
        accumulated += (arrivalDelta - sendDelta) / NANOS_PER_MILLI;
        smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * accumulated;
        times[next] = (arrivalNanos - firstArrivalNanos) / NANOS_PER_MILLI;
        delays[next] = smoothed;
        next = (next + 1) % WINDOW;
        size = Math.min(size + 1, WINDOW);
        double trend = size == WINDOW ? slope() : previousTrend;
        detect(trend, sendDelta / NANOS_PER_MILLI, nowNanos);
    }

    private double slope() {
        double meanTime = 0;
        double meanDelay = 0;
        for (int i = 0; i < WINDOW; i++) {
            meanTime += times[i] / WINDOW;
            meanDelay += delays[i] / WINDOW;
        }
        double above = 0;
        double below = 0;
        for (int i = 0; i < WINDOW; i++) {
            double time = times[i] - meanTime;
            above += time * (delays[i] - meanDelay);
            below += time * time;
        }
        return below == 0 ? previousTrend : above / below;
    }

    private void detect(double trend, double sendDeltaMillis, long now) {
        double modified = deltas * trend * GAIN;
        if (modified > threshold) {
            overuse(trend, sendDeltaMillis);
        } else {
            overusingMillis = -1;
            overuses = 0;
            usage = modified < -threshold ? Usage.UNDERUSING : Usage.NORMAL;
        }
        previousTrend = trend;
        adapt(modified, now);
    }

    private void overuse(double trend, double sendDeltaMillis) {
        // When it began nobody knows: on average in the middle of the first interval.
        overusingMillis =
                overusingMillis < 0 ? sendDeltaMillis / 2 : overusingMillis + sendDeltaMillis;
        overuses++;
        boolean lasting = overusingMillis > OVERUSE_MILLIS && overuses > 1;
        if (!lasting || trend < previousTrend) return;
        overusingMillis = 0;
        overuses = 0;
        usage = Usage.OVERUSING;
    }

    private void adapt(double modified, long now) {
        if (adaptedNanos == Long.MIN_VALUE) adaptedNanos = now;
        double distance = Math.abs(modified) - threshold;
        if (distance <= MAX_ADAPTATION) {
            double gain = distance < 0 ? GAIN_DOWN : GAIN_UP;
            double millis = Math.min((now - adaptedNanos) / NANOS_PER_MILLI, MAX_ADAPTATION_MILLIS);
            threshold =
                    Math.clamp(threshold + gain * distance * millis, MIN_THRESHOLD, MAX_THRESHOLD);
        }
        adaptedNanos = now;
    }

    Usage usage() {
        return usage;
    }

    double threshold() {
        return threshold;
    }

    /** Forgets the delays, not the threshold: the path is another one, or was left alone. */
    void reset() {
        size = 0;
        next = 0;
        begun = false;
        accumulated = 0;
        smoothed = 0;
        deltas = 0;
        previousTrend = 0;
        overusingMillis = -1;
        overuses = 0;
        usage = Usage.NORMAL;
    }
}
