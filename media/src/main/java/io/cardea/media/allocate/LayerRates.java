package io.cardea.media.allocate;

/**
 * What the layers of a track took lately, in bit/s.
 *
 * <p>Never changes: any thread may read it. A layer is a simulcast substream, or an SVC spatial
 * layer by itself, without those below it; 0 is the lowest.
 */
public final class LayerRates {
    /** Layers told apart; what is above counts as the highest. */
    public static final int MAX_LAYERS = 4;

    /** Temporal layers told apart; what is above counts as the highest. */
    public static final int MAX_TEMPORAL = 4;

    /** Older ones say nothing any more: the track is silent. */
    public static final long STALE_NANOS = 5_000_000_000L;

    /** Nothing has been measured, or not for long enough. */
    public static final LayerRates UNKNOWN =
            new LayerRates(new long[MAX_LAYERS * MAX_TEMPORAL], 0, false);

    private final long[] bps;
    private final long measuredNanos;
    private final boolean known;

    /**
     * @param bps by layer and temporal layer, each by itself; becomes this object's
     */
    LayerRates(long[] bps, long measuredNanos) {
        this(bps, measuredNanos, true);
    }

    private LayerRates(long[] bps, long measuredNanos, boolean known) {
        this.bps = bps;
        this.measuredNanos = measuredNanos;
        this.known = known;
    }

    /** Whether this says anything about that time. */
    public boolean isKnown(long nowNanos) {
        return known && nowNanos - measuredNanos < STALE_NANOS;
    }

    /** Whether anything came of that layer. */
    public boolean isAlive(int layer) {
        return bps(layer, 0) > 0;
    }

    /** Temporal layers that came of that layer; 1 where there are none to tell apart. */
    public int temporalLayers(int layer) {
        int count = MAX_TEMPORAL;
        while (count > 1 && bps[layer * MAX_TEMPORAL + count - 1] == 0) count--;
        return count;
    }

    /** A layer with its temporal layers up to that one. */
    public long bps(int layer, int temporal) {
        long sum = 0;
        for (int t = 0; t <= Math.min(temporal, MAX_TEMPORAL - 1); t++) {
            sum += bps[layer * MAX_TEMPORAL + t];
        }
        return sum;
    }

    /** A layer with all its temporal layers. */
    public long bps(int layer) {
        return bps(layer, MAX_TEMPORAL - 1);
    }

    /** Everything. */
    public long total() {
        long sum = 0;
        for (long one : bps) {
            sum += one;
        }
        return sum;
    }
}
