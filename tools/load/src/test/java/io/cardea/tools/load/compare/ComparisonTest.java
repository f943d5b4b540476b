package io.cardea.tools.load.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.tools.load.measure.Figure;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.measure.Ticks;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static Run run(String server, double percent) {
        return Ticks.run(1, server, 10, percent, 0, 1000);
    }

    @Test
    void ratiosAreThoseOfRounds() {
        var comparison =
                new Comparison(
                        List.of(run("A", 40), run("A", 50), run("A", 90)),
                        List.of(run("B", 5), run("B", 10), run("B", 6)));

        assertEquals(50, comparison.medianOfA(Figure.SERVER_CPU), 1e-9);
        assertEquals(6, comparison.medianOfB(Figure.SERVER_CPU), 1e-9);
        // 8, 5 and 15: not what the medians' ratio would be.
        assertEquals(8, comparison.ratio(Figure.SERVER_YIELD), 1e-9);
        assertEquals(15, comparison.ratio(2, Figure.SERVER_YIELD), 1e-9);
        assertEquals(0.125, comparison.ratio(Figure.SERVER_COST), 1e-9);
    }

    @Test
    void ofAnEvenNumberTheMiddleTwoCount() {
        var comparison =
                new Comparison(
                        List.of(run("A", 40), run("A", 40)), List.of(run("B", 10), run("B", 5)));
        assertEquals(6, comparison.ratio(Figure.SERVER_YIELD), 1e-9);
    }

    @Test
    void whatOneRoundDoesNotHaveHasNoMedian() {
        var comparison = new Comparison(List.of(run("A", 40)), List.of(run("B", 5)));
        assertTrue(Double.isNaN(comparison.medianOfA(Figure.SERVER_OUT)));
        assertTrue(Double.isNaN(comparison.ratio(Figure.LOSS)), "divided by no loss");
    }

    @Test
    void bothHaveAsManyRounds() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Comparison(List.of(run("A", 1)), List.of()));
    }
}
