package io.cardea.media.allocate;

/**
 * What can be sent of one stream, in order: each step is better than the one before and takes more.
 *
 * <p>The lowest layer begins with its lowest temporal layer. A higher one begins with half of its
 * frames: with less than that, the whole of a lower layer is the better picture. A layer that is
 * silent, or that takes no more than a better one, is no step. A stream without layers has one
 * step.
 *
 * <p>Mutable and reused; belongs to a loop.
 */
final class Ladder {
    static final int MAX_STEPS = LayerRates.MAX_LAYERS * LayerRates.MAX_TEMPORAL;

    private final int[] layers = new int[MAX_STEPS];
    private final int[] temporals = new int[MAX_STEPS];
    private final long[] bps = new long[MAX_STEPS];
    private int steps;

    /** Builds it anew from what was measured, up to what is wanted. */
    void build(LayerRates rates, boolean cumulative, int wantedLayer, int wantedTemporal) {
        steps = 0;
        for (int layer = 0; layer <= Math.min(wantedLayer, LayerRates.MAX_LAYERS - 1); layer++) {
            if (!rates.isAlive(layer)) continue;
            int top = Math.min(wantedTemporal, rates.temporalLayers(layer) - 1);
            int first = steps == 0 ? 0 : Math.max(0, top - 1);
            for (int t = first; t <= top; t++) {
                long own = rates.bps(layer, t);
                // With SVC a temporal layer is left out of all spatial layers.
                add(layer, t, cumulative ? own + lower(rates, layer, t) : own);
            }
        }
        if (steps == 0) lowestAbove(rates);
    }

    private static long lower(LayerRates rates, int layer, int temporal) {
        long sum = 0;
        for (int l = 0; l < layer; l++) {
            sum += rates.bps(l, temporal);
        }
        return sum;
    }

    /** Only layers above the wanted one are sent: the lowest of them, as a selector takes it. */
    private void lowestAbove(LayerRates rates) {
        for (int layer = 0; layer < LayerRates.MAX_LAYERS; layer++) {
            if (!rates.isAlive(layer)) continue;
            add(layer, rates.temporalLayers(layer) - 1, rates.bps(layer));
            return;
        }
    }

    /** One step, for what cannot be thinned. */
    void single(long total) {
        steps = 0;
        if (total > 0) add(LayerRates.MAX_LAYERS - 1, LayerRates.MAX_TEMPORAL - 1, total);
    }

    private void add(int layer, int temporal, long rate) {
        while (steps > 0 && bps[steps - 1] >= rate) steps--;
        layers[steps] = layer;
        temporals[steps] = temporal;
        bps[steps] = rate;
        steps++;
    }

    int steps() {
        return steps;
    }

    int layer(int step) {
        return layers[step];
    }

    int temporal(int step) {
        return temporals[step];
    }

    /** How good it is, for comparison between streams. */
    int rank(int step) {
        return layers[step] * LayerRates.MAX_TEMPORAL + temporals[step];
    }

    /** What is sent at that step; 0 for -1, nothing. */
    long bps(int step) {
        return step < 0 ? 0 : bps[step];
    }

    /** The highest step that is no better than these layers, at least 0. */
    int at(int layer, int temporal) {
        int rank = layer * LayerRates.MAX_TEMPORAL + temporal;
        int step = steps - 1;
        while (step > 0 && rank(step) > rank) step--;
        return step;
    }
}
