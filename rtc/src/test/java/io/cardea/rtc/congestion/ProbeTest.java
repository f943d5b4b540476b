package io.cardea.rtc.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProbeTest {
    private static final long MS = 1_000_000L;
    private static final long S = 1_000 * MS;
    private static final int BYTES = 960;

    private final Probe probe = new Probe();
    private final List<Long> sent = new ArrayList<>();

    /** Sends it whole, as it asks for. */
    private void send(long targetBps) {
        probe.begin(1, targetBps, 0);
        while (!probe.isSent()) {
            sent.add(probe.dueNanos());
            probe.sent(BYTES, probe.dueNanos());
        }
    }

    private void arrive(int from, int to, long apartNanos) {
        for (int i = from; i < to; i++) {
            probe.arrived(sent.get(i), 50 * MS + (i - from) * apartNanos, BYTES);
        }
    }

    @Test
    void isSentAtItsRate() {
        send(960_000);
        assertEquals(10, sent.size());
        for (int i = 0; i < 10; i++) assertEquals(i * 8 * MS, sent.get(i));
        assertEquals(960, probe.packetBytes());
    }

    @Test
    void aFastRateTakesMorePackets() {
        send(7_680_000);
        assertEquals(20, sent.size());
        assertEquals(MS, sent.get(1));
    }

    @Test
    void aSlowRateTakesNotForEver() {
        send(100_000);
        assertEquals(480, probe.packetBytes());
    }

    @Test
    void whatPassesAsABurstAtFirstDoesNotCount() {
        send(960_000);
        arrive(0, 5, 8 * MS);
        for (int i = 5; i < 10; i++) {
            probe.arrived(sent.get(i), 82 * MS + (i - 4) * 24 * MS, BYTES);
        }
        assertEquals(0.95 * 320_000, probe.result(), 10_000);
    }

    @Test
    void whatArrivesAsItWasSentShowsTheSendersRate() {
        send(960_000);
        arrive(0, 10, 8 * MS);
        assertEquals(960_000, probe.result(), 1_000);
    }

    @Test
    void whatArrivesMoreSlowlyShowsThePath() {
        send(960_000);
        arrive(0, 10, 16 * MS);
        assertEquals(0.95 * 480_000, probe.result(), 1_000);
    }

    @Test
    void whatArrivesFasterShowsNoMoreThanWasSent() {
        send(960_000);
        arrive(0, 10, 5 * MS);
        assertEquals(960_000, probe.result(), 1_000);
        send(960_000);
        arrive(0, 10, 3 * MS);
        assertEquals(0, probe.result(), "so fast cannot be");
    }

    @Test
    void mostOfItMustArrive() {
        send(960_000);
        arrive(0, 7, 8 * MS);
        assertEquals(0, probe.result());
        arrive(7, 8, 8 * MS);
        assertTrue(probe.result() > 0);
    }

    @Test
    void whatIsSentInOneInstantShowsNothing() {
        probe.begin(1, 960_000, 0);
        for (int i = 0; i < 10; i++) {
            probe.sent(BYTES, S);
            probe.arrived(S, S + i * 8 * MS, BYTES);
        }
        assertEquals(0, probe.result());
    }

    @Test
    void burstsDoNotMakeItLookFaster() {
        probe.begin(1, 960_000, 0);
        for (int i = 0; i < 10; i++) {
            long then = i / 2 * 16 * MS;
            probe.sent(BYTES, then);
            probe.arrived(then, 50 * MS + then, BYTES);
        }
        assertEquals(960_000, probe.result(), 1_000);
    }

    @Test
    void aLateSenderDoesNotCatchUpAtOnce() {
        probe.begin(1, 960_000, 0);
        probe.sent(BYTES, 100 * MS);
        assertEquals(88 * MS, probe.dueNanos());
    }

    // ---- When ----

    private final Probing probing = new Probing();
    private long now = 10 * S;

    private void complete() {
        assertTrue(probing.isSending());
        while (probing.isSending()) {
            now = Math.max(now, probing.probe().dueNanos());
            probing.sent(BYTES, now);
            probing.arrived(probing.probe().id(), now, now + 50 * MS, BYTES);
        }
    }

    private void allow(long desiredBps) {
        probing.possible(true);
        probing.desired(desiredBps);
    }

    @Test
    void beginsAtThreeTimesAndDoublesWithEachSuccess() {
        allow(3_000_000);
        probing.expire(true, 300_000, now);
        assertEquals(900_000, probing.probe().targetBps());
        complete();
        assertEquals(900_000, probing.takeResult(300_000), 20_000);
        assertEquals(0, probing.takeResult(300_000), "once");
        probing.expire(true, 900_000, now);
        assertEquals(1_800_000, probing.probe().targetBps());
        complete();
        probing.takeResult(900_000);
        probing.expire(true, 1_800_000, now);
        assertEquals(3_000_000, probing.probe().targetBps());
    }

    @Test
    void waitsFiveSecondsAfterOneThatFoundNothing() {
        allow(3_000_000);
        probing.expire(true, 300_000, now);
        complete();
        now += S;
        probing.expire(true, 300_000, now); // no result came: once more
        long began = now;
        complete();
        now += S;
        probing.expire(true, 300_000, now);
        assertFalse(probing.isSending(), "but not for ever");
        assertEquals(began + Probing.INTERVAL_NANOS, probing.nextDeadlineNanos(true, 300_000));
        probing.expire(true, 300_000, began + Probing.INTERVAL_NANOS - 1);
        assertFalse(probing.isSending());
        probing.expire(true, 300_000, began + Probing.INTERVAL_NANOS);
        assertEquals(600_000, probing.probe().targetBps());
    }

    @Test
    void triesTheFormerRateOnceAfterALargeDrop() {
        allow(3_000_000);
        probing.expire(true, 2_000_000, now);
        complete();
        probing.takeResult(2_900_000);
        probing.lowered(2_900_000, 2_400_000, now);
        probing.lowered(2_400_000, 500_000, now + 100 * MS);
        probing.expire(true, 500_000, now + 1_500 * MS);
        assertFalse(probing.isSending(), "not at once");
        probing.expire(true, 500_000, now + 1_600 * MS);
        assertEquals(2_465_000, probing.probe().targetBps());
    }

    @Test
    void doesNothingWhereItCannotOrNeedNot() {
        probing.desired(3_000_000);
        probing.expire(true, 300_000, now);
        assertFalse(probing.isSending(), "no padding");
        allow(310_000);
        probing.expire(true, 300_000, now);
        assertFalse(probing.isSending(), "hardly more is desired");
        assertEquals(Long.MAX_VALUE, probing.nextDeadlineNanos(true, 300_000));
        allow(3_000_000);
        probing.expire(false, 300_000, now);
        assertFalse(probing.isSending(), "the queue grows");
        assertEquals(Long.MAX_VALUE, probing.nextDeadlineNanos(false, 300_000));
    }

    @Test
    void givesUpWhatIsNotSent() {
        allow(3_000_000);
        probing.expire(true, 300_000, now);
        probing.expire(true, 300_000, now + 500 * MS);
        assertFalse(probing.isSending());
        assertEquals(0, probing.takeResult(300_000));
    }

    // ---- Pacing ----

    @Test
    void aBurstGoesAtOnceAndTheRestAtTwoAndAHalfTimesTheEstimate() {
        Pacing pacing = new Pacing();
        assertTrue(pacing.isOpen(now));
        pacing.limit(400_000); // a packet of 1250 bytes takes 10 ms
        pacing.sent(1_250, now);
        assertFalse(pacing.isOpen(now));
        assertFalse(pacing.isOpen(now + 4 * MS));
        assertTrue(pacing.isOpen(now + 5 * MS));
        assertEquals(now + 10 * MS, pacing.freeNanos());
        pacing.sent(500, now + 5 * MS);
        assertEquals(now + 14 * MS, pacing.freeNanos());
        pacing.sent(1_250, now + 100 * MS);
        assertEquals(now + 110 * MS, pacing.freeNanos(), "what was not used is gone");
    }

    @Test
    void whatIsSentRegardlessBlocksForHalfASecondAtMost() {
        Pacing pacing = new Pacing();
        pacing.limit(30_000);
        for (int i = 0; i < 1_000; i++) pacing.sent(1_250, now);
        assertEquals(now + 500 * MS, pacing.freeNanos());
    }
}
