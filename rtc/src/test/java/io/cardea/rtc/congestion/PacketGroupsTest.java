package io.cardea.rtc.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PacketGroupsTest {
    private static final long MS = 1_000_000L;

    private final PacketGroups groups = new PacketGroups();

    private boolean add(long sentMillis, long arrivalMillis) {
        return groups.add(sentMillis * MS, arrivalMillis * MS, arrivalMillis * MS);
    }

    @Test
    void measuresFromTheLastPacketOfOneGroupToThatOfTheNext() {
        assertFalse(add(0, 100));
        assertFalse(add(4, 107));
        assertFalse(add(20, 125), "there is only one group yet");
        assertFalse(add(23, 131));

        assertTrue(add(40, 150));

        assertEquals(19 * MS, groups.sendDeltaNanos());
        assertEquals(24 * MS, groups.arrivalDeltaNanos());
        assertEquals(131 * MS, groups.arrivalNanos());
    }

    @Test
    void whatArrivesTogetherIsOneGroupHoweverItWasSent() {
        add(0, 100);
        assertFalse(add(20, 300));
        assertFalse(add(40, 301));
        assertFalse(add(60, 303));

        assertTrue(add(80, 320));

        assertEquals(60 * MS, groups.sendDeltaNanos());
        assertEquals(203 * MS, groups.arrivalDeltaNanos());
    }

    @Test
    void aPacketOfAGroupBeforeIsLeftOut() {
        add(0, 100);
        add(20, 120);
        assertFalse(add(10, 125));

        assertTrue(add(40, 140));

        assertEquals(20 * MS, groups.arrivalDeltaNanos());
    }

    @Test
    void aJumpOfTheReceiversClockBeginsAnew() {
        add(0, 100);
        groups.add(20 * MS, 120 * MS, 120 * MS);
        assertFalse(groups.takeJump());
        groups.add(40 * MS, 9_140 * MS, 140 * MS);

        assertFalse(groups.add(60 * MS, 9_160 * MS, 160 * MS));

        assertTrue(groups.takeJump());
        assertFalse(groups.takeJump());
        assertFalse(groups.add(80 * MS, 9_180 * MS, 180 * MS));
        assertTrue(groups.add(100 * MS, 9_200 * MS, 200 * MS));
    }
}
