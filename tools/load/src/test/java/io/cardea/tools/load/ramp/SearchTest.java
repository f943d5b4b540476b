package io.cardea.tools.load.ramp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SearchTest {
    private final List<Integer> tried = new ArrayList<>();

    private int search(Search.Range range, int capacity) {
        var search = new Search(range);
        for (OptionalInt next = search.next(); next.isPresent(); next = search.next()) {
            int level = next.getAsInt();
            assertTrue(!tried.contains(level), () -> level + " again, after " + tried);
            tried.add(level);
            if (level <= capacity) {
                search.took();
            } else {
                search.failed();
            }
        }
        return search.best();
    }

    @Test
    void risesThenHalves() {
        int best = search(new Search.Range(50, 1000, 2, 0.05), 230);
        assertEquals(List.of(50, 100, 200, 400, 300, 250, 225, 237, 231), tried);
        assertEquals(225, best);
    }

    @Test
    void fallsWhenTheFirstIsTooMuch() {
        assertEquals(7, search(new Search.Range(50, 1000, 2, 0.001), 7));
        assertEquals(List.of(50, 25, 12, 6, 9, 7, 8), tried);
    }

    @Test
    void theHighestIsEnough() {
        assertEquals(120, search(new Search.Range(50, 120, 2, 0.05), 1000));
        assertEquals(List.of(50, 100, 120), tried);
    }

    @Test
    void perhapsNoneIsGood() {
        assertEquals(0, search(new Search.Range(4, 100, 2, 0.05), 0));
        assertEquals(List.of(4, 2, 1), tried);
    }

    @Test
    void everyCapacityIsFoundWithinTheResolution() {
        for (int capacity = 1; capacity < 3000; capacity += 7) {
            tried.clear();
            int best = search(new Search.Range(40, 5000, 1.5, 0.05), capacity);
            assertTrue(best <= capacity && capacity - best <= Math.max(1, best * 0.05));
            assertTrue(tried.size() < 25, tried::toString);
        }
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Search.Range(10, 5, 2, 0.05));
        assertThrows(IllegalArgumentException.class, () -> new Search.Range(1, 5, 1, 0.05));
        assertThrows(IllegalArgumentException.class, () -> new Search.Range(1, 5, 2, 0));
    }
}
