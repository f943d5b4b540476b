package io.cardea.rtc.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SentBitrateTest {
    private static final long MILLI = 1_000_000;

    private final SentBitrate sent = new SentBitrate();

    @Test
    void nothingWasSentAtFirst() {
        assertEquals(0, sent.bitsPerSecond(7_000 * MILLI));
    }

    @Test
    void anEvenStreamIsItsRate() {
        for (long now = 0; now < 2_000 * MILLI; now += 10 * MILLI) {
            sent.add(1_250, now); // a megabit a second
        }

        assertEquals(1_000_000, sent.bitsPerSecond(2_000 * MILLI), 20_000);
    }

    @Test
    void anotherRateIsKnownAfterHalfASecond() {
        for (long now = 0; now < 3_000 * MILLI; now += 10 * MILLI) {
            sent.add(now < 2_000 * MILLI ? 1_250 : 125, now);
        }

        assertEquals(100_000, sent.bitsPerSecond(3_000 * MILLI), 5_000);
    }

    @Test
    void whatIsLongAgoDoesNotCount() {
        sent.add(100_000, 1_000 * MILLI);

        assertEquals(0, sent.bitsPerSecond(1_700 * MILLI));
        assertEquals(0, sent.bitsPerSecond(900_000 * MILLI));
    }

    @Test
    void timeMayBeginBelowZero() {
        for (long now = -1_000 * MILLI; now < 500 * MILLI; now += 10 * MILLI) {
            sent.add(1_250, now);
        }

        assertEquals(1_000_000, sent.bitsPerSecond(500 * MILLI), 20_000);
    }
}
