package io.cardea.rtc.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Rates from what the detector and the losses say. */
final class RateControlTest {
    private static final long MS = 1_000_000L;
    private static final CongestionSettings SETTINGS = CongestionSettings.defaults();

    private final RateControl rate = new RateControl(SETTINGS);
    private long now = 1_000 * MS;

    /** What arrives: that much, for long enough. */
    private static AcknowledgedBitrate arriving(long bps) {
        AcknowledgedBitrate arriving = new AcknowledgedBitrate();
        for (int i = 0; i < 1_000; i++) arriving.add((int) (bps / 800), i * 10 * MS);
        return arriving;
    }

    private void update(Usage usage, long arrivingBps, int times) {
        AcknowledgedBitrate arriving = arriving(arrivingBps);
        for (int i = 0; i < times; i++) {
            now += 100 * MS;
            rate.update(usage, arriving, 100 * MS, now);
        }
    }

    @Test
    void whatArrivesIsMeasured() {
        assertEquals(500_000, arriving(500_000).bitsPerSecond(), 5_000);
        assertEquals(0, new AcknowledgedBitrate().bitsPerSecond());
    }

    @Test
    void aSuddenFallShowsInTheLowRateFirst() {
        AcknowledgedBitrate arriving = arriving(3_000_000);
        for (int i = 1; i <= 50; i++) arriving.add(375, (9_990 + i * 10) * MS);

        assertEquals(300_000, arriving.lowBitsPerSecond(), 30_000);
        assertTrue(arriving.bitsPerSecond() > 400_000, "" + arriving.bitsPerSecond());
    }

    @Test
    void silenceDoesNotCount() {
        AcknowledgedBitrate arriving = arriving(500_000);
        for (int i = 0; i < 20; i++) {
            arriving.add(625, (20_000 + i * 400) * MS);
        }

        assertEquals(500_000, arriving.bitsPerSecond(), 5_000);
    }

    @Test
    void growsByEightPercentASecondAtFirst() {
        update(Usage.NORMAL, 10_000_000, 1);
        update(Usage.NORMAL, 10_000_000, 10);
        assertEquals(324_000, rate.bitsPerSecond(), 500);
    }

    @Test
    void growsNoFurtherThanOneAndAHalfOfWhatArrives() {
        update(Usage.NORMAL, 300_000, 600);
        assertEquals(460_000, rate.bitsPerSecond(), 5_000);
    }

    @Test
    void fallsTo85PercentOfWhatArrivesAndGrowsSlowlyFromThere() {
        rate.replace(1_200_000, now);
        update(Usage.OVERUSING, 1_000_000, 1);
        assertEquals(850_000, rate.bitsPerSecond(), 10_000);

        update(Usage.NORMAL, 1_000_000, 11);
        long grown = rate.bitsPerSecond() - 850_000;
        assertTrue(grown > 10_000 && grown < 50_000, grown + " in a second");
    }

    @Test
    void doesNotFallTwiceWithinARoundTrip() {
        rate.replace(1_200_000, now);
        AcknowledgedBitrate arriving = arriving(1_000_000);
        rate.update(Usage.OVERUSING, arriving, 100 * MS, now);
        long once = rate.bitsPerSecond();
        rate.replace(1_100_000, now);
        rate.update(Usage.OVERUSING, arriving, 100 * MS, now + 99 * MS);
        assertEquals(1_100_000, rate.bitsPerSecond());
        rate.update(Usage.OVERUSING, arriving, 100 * MS, now + 100 * MS);
        assertEquals(once, rate.bitsPerSecond());
    }

    @Test
    void growsFastAgainWhereThePathCarriesMoreThanBefore() {
        rate.replace(400_000, now);
        update(Usage.OVERUSING, 300_000, 1);
        update(Usage.NORMAL, 1_000_000, 20);
        update(Usage.NORMAL, 1_000_000, 100);
        assertTrue(rate.bitsPerSecond() > 500_000, "" + rate.bitsPerSecond());
    }

    @Test
    void holdsWhileTheQueueDrains() {
        update(Usage.UNDERUSING, 1_000_000, 50);
        assertEquals(SETTINGS.startBps(), rate.bitsPerSecond());
    }

    @Test
    void settingsMustBeInOrder() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new CongestionSettings(1_000, 300_000, 10_000_000));
        assertThrows(
                IllegalArgumentException.class,
                () -> new CongestionSettings(300_000, 200_000, 10_000_000));
        assertThrows(
                IllegalArgumentException.class,
                () -> new CongestionSettings(30_000, 300_000, 200_000));
        assertThrows(
                IllegalArgumentException.class,
                () -> new CongestionSettings(30_000, 300_000, Long.MAX_VALUE));
    }

    // ---- Losses ----

    private final LossBased loss = new LossBased(SETTINGS);

    private void lose(int lost, int expected, int times) {
        for (int i = 0; i < times; i++) {
            now += 1_000 * MS;
            loss.add(lost, expected, Math.min(1_000_000, loss.bitsPerSecond()), 100 * MS, now);
        }
    }

    @Test
    void moderateLossLimitsNothing() {
        lose(4, 50, 60);
        assertEquals(SETTINGS.maxBps(), loss.bitsPerSecond());
        assertEquals(0.08, loss.fraction(), 0.001);
    }

    @Test
    void heavyLossLimitsByHalfOfItself() {
        lose(10, 50, 1);
        assertEquals(900_000, loss.bitsPerSecond(), 1_000);
        lose(10, 50, 1);
        assertEquals(810_000, loss.bitsPerSecond(), 1_000);
        lose(2, 50, 10);
        assertEquals(765_000, loss.bitsPerSecond(), 10_000, "its last half, then it stays");
    }

    @Test
    void theLimitRisesAgainWithoutLossAndByWhatArrived() {
        lose(10, 50, 1);
        lose(0, 50, 1);
        long low = loss.bitsPerSecond();
        lose(0, 50, 10);
        assertEquals(low * Math.pow(1.08, 10), loss.bitsPerSecond(), low * 0.1);
        loss.raise(3_000_000);
        assertEquals(3_000_000, loss.bitsPerSecond());
    }

    @Test
    void fewPacketsAreNotJudged() {
        lose(5, 10, 1);
        assertEquals(SETTINGS.maxBps(), loss.bitsPerSecond());
        lose(-5, 10, 1);
        assertEquals(0, loss.fraction(), "they had only been late");
    }

    // ---- Queues ----

    @Test
    void aLongQueueIsDrained() {
        StandingQueue queue = new StandingQueue();
        for (int i = 0; i < 100; i++) queue.add(i * MS, (i + 5_000) * MS, i * MS);
        assertEquals(1, queue.factor());
        for (int i = 100; i < 200; i++) queue.add(i * MS, (i + 6_500) * MS, i * MS);
        assertEquals(0.4, queue.factor(), 0.01);
        for (int i = 200; i < 300; i++) queue.add(i * MS, (i + 5_100) * MS, i * MS);
        assertEquals(1, queue.factor());
    }

    @Test
    void aPathThatHasBecomeLongerIsNoQueueForEver() {
        StandingQueue queue = new StandingQueue();
        queue.add(0, 0, 0);
        for (int i = 0; i < 300; i++) queue.add(i * 100 * MS, (i * 100 + 800) * MS, i * 100 * MS);
        assertEquals(1, queue.factor());
        assertFalse(queue.nanos() > 10 * MS);
    }

    @Test
    void whatWasHardlyUsedSaysLittleOfThePath() {
        rate.replace(2_000_000, now);
        rate.sending(200_000);
        update(Usage.OVERUSING, 200_000, 1);

        assertEquals(1_700_000, rate.bitsPerSecond(), 10_000);
    }

    @Test
    void whileLittleIsSentReductionsTakeTheirTime() {
        rate.replace(2_000_000, now);
        rate.sending(200_000);
        update(Usage.OVERUSING, 200_000, 4);
        assertEquals(1_700_000, rate.bitsPerSecond(), 10_000);

        update(Usage.OVERUSING, 200_000, 1);
        assertEquals(1_445_000, rate.bitsPerSecond(), 10_000);
    }

    @Test
    void lessArrivingThanIsSentIsThePathsDoing() {
        rate.replace(2_000_000, now);
        rate.sending(600_000);
        update(Usage.OVERUSING, 300_000, 1);

        assertEquals(255_000, rate.bitsPerSecond(), 10_000);
    }
}
