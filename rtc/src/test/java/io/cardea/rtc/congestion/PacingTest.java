package io.cardea.rtc.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PacingTest {
    private static final long MILLI = 1_000_000;
    private static final long START = 5_000 * MILLI;
    private static final int ESTIMATE = 1_000_000; // 8 ms for a packet of 1000 bytes
    private static final int PACKET = 1_000;

    private final Pacing pacing = new Pacing();

    /** Sends packets whenever it is open; returns how many left in that time. */
    private int sendAll(long from, long nanos) {
        int sent = 0;
        for (long now = from; now < from + nanos; now += MILLI / 4) {
            while (pacing.isOpen(now)) {
                pacing.sent(PACKET, now);
                sent++;
            }
        }
        return sent;
    }

    @Test
    void withoutAnEstimateEverythingLeavesAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            assertTrue(pacing.isOpen(START));
            pacing.sent(PACKET, START);
        }
    }

    @Test
    void aSmallFrameNeedsNoTimer() {
        pacing.limit(ESTIMATE);
        assertTrue(pacing.isOpen(START));
        pacing.sent(PACKET, START); // 3.2 ms at two and a half times the estimate
        assertTrue(pacing.isOpen(START));
        pacing.sent(PACKET, START); // 6.4 ms, more than may be taken in advance
        assertFalse(pacing.isOpen(START));
        assertTrue(pacing.isOpen(pacing.freeNanos()));
    }

    @Test
    void aFrameIsFasterThanTheEstimate() {
        pacing.limit(ESTIMATE);
        // 40 ms of the estimate, sent in 16 ms: five packets.
        assertEquals(6, sendAll(START, 16 * MILLI), 1);
    }

    @Test
    void aLargeFrameGoesOnSlowly() {
        pacing.limit(ESTIMATE);
        sendAll(START, 500 * MILLI);

        // A second at 1.2 times a megabit, in packets of 8000 bits.
        assertEquals(150, sendAll(START + 500 * MILLI, 1_000 * MILLI), 3);
    }

    @Test
    void aPauseIsNotSavedUp() {
        pacing.limit(ESTIMATE);
        sendAll(START, 10 * MILLI);

        assertEquals(2, sendAll(START + 60_000 * MILLI, 1));
    }

    @Test
    void whatIsForcedOutDoesNotHoldUpForLong() {
        pacing.limit(ESTIMATE);
        for (int i = 0; i < 10_000; i++) {
            pacing.sent(PACKET, START);
        }

        assertTrue(pacing.freeNanos() <= START + 500 * MILLI);
    }
}
