package io.cardea.tools.load.peer;

/** Loss by chance, the same each time for the same peer. Belongs to a loop. */
final class Loss {
    private final long threshold;
    private long state;

    Loss(double percent, int seed) {
        threshold = (long) (percent / 100 * (1L << 32));
        state = seed * 0x9E37_79B9_7F4A_7C15L | 1;
    }

    /** Whether the next packet is lost. */
    boolean takes() {
        if (threshold == 0) return false;
        state ^= state << 13; // xorshift, after Marsaglia
        state ^= state >>> 7;
        state ^= state << 17;
        return (state >>> 32) < threshold;
    }
}
