package io.cardea.rtc.sctp;

/**
 * The retransmission timeout (RFC 9260, 6.3.1), in nanoseconds.
 *
 * <p>The RFC's least timeout of a second is for the open Internet of file transfers; interactive
 * peers use a fraction. It may not come below the time a peer may hold a SACK back, 200 ms in most
 * stacks, or every lone packet would be sent twice. So the variance term has a floor a little above
 * that, whatever the measured variance.
 */
final class RoundTrip {
    static final long INITIAL_RTO_NANOS = 1_000_000_000L;
    static final long MIN_RTO_NANOS = 200_000_000L;
    static final long MIN_VARIANCE_TERM_NANOS = 220_000_000L;

    /** RFC 9260 has 60 s. After an outage of ICE we want to be back sooner. */
    static final long MAX_RTO_NANOS = 10_000_000_000L;

    private static final long UNKNOWN = -1;

    private long smoothed = UNKNOWN;
    private long variance;
    private long timeout = INITIAL_RTO_NANOS;

    long timeoutNanos() {
        return timeout;
    }

    /** The smoothed round trip, or the initial timeout before the first measurement. */
    long smoothedNanos() {
        return smoothed == UNKNOWN ? INITIAL_RTO_NANOS : smoothed;
    }

    void measured(long roundTripNanos) {
        if (roundTripNanos < 0) return;
        if (smoothed == UNKNOWN) {
            smoothed = roundTripNanos;
            variance = roundTripNanos / 2;
        } else {
            variance += (Math.abs(smoothed - roundTripNanos) - variance) / 4;
            smoothed += (roundTripNanos - smoothed) / 8;
        }
        timeout = clamp(smoothed + Math.max(4 * variance, MIN_VARIANCE_TERM_NANOS));
    }

    void backOff() {
        timeout = clamp(2 * timeout);
    }

    private static long clamp(long nanos) {
        return Math.clamp(nanos, MIN_RTO_NANOS, MAX_RTO_NANOS);
    }
}
