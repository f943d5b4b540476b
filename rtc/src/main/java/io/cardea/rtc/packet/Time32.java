package io.cardea.rtc.packet;

/** Arithmetic of wrapping 32-bit timestamps, kept in ints (RFC 1982; RFC 3550, 5.1). */
public final class Time32 {
    private Time32() {}

    /** Whether {@code a} comes after {@code b}. */
    public static boolean isNewer(int a, int b) {
        return a - b > 0;
    }
}
