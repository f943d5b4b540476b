package io.cardea.media.record.frames;

/**
 * Reads bytes bit by bit, most significant first. Past the end every bit is zero and {@link
 * #isExhausted} says so: a parser checks once, at its end.
 */
final class BitReader {
    private final byte[] bytes;
    private final int end;
    private int at;
    private boolean exhausted;

    BitReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = 8 * offset;
        this.end = 8 * (offset + length);
    }

    /** Of a NAL unit: without the bytes that keep start codes out (H.264, 7.4.1). */
    static BitReader ofNalUnit(byte[] nal, int headerLength) {
        byte[] clean = new byte[nal.length];
        int count = 0;
        int zeros = 0;
        for (int i = headerLength; i < nal.length; i++) {
            if (zeros >= 2 && nal[i] == 3) {
                zeros = 0;
                continue;
            }
            zeros = nal[i] == 0 ? zeros + 1 : 0;
            clean[count++] = nal[i];
        }
        return new BitReader(clean, 0, count);
    }

    boolean isExhausted() {
        return exhausted;
    }

    boolean flag() {
        return read(1) != 0;
    }

    /** Up to 32 bits. */
    int read(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    private int bit() {
        if (at >= end) {
            exhausted = true;
            return 0;
        }
        int bit = bytes[at >> 3] >> (7 - (at & 7)) & 1;
        at++;
        return bit;
    }

    void skip(int count) {
        if (count > end - at) exhausted = true;
        at = Math.min(end, at + count);
    }

    /** ue(v): H.264, 9.1; also AV1's uvlc. Values above 31 bits count as exhausted. */
    int exponential() {
        int zeros = 0;
        while (!exhausted && bit() == 0) zeros++;
        if (zeros > 30) {
            exhausted = true;
            return 0;
        }
        return (1 << zeros) - 1 + read(zeros);
    }

    /** se(v). */
    int signedExponential() {
        int code = exponential();
        return (code & 1) == 0 ? -(code >> 1) : (code + 1) >> 1;
    }
}
