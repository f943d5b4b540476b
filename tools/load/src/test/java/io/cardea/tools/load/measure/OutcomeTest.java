package io.cardea.tools.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private final Outcome outcome = new Outcome();

    private void add(double seconds, long lost, boolean steady) {
        outcome.add(
                Ticks.second(seconds, lost, 2000), steady, Optional.of(Ticks.server(seconds, 5)));
    }

    @Test
    void onlyTheSteadyPartCounts() {
        add(1, 500, false);
        add(2, 10, true);
        add(3, 30, true);
        add(3.3, 500, false);

        assertEquals(2, Figure.STEADY.of(outcome));
        assertEquals(2000, Figure.EXPECTED.of(outcome));
        assertEquals(2.0, Figure.LOSS.of(outcome));
        assertEquals(980, Figure.RECEIVE_RATE.of(outcome));
        assertEquals(2.0, Figure.LATENCY_P99.of(outcome), 0.01);
        assertEquals(5, Figure.SERVER_CPU.of(outcome), 1e-9);
        assertEquals(100_000 / 1960.0, Figure.SERVER_COST.of(outcome), 1e-9);
        assertEquals(19_600, Figure.SERVER_YIELD.of(outcome), 1e-6);
        assertEquals(12, Figure.SERVER_THREADS.of(outcome));
        assertEquals(0, Figure.SERVER_GROWTH.of(outcome), 1e-9);
        assertEquals(20, Figure.GENERATOR_CPU.of(outcome), 1e-9);
    }

    @Test
    void theWholeRunIsComparedWithTheServersCounts() {
        add(1, 0, false);
        add(2, 0, true);
        outcome.check(200, 1990);

        assertEquals(100.0 * 10 / 1990, Figure.DIFFERENCE_OUT.of(outcome), 1e-9);
        assertEquals(0, Figure.DIFFERENCE_IN.of(outcome));
    }

    @Test
    void onlyTurnsOfTheSteadyPartCount() {
        assertEquals(Double.NaN, Figure.TURN_MAX.of(outcome));
        outcome.turnTimes(
                Map.of(100.0, 50L, 50_000.0, 1L), Map.of(100.0, 1_049L, 8_000.0, 1L, 50_000.0, 1L));

        assertEquals(0.1, Figure.TURN_P99.of(outcome), 0.001);
        assertEquals(8, Figure.TURN_MAX.of(outcome), 0.01);
    }

    @Test
    void whatWasNotMeasuredIsNoNumber() {
        outcome.add(Ticks.second(1, 0, 2000), true, Optional.empty());

        assertTrue(Double.isNaN(Figure.SERVER_CPU.of(outcome)));
        assertTrue(Double.isNaN(Figure.SERVER_COST.of(outcome)));
        assertTrue(Double.isNaN(Figure.SERVER_RESIDENT.of(outcome)));
        assertTrue(Double.isNaN(Figure.SERVER_OUT.of(outcome)));
        assertTrue(Double.isNaN(Figure.SET_UP_P50.of(outcome)));
        assertEquals("–", Figure.SERVER_CPU.text(Double.NaN));
    }

    @Test
    void whoWasAtItsLimitIsToldByProcessorTime() {
        add(1, 0, true);
        assertEquals(Limit.NONE, outcome.limit(1, 2));
        var busy = new Outcome();
        busy.add(Ticks.second(1, 0, 2000), true, Optional.of(Ticks.server(1, 165)));
        assertEquals(Limit.MACHINE, busy.limit(1, 2));
        assertEquals(Limit.NONE, busy.limit(1, 4));
    }

    @Test
    void growthIsTheSlopeThroughAllPoints() {
        var slope = new Slope();
        assertTrue(Double.isNaN(slope.value()));
        slope.add(0, 1);
        assertTrue(Double.isNaN(slope.value()));
        slope.add(1, 3);
        slope.add(2, 5);
        assertEquals(2, slope.value(), 1e-9);
    }
}
