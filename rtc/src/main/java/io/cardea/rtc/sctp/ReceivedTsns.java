package io.cardea.rtc.sctp;

import java.util.Arrays;

/**
 * Which TSNs have come: a cumulative one, and a bitmap of {@value #WINDOW} beyond it.
 *
 * <p>What lies beyond the window is refused; the peer sends it again when the gap has closed. TSNs
 * are unwrapped to longs.
 */
final class ReceivedTsns {
    static final int WINDOW = 8_192;

    /** Gap blocks in one SACK; what they leave out is reported by a later one. */
    static final int MAX_GAP_BLOCKS = 64;

    private static final int MASK = WINDOW - 1;

    private final long[] bits = new long[WINDOW / Long.SIZE];
    private long cumulative;
    private long highest;

    ReceivedTsns(int initialTsn) {
        cumulative = (1L << 32) + (initialTsn & 0xFFFF_FFFFL) - 1;
        highest = cumulative;
    }

    long cumulative() {
        return cumulative;
    }

    long unwrap(int tsn) {
        return Wire.unwrap32(tsn, cumulative);
    }

    boolean hasGaps() {
        return highest > cumulative;
    }

    boolean isInWindow(long tsn) {
        return tsn <= cumulative + WINDOW;
    }

    boolean contains(long tsn) {
        return tsn <= cumulative || tsn <= highest && isSet(tsn);
    }

    /** Takes a TSN that is in the window and not contained. */
    void add(long tsn) {
        assert isInWindow(tsn) && !contains(tsn) : "TSN is not new";
        bits[slot(tsn)] |= 1L << tsn;
        highest = Math.max(highest, tsn);
        advance();
    }

    /** Everything up to here counts as received (RFC 3758). */
    void skipTo(long tsn) {
        if (tsn - cumulative >= WINDOW) {
            Arrays.fill(bits, 0);
            cumulative = tsn;
        }
        while (cumulative < tsn) clear(++cumulative);
        highest = Math.max(highest, tsn);
        advance();
    }

    /** Appends gap blocks, relative to the cumulative TSN; returns how many. */
    int writeGaps(ChunkBuilder chunk, int maxBlocks) {
        int blocks = 0;
        long tsn = cumulative + 1;
        while (tsn <= highest && blocks < maxBlocks) {
            while (!isSet(tsn)) tsn++;
            long start = tsn;
            while (tsn <= highest && isSet(tsn)) tsn++;
            chunk.u16((int) (start - cumulative)).u16((int) (tsn - 1 - cumulative));
            blocks++;
        }
        return blocks;
    }

    private void advance() {
        while (cumulative < highest && isSet(cumulative + 1)) clear(++cumulative);
    }

    private boolean isSet(long tsn) {
        return (bits[slot(tsn)] & 1L << tsn) != 0;
    }

    private void clear(long tsn) {
        bits[slot(tsn)] &= ~(1L << tsn);
    }

    private static int slot(long tsn) {
        return ((int) tsn & MASK) / Long.SIZE;
    }
}
