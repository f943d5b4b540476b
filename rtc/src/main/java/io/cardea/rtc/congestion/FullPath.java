package io.cardea.rtc.congestion;

/**
 * Whether the path has been found full, and at which rate: only then what is sent has to keep to
 * the estimate.
 *
 * <p>Belongs to one loop. Before that an estimate says how much is known to fit, not how much does;
 * to hold back a stream by it would be delay and loss that the path does not have. Once found full,
 * the path stays so until it is seen to carry more, or nearly as much for {@value #LASTING_NANOS}
 * ns without trouble: then it was a false alarm, or the path is another one.
 */
final class FullPath {
    /** Without trouble for so long, what arrives may be counted on again. */
    static final long CALM_NANOS = 1_000_000_000L;

    static final long LASTING_NANOS = 3_000_000_000L;

    private static final double NEARLY = 0.9;
    private static final double MORE = 1.1;

    private long fullBps;
    private long troubledNanos;

    /** The path was full with that much arriving. */
    void found(long bitsPerSecond, long nowNanos) {
        fullBps = Math.max(1, bitsPerSecond);
        troubledNanos = nowNanos;
    }

    /** There is a queue, here or on the path. */
    void troubled(long nowNanos) {
        troubledNanos = nowNanos;
    }

    boolean isKnown() {
        return fullBps > 0;
    }

    /**
     * That much has arrived.
     *
     * @return how much of it counts, in bit/s: after trouble nothing, since it may have filled a
     *     queue
     */
    long carried(long bitsPerSecond, long nowNanos) {
        if (fullBps == 0) return bitsPerSecond;
        long calm = nowNanos - troubledNanos;
        if (calm < CALM_NANOS) return 0;
        boolean nearly = bitsPerSecond >= NEARLY * fullBps;
        if (nearly && calm >= LASTING_NANOS) fullBps = 0;
        probed(bitsPerSecond);
        return fullBps == 0 ? bitsPerSecond : Math.min(bitsPerSecond, fullBps);
    }

    /** A probe has found that so much fits. */
    void probed(long bitsPerSecond) {
        if (bitsPerSecond > MORE * fullBps) fullBps = 0;
    }
}
