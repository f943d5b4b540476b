package io.cardea.rtc.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When what is sent has to keep to the estimate. */
final class FullPathTest {
    private static final long MS = 1_000_000L;
    private static final long BEGAN = 5_000 * MS;

    private final FullPath full = new FullPath();

    @Test
    void untilThePathIsFoundFullAllThatArrivesCounts() {
        assertFalse(full.isKnown());
        assertEquals(2_000_000, full.carried(2_000_000, BEGAN));
        full.troubled(BEGAN);
        assertFalse(full.isKnown());
    }

    @Test
    void afterwardsItCountsOnceThereIsCalm() {
        full.found(1_000_000, BEGAN);
        assertEquals(0, full.carried(1_050_000, BEGAN + 900 * MS));
        assertEquals(1_000_000, full.carried(1_050_000, BEGAN + FullPath.CALM_NANOS));
        full.troubled(BEGAN + FullPath.CALM_NANOS);
        assertEquals(0, full.carried(1_050_000, BEGAN + FullPath.CALM_NANOS + 100 * MS));
        assertTrue(full.isKnown());
    }

    @Test
    void moreThanThatShowsThatItIsNotFull() {
        full.found(1_000_000, BEGAN);
        assertEquals(0, full.carried(1_200_000, BEGAN + 900 * MS));
        assertEquals(1_200_000, full.carried(1_200_000, BEGAN + FullPath.CALM_NANOS));
        assertFalse(full.isKnown());

        full.found(1_000_000, BEGAN);
        full.probed(1_050_000);
        assertTrue(full.isKnown());
        full.probed(1_200_000);
        assertFalse(full.isKnown());
    }

    @Test
    void nearlyAsMuchForLongDoesToo() {
        full.found(1_000_000, BEGAN);
        full.carried(950_000, BEGAN + FullPath.LASTING_NANOS - MS);
        assertTrue(full.isKnown());
        full.carried(950_000, BEGAN + FullPath.LASTING_NANOS);
        assertFalse(full.isKnown());
    }

    @Test
    void littleShowsNothing() {
        full.found(1_000_000, BEGAN);
        full.carried(300_000, BEGAN + 60_000 * MS);
        assertTrue(full.isKnown());
    }
}
