package io.cardea.rtc.packet;

/** Arithmetic of wrapping 16-bit sequence numbers, kept in ints of 0 to 65535 (RFC 1982). */
public final class Seq16 {
    private Seq16() {}

    /** Whether {@code a} comes after {@code b}; half the range away counts as not newer. */
    public static boolean isNewer(int a, int b) {
        return (short) (a - b) > 0;
    }

    public static int next(int seq) {
        return (seq + 1) & 0xFFFF;
    }

    public static int add(int seq, int count) {
        return (seq + count) & 0xFFFF;
    }

    /** How far {@code a} is ahead of {@code b}: -32768 to 32767. */
    public static int distance(int a, int b) {
        return (short) (a - b);
    }
}
