package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class TurnTimesTest {
    private final TurnTimes times = new TurnTimes();

    @Test
    void anEmptyOneTellsNothing() {
        assertEquals(0, times.quantileNanos(0.99));
        assertEquals(0, times.longestNanos());
    }

    @Test
    void quantilesAreAtMostAnEighthTooMuch() {
        Random random = new Random(1);
        long[] all = random.longs(10_000, 1, 100_000_000).toArray();
        for (long nanos : all) {
            times.add(nanos);
        }
        Arrays.sort(all);
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.9999, 1}) {
            long exact = all[(int) Math.ceil(share * all.length) - 1];
            long told = times.quantileNanos(share);
            assertTrue(told >= exact && told <= exact + exact / 8, share + ": " + told);
        }
        assertEquals(all[all.length - 1], times.longestNanos());
        assertEquals(Arrays.stream(all).sum(), times.busyNanos());
    }

    @Test
    void theHistogramLeavesOutNothing() {
        new Random(2).longs(1_000, 1, 100_000_000).forEach(times::add);

        SequencedMap<Long, Long> steps = times.histogram();

        assertEquals(1_000, steps.values().stream().mapToLong(Long::longValue).sum());
        assertEquals(times.longestNanos(), steps.lastEntry().getKey());
        assertEquals(steps.keySet().stream().sorted().toList(), List.copyOf(steps.keySet()));
    }

    @Test
    void takesAnyTime() {
        for (long nanos : new long[] {-1, 0, 1, 7, 8, 9, 1L << 40, Long.MAX_VALUE}) {
            times.add(nanos);
        }
        assertEquals(8, times.turns());
        assertEquals(Long.MAX_VALUE, times.longestNanos());
        assertEquals(Long.MAX_VALUE, times.quantileNanos(1));
    }

    @Test
    void loopsAddUp() {
        times.add(1_000);
        TurnTimes other = new TurnTimes();
        other.add(3_000);

        TurnTimes both = times.plus(other);

        assertEquals(2, both.turns());
        assertEquals(4_000, both.busyNanos());
        assertEquals(3_000, both.longestNanos());
        assertEquals("turns=1 median=1us p99=1us p99.99=1us longest=1us", times.toString());
    }
}
