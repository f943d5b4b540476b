package io.cardea.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeapBoundTest {
    private static final long MIB = 1L << 20;

    @Test
    void aSmallHeapHasRoom() {
        assertEquals(HeapBound.LEAST_BYTES, HeapBound.bytes(20 * MIB, 8_000 * MIB));
    }

    @Test
    void theBoundGrowsWithWhatLives() {
        assertEquals(1_000 * MIB, HeapBound.bytes(500 * MIB, 8_000 * MIB));
    }

    @Test
    void thereIsNeverMoreThanTheMachineMayHave() {
        assertEquals(128 * MIB, HeapBound.bytes(20 * MIB, 128 * MIB));
        assertEquals(1_000 * MIB, HeapBound.bytes(900 * MIB, 1_000 * MIB));
    }
}
