package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of a packet bit by bit, most significant first.
 *
 * <p>Reusable. Past the end every bit is zero and {@link #isExhausted} says so: a parser checks
 * once after a group of fields instead of before each.
 */
final class Bits {
    private byte @Nullable [] bytes;
    private int at;
    private int end;
    private boolean exhausted;

    void reset(Packet lent, int offset, int length) {
        bytes = lent.array();
        at = 8 * offset;
        end = 8 * (offset + length);
        exhausted = false;
    }

    boolean isExhausted() {
        return exhausted;
    }

    boolean flag() {
        return read(1) != 0;
    }

    /** Up to 32 bits. */
    int read(int count) {
        byte[] from = bytes;
        if (from == null || at + count > end) {
            exhausted = true;
            at = end;
            return 0;
        }
        int value = 0;
        int left = count;
        while (left > 0) {
            int inByte = 8 - (at & 7);
            int take = Math.min(left, inByte);
            int chunk = (from[at >> 3] & 0xFF) >> (inByte - take) & ((1 << take) - 1);
            value = value << take | chunk;
            at += take;
            left -= take;
        }
        return value;
    }

    /** A value below {@code limit} in as few bits as the AV1 specification's {@code ns(n)} uses. */
    int readBelow(int limit) {
        int width = 32 - Integer.numberOfLeadingZeros(limit);
        int shorter = (1 << width) - limit;
        int value = read(width - 1);
        if (value < shorter) return value;
        return (value << 1) - shorter + read(1);
    }

    /** Skips to the next byte boundary. */
    void align() {
        at = (at + 7) & ~7;
    }

    /** A little-endian base 128 number of at most five bytes; unsigned, cut to 32 bits. */
    int readLeb128() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = read(8);
            value |= (next & 0x7F) << shift;
            if ((next & 0x80) == 0) return value;
        }
        exhausted = true;
        return 0;
    }
}
