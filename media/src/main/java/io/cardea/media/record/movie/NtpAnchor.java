package io.cardea.media.record.movie;

/**
 * Where a sender's clock stands on the recorder's: shared by the tracks of a movie, which is what
 * synchronises them.
 */
final class NtpAnchor {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private boolean known;
    private long offsetNanos;

    boolean isKnown() {
        return known;
    }

    /** From now on that NTP time is this moment of the recorder's clock. */
    void set(long ntpNanos, long nanos) {
        known = true;
        offsetNanos = nanos - ntpNanos;
    }

    long nanos(long ntpNanos) {
        return ntpNanos + offsetNanos;
    }

    /** An NTP timestamp in nanoseconds since its epoch. */
    static long nanosOf(long ntpTimestamp) {
        long fraction = ntpTimestamp & 0xFFFF_FFFFL;
        return (ntpTimestamp >>> 32) * NANOS_PER_SECOND + (fraction * NANOS_PER_SECOND >>> 32);
    }
}
