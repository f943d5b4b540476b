package io.cardea.rtc.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SentPacketsTest {
    private final SentPackets sent = new SentPackets();

    @Test
    void remembersTheLastAcrossTheWrap() {
        for (int i = 0; i < 70_000; i++) sent.add(i & 0xFFFF, i % 1_000, i % 7, i);

        int last = 69_999 & 0xFFFF;
        int first = (70_000 - SentPackets.CAPACITY) & 0xFFFF;
        assertTrue(sent.has(last));
        assertEquals(69_999, sent.sentNanos(last));
        assertEquals(999, sent.bytes(last));
        assertEquals(69_999 % 7, sent.cluster(last));
        assertTrue(sent.has(first));
        assertFalse(sent.has(first - 1));
        assertFalse(sent.has(last + 1));
    }

    @Test
    void nothingIsKnownOfWhatWasNeverSent() {
        for (int i = 0; i < 0x1_0000; i++) assertFalse(sent.has(i));
    }

    @Test
    void aPacketArrivesOnceEvenAfterItWasLost() {
        sent.add(0xFFFF, 100, 0, 5);
        sent.lost(0xFFFF);
        assertTrue(sent.has(0xFFFF));
        assertTrue(sent.isLost(0xFFFF));

        sent.arrived(0xFFFF);

        assertFalse(sent.has(0xFFFF));
    }

    @Test
    void whatIsNotTrackedCountsWithTheNext() {
        sent.addUntracked(70);
        sent.addUntracked(80);
        sent.add(1, 1_000, 0, 5);
        sent.add(2, 1_000, 0, 5);

        assertEquals(1_150, sent.bytesWithUntracked(1));
        assertEquals(1_000, sent.bytes(1));
        assertEquals(1_000, sent.bytesWithUntracked(2));
    }
}
