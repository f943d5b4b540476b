package io.cardea.rtc.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReplayWindowTest {
    private static final int SIZE = 128;

    private final ReplayWindow window = new ReplayWindow(SIZE);

    @Test
    void itKnowsWhatItHasSeenAndForgetsTheRest() {
        var random = new Random(8);
        Set<Long> seen = new HashSet<>();
        long highest = -1;
        for (int i = 0; i < 100_000; i++) {
            // Mostly around the newest, now and then far ahead.
            int step = random.nextInt(50) == 0 ? 3 * SIZE : 8;
            long index =
                    Math.max(0, highest - random.nextInt(2 * SIZE) + random.nextInt(step) + SIZE);
            if (random.nextInt(3) == 0) index = highest + 1 + random.nextInt(step);

            Drop expected = Drop.NONE;
            if (highest - index >= SIZE) {
                expected = Drop.TOO_OLD;
            } else if (seen.contains(index)) {
                expected = Drop.REPLAYED;
            }
            assertEquals(expected, window.check(index), "index " + index + " of " + highest);

            if (expected == Drop.NONE) {
                window.mark(index);
                seen.add(index);
                highest = Math.max(highest, index);
            }
            assertEquals(highest, window.highest());
        }
    }

    @Test
    void aJumpLeavesNothingOfThePastInTheWindow() {
        window.mark(5);
        window.mark(5 + SIZE + 10);

        assertEquals(Drop.NONE, window.check(5 + SIZE));
    }
}
