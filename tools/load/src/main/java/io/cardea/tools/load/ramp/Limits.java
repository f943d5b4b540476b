package io.cardea.tools.load.ramp;

import io.cardea.tools.load.measure.Figure;
import io.cardea.tools.load.measure.Run;

/**
 * What a run must keep within for its level to be good.
 *
 * @param lossPercent at most
 * @param latencyMillis p99, at most
 */
public record Limits(double lossPercent, double latencyMillis) {
    public Limits {
        if (lossPercent < 0 || latencyMillis <= 0) {
            throw new IllegalArgumentException("limits out of range");
        }
    }

    /** Peers that failed are beyond any limit, and so is a run without a packet. */
    public boolean hold(Run run) {
        return run.figure(Figure.FAILED) == 0
                && run.figure(Figure.UP) == run.figure(Figure.WANTED)
                && run.figure(Figure.LOSS) <= lossPercent
                && run.figure(Figure.LATENCY_P99) <= latencyMillis;
    }
}
