package io.cardea.rtc.rtcp;

/**
 * Turns a loop's nanoseconds into NTP timestamps: 32 bits of seconds since 1900 and 32 bits of
 * fraction.
 *
 * <p>A value: any thread. See RFC 3550, 4.
 */
public final class NtpClock {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long unixNanosAtZero;

    /** A clock that reads {@code unixNanosAtZero} since 1970 when the loop's time is 0. */
    public NtpClock(long unixNanosAtZero) {
        this.unixNanosAtZero = unixNanosAtZero;
    }

    /** The NTP timestamp of a moment in the loop's time. */
    public long ntp(long nowNanos) {
        long unix = unixNanosAtZero + nowNanos;
        long seconds = Math.floorDiv(unix, NANOS_PER_SECOND) + SECONDS_1900_TO_1970;
        long fraction = (Math.floorMod(unix, NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND;
        return seconds << 32 | fraction;
    }

    /** The middle 32 bits, units of 1/65536 s: what LSR and LRR fields carry. */
    public static int compact(long ntp) {
        return (int) (ntp >>> 16);
    }

    /** Nanoseconds in units of 1/65536 s: what DLSR and DLRR fields carry. */
    public static int compactOfNanos(long nanos) {
        long seconds = nanos / NANOS_PER_SECOND;
        return (int) (seconds << 16 | ((nanos % NANOS_PER_SECOND) << 16) / NANOS_PER_SECOND);
    }

    /** Units of 1/65536 s, unsigned, in nanoseconds. */
    public static long nanosOfCompact(int compact) {
        return ((compact & 0xFFFF_FFFFL) * NANOS_PER_SECOND) >> 16;
    }
}
