package io.cardea.rtc.sctp;

/** Big-endian numbers in byte arrays. The caller has checked the bounds. */
final class Wire {
    private Wire() {}

    static int u8(byte[] array, int at) {
        return array[at] & 0xFF;
    }

    static int u16(byte[] array, int at) {
        return (array[at] & 0xFF) << 8 | (array[at + 1] & 0xFF);
    }

    static int i32(byte[] array, int at) {
        return u16(array, at) << 16 | u16(array, at + 2);
    }

    static long u32(byte[] array, int at) {
        return i32(array, at) & 0xFFFF_FFFFL;
    }

    static long i64(byte[] array, int at) {
        return (long) i32(array, at) << 32 | u32(array, at + 4);
    }

    static void put16(byte[] array, int at, int value) {
        array[at] = (byte) (value >> 8);
        array[at + 1] = (byte) value;
    }

    static void put32(byte[] array, int at, int value) {
        put16(array, at, value >> 16);
        put16(array, at + 2, value);
    }

    static void put64(byte[] array, int at, long value) {
        put32(array, at, (int) (value >> 32));
        put32(array, at + 4, (int) value);
    }

    /** The next multiple of four. */
    static int padded(int length) {
        return length + 3 & ~3;
    }

    /** The full TSN whose low 32 bits are {@code tsn} and that is nearest to {@code reference}. */
    static long unwrap32(int tsn, long reference) {
        return reference + (tsn - (int) reference);
    }
}
