package io.cardea.rtc.congestion;

import static io.cardea.rtc.congestion.Path.MS;
import static io.cardea.rtc.congestion.Path.S;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimator on simulated paths: what it settles on, and how soon. */
final class BottleneckTest {
    private static final int SEEDS = 4;

    private static String told(int seed, Path path) {
        return "seed " + seed + ": " + path.estimate() + " of " + path.linkBps;
    }

    @ParameterizedTest
    @CsvSource({
        "300000, 0",
        "1000000, 0",
        "3000000, 0",
        "300000, 0.02",
        "1000000, 0.02",
        "3000000, 0.02"
    })
    void settlesNearWhatThePathCarries(long linkBps, double loss) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Path path = new Path(seed);
            path.linkBps = linkBps;
            path.loss = loss;

            path.run(6 * S);
            assertTrue(path.millisToReach(linkBps * 8 / 10, 0) < 3_000, told(seed, path));
            long before = path.delivered;
            path.run(30 * S);

            double used = 8.0 * (path.delivered - before) / 30 / linkBps;
            assertTrue(used > 0.8 * (1 - loss), "seed " + seed + " uses " + used);
            assertEquals(0.92, path.mean(30_000) / linkBps, 0.1, told(seed, path));
            assertTrue(path.least(30_000) > 0.5 * linkBps, told(seed, path));
            assertTrue(path.maxQueueDelayNanos < 350 * MS, "queue " + path.maxQueueDelayNanos);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {60, 100, 2_000})
    void settlesWhateverTheLengthOfTheQueue(long queueMillis) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Path path = new Path(seed);
            path.linkBps = 300_000;
            path.loss = 0.02;
            path.queueMillis = queueMillis;

            path.run(5 * S);
            long before = path.delivered;
            path.run(30 * S);

            double used = 8.0 * (path.delivered - before) / 30 / path.linkBps;
            assertTrue(used > 0.75, "seed " + seed + " uses " + used);
            assertTrue(path.least(30_000) > 150_000, told(seed, path));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 150_000})
    void climbsSoonWhenThePathOpens(long sendsAtMostBps) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Path path = new Path(seed);
            path.linkBps = 300_000;
            path.loss = 0.02;
            path.sendsAtMostBps = sendsAtMostBps;
            path.run(15 * S + seed * 1_300 * MS);

            path.linkBps = 3_000_000;
            int opened = path.history.size();
            path.run(8 * S);

            int millis = path.millisToReach(2_000_000, opened);
            assertTrue(millis < 8_000, "seed " + seed + ": " + millis);
        }
    }

    @Test
    void fallsSoonWhenThePathCloses() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Path path = new Path(seed);
            path.linkBps = 3_000_000;
            path.run(12 * S + seed * 700 * MS);

            path.linkBps = 300_000;
            int closed = path.history.size();
            path.run(6 * S);

            int millis = path.millisToFallTo(330_000, closed);
            assertTrue(millis <= 1_000, "seed " + seed + ": " + millis);
            path.maxQueueDelayNanos = 0;
            path.run(10 * S);
            assertTrue(path.maxQueueDelayNanos < 350 * MS, "queue " + path.maxQueueDelayNanos);
            assertTrue(path.mean(10_000) > 200_000, told(seed, path));
        }
    }

    @Test
    void drainsTheQueueThatADropHasLeft() {
        Path path = new Path(1);
        path.linkBps = 3_000_000;
        path.queueMillis = 10_000;
        path.run(12 * S);

        path.linkBps = 300_000;
        path.run(2 * S);
        assertTrue(path.queueDelayNanos > S, "the drop leaves " + path.queueDelayNanos);
        path.run(10 * S);

        assertTrue(path.queueDelayNanos < 500 * MS, "queue " + path.queueDelayNanos);
    }

    @Test
    void comesBackSoonAfterADropThatDidNotLast() {
        Path path = new Path(1);
        path.linkBps = 3_000_000;
        path.run(12 * S);

        path.linkBps = 300_000;
        path.run(S);
        path.linkBps = 3_000_000;
        int open = path.history.size();
        path.run(5 * S);

        int millis = path.millisToReach(2_000_000, open);
        assertTrue(millis < 3_500, "took " + millis);
    }

    @Test
    void neverProbesBeyondWhatIsDesired() {
        Path path = new Path(1);
        path.linkBps = 3_000_000;
        path.desiredBps = 700_000;

        path.run(30 * S);

        assertEquals(1, path.probeTargets.size(), "once there, nothing is left to find out");
        assertEquals(700_000, path.probeTargets.getFirst());
        assertTrue(path.estimate() > 600_000, told(1, path));
    }

    @Test
    void probesNothingWhileNothingIsDesiredOrNoPaddingCanBeSent() {
        Path modest = new Path(1);
        modest.desiredBps = 0;
        modest.run(10 * S);
        assertTrue(modest.probeTargets.isEmpty());

        Path unable = new Path(1);
        unable.estimator.padding(false);
        unable.run(20 * S);
        assertTrue(unable.probeTargets.isEmpty());
        assertTrue(unable.estimate() > 800_000, "grows all the same: " + unable.estimate());
    }

    @Test
    void probesTakeLittleWhereThereIsNoMore() {
        Path path = new Path(1);
        path.linkBps = 300_000;
        path.sendsAtMostBps = 200_000;

        path.run(60 * S);

        assertTrue(path.probeTargets.size() <= 14, path.probeTargets.size() + " probes");
        assertTrue(8 * path.probeBytes / 60 < 15_000, path.probeBytes + " bytes");
    }

    @Test
    void jitterIsNoCongestion() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Path path = new Path(seed);
            path.linkBps = 3_000_000;
            path.jitterMillis = 30;

            path.run(40 * S);

            assertTrue(path.least(39_000) > 290_000, told(seed, path));
            assertTrue(path.mean(20_000) > 1_500_000, "seed " + seed + ": " + path.mean(20_000));
        }
    }

    @Test
    void withoutFeedbackTheRateFallsSlowlyAndComesBack() {
        Path path = new Path(5);
        path.linkBps = 3_000_000;
        path.run(10 * S);
        long before = path.estimate();

        path.feedbackLost = true;
        path.run(4 * S);
        assertTrue(path.estimate() < 0.6 * before && path.estimate() > 0.3 * before);
        path.run(30 * S);
        assertEquals(CongestionSettings.defaults().minBps(), path.estimate());
        path.feedbackLost = false;
        path.run(8 * S);

        assertTrue(path.estimate() > 2_000_000, told(5, path));
    }

    @Test
    void nothingSentIsNothingToWaitFor() {
        Path path = new Path(5);
        path.linkBps = 3_000_000;
        path.run(10 * S);
        long before = path.estimate();

        path.desiredBps = 0;
        path.run(30 * S);

        assertTrue(path.estimate() > 0.9 * before, told(5, path));
    }

    @Test
    void staysWithinTheSettings() {
        Path path = new Path(6, new CongestionSettings(200_000, 400_000, 800_000));
        path.linkBps = 3_000_000;
        path.run(10 * S);
        assertEquals(800_000, path.estimate());

        path.linkBps = 100_000;
        path.run(10 * S);
        assertEquals(200_000, path.estimate());
    }

    @Test
    void replaysExactly() {
        Path one = new Path(9);
        Path other = new Path(9);
        one.jitterMillis = 5;
        other.jitterMillis = 5;

        assertEquals(one.run(10 * S).history, other.run(10 * S).history);
    }
}
