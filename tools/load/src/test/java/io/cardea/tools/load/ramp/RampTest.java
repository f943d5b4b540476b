package io.cardea.tools.load.ramp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.tools.load.LoadException;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.measure.Ticks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RampTest {
    private static final Limits LIMITS = new Limits(1, 50);
    private final List<Integer> tried = new ArrayList<>();

    /** A server that loses or is late from some level on. */
    private Run at(int level, int losesFrom, int lateFrom) {
        tried.add(level);
        long lost = level >= losesFrom ? 20 : 0;
        return Ticks.run(tried.size(), "fake", level, 50, lost, level >= lateFrom ? 80_000 : 1000);
    }

    @Test
    void lossEndsIt() throws Exception {
        var ramp = new Ramp(level -> at(level, 90, 1000), LIMITS);
        ramp.search(new Search.Range(50, 500, 2, 0.1), 1);
        assertEquals(List.of(50, 100, 75, 87, 93), tried);
        assertEquals(87, ramp.best().orElseThrow().level());
        assertEquals(5, ramp.runs().size());
    }

    @Test
    void latencyEndsItAsWell() throws Exception {
        var ramp = new Ramp(level -> at(level, 1000, 60), LIMITS);
        ramp.search(new Search.Range(50, 500, 2, 0.5), 1);
        assertEquals(50, ramp.best().orElseThrow().level());
    }

    @Test
    void aLevelMayFailOnce() throws Exception {
        var ramp = new Ramp(level -> at(level, tried.size() == 1 ? 0 : 150, 1000), LIMITS);
        ramp.search(new Search.Range(50, 100, 2, 0.1), 2);
        assertEquals(List.of(50, 100, 100), tried);
        assertEquals(100, ramp.best().orElseThrow().level());
    }

    @Test
    void aLevelThatCannotBeSetUpIsBad() throws Exception {
        var ramp =
                new Ramp(
                        level -> {
                            if (level > 60) throw new LoadException("no more");
                            return at(level, 1000, 1000);
                        },
                        LIMITS);
        ramp.search(new Search.Range(50, 100, 2, 0.5), 1);
        assertEquals(50, ramp.best().orElseThrow().level());
        assertEquals("level 75: no more", ramp.trouble().orElseThrow());
    }

    @Test
    void aServerThatIsNotThereIsSaid() {
        var ramp =
                new Ramp(
                        level -> {
                            throw new LoadException("nobody there");
                        },
                        LIMITS);
        assertThrows(LoadException.class, () -> ramp.search(new Search.Range(50, 100, 2, 0.5), 2));
    }

    @Test
    void limitsIncludeTheirBounds() {
        assertTrue(LIMITS.hold(Ticks.run(1, "x", 1, 5, 10, 1000)));
        assertFalse(LIMITS.hold(Ticks.run(1, "x", 1, 5, 11, 1000)));
        assertFalse(LIMITS.hold(Ticks.run(1, "x", 1, 5, 0, 51_000)));
    }
}
