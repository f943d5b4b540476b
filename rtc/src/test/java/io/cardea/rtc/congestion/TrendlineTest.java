package io.cardea.rtc.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class TrendlineTest {
    private static final long MS = 1_000_000L;

    private final Trendline trendline = new Trendline();
    private long now = 1_000 * MS;

    private Usage add(double sendMillis, double arrivalMillis) {
        now += (long) (arrivalMillis * MS);
        trendline.add((long) (sendMillis * MS), (long) (arrivalMillis * MS), now, now);
        return trendline.usage();
    }

    @Test
    void aSteadyDelayIsNormal() {
        for (int i = 0; i < 500; i++) assertEquals(Usage.NORMAL, add(10, 10));
    }

    @Test
    void aGrowingQueueIsOveruse() {
        for (int i = 0; i < 60; i++) add(10, 10);
        int groups = 0;
        while (add(10, 12) != Usage.OVERUSING) {
            if (++groups > 60) throw new AssertionError("not noticed");
        }
        assertTrue(groups < 40, groups + " groups");
    }

    @Test
    void aShrinkingQueueIsUnderuse() {
        for (int i = 0; i < 60; i++) add(10, 10);
        Usage usage = Usage.NORMAL;
        for (int i = 0; i < 40 && usage == Usage.NORMAL; i++) usage = add(10, 8);
        assertEquals(Usage.UNDERUSING, usage);
    }

    @Test
    void oneLateGroupIsNothing() {
        for (int i = 0; i < 60; i++) add(10, 10);
        assertEquals(Usage.NORMAL, add(10, 30));
        assertEquals(Usage.NORMAL, add(30, 10));
        for (int i = 0; i < 60; i++) assertEquals(Usage.NORMAL, add(10, 10));
    }

    @Test
    void theThresholdRisesWithNoiseAndFallsBack() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) add(10, 10);
        double calm = trendline.threshold();
        for (int i = 0; i < 2_000; i++) add(10, 10 + random.nextGaussian() * 5);
        double noisy = trendline.threshold();
        for (int i = 0; i < 2_000; i++) add(10, 10);

        assertEquals(6, calm, 0.5);
        assertTrue(noisy > calm + 1, noisy + " after " + calm);
        assertEquals(6, trendline.threshold(), 0.5);
    }

    @Test
    void aResetForgetsTheTrend() {
        for (int i = 0; i < 60; i++) add(10, 14);
        trendline.reset();
        assertEquals(Usage.NORMAL, trendline.usage());
        for (int i = 0; i < 60; i++) assertEquals(Usage.NORMAL, add(10, 10));
    }
}
