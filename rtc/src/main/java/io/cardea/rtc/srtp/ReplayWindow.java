package io.cardea.rtc.srtp;

/**
 * Which of the latest packet indexes have been seen (RFC 3711, 3.3.2): a ring of bits that ends at
 * the highest index.
 */
final class ReplayWindow {
    private final long[] bits;
    private final int size;
    private long highest = -1;

    /**
     * @param size a power of two, at least 64
     */
    ReplayWindow(int size) {
        assert size >= Long.SIZE && Integer.bitCount(size) == 1 : "window of " + size;
        this.size = size;
        bits = new long[size / Long.SIZE];
    }

    /** The highest index marked, -1 before the first. */
    long highest() {
        return highest;
    }

    /** Whether the index is new; changes nothing. */
    Drop check(long index) {
        if (index > highest) return Drop.NONE;
        if (highest - index >= size) return Drop.TOO_OLD;
        return (bits[word(index)] & 1L << index) != 0 ? Drop.REPLAYED : Drop.NONE;
    }

    /** Marks an index for which {@link #check} said {@link Drop#NONE}. */
    void mark(long index) {
        if (index > highest) advance(index);
        bits[word(index)] |= 1L << index;
    }

    private void advance(long index) {
        long first = Math.max(highest + 1, index - size + 1);
        for (long between = first; between <= index; between++) {
            bits[word(between)] &= ~(1L << between);
        }
        highest = index;
    }

    private int word(long index) {
        return (int) (index & size - 1) / Long.SIZE;
    }
}
