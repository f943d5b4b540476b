package io.cardea.rtc.congestion;

import java.util.Arrays;

/**
 * How much was sent in the last half second.
 *
 * <p>Belongs to one loop.
 */
final class SentBitrate {
    private static final int SLOTS = 6; // the last is not full yet
    private static final long SLOT_NANOS = 100_000_000;
    private static final long BIT_NANOS_PER_BYTE = 8_000_000_000L;

    private final long[] bytes = new long[SLOTS];
    private long slot = Long.MIN_VALUE;

    void add(int packetBytes, long nowNanos) {
        advance(nowNanos);
        bytes[index(slot)] += packetBytes;
    }

    private void advance(long now) {
        long to = Math.floorDiv(now, SLOT_NANOS);
        if (slot == Long.MIN_VALUE || to - slot >= SLOTS) {
            Arrays.fill(bytes, 0);
            slot = to;
        }
        while (slot < to) bytes[index(++slot)] = 0;
    }

    private static int index(long slot) {
        return (int) Math.floorMod(slot, (long) SLOTS);
    }

    long bitsPerSecond(long nowNanos) {
        advance(nowNanos);
        long sum = 0;
        for (long one : bytes) {
            sum += one;
        }
        long span = (SLOTS - 1) * SLOT_NANOS + Math.floorMod(nowNanos, SLOT_NANOS);
        return sum * BIT_NANOS_PER_BYTE / span;
    }
}
