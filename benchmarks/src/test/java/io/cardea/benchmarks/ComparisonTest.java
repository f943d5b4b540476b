package io.cardea.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparisonTest {
    @TempDir private Path folder;

    private static List<Figure> rounds(double... medians) {
        return DoubleStream.of(medians).mapToObj(m -> new Figure("A.b", m, m, 100)).toList();
    }

    private static Figure bytes(double bytes) {
        return new Figure("A.b", 100, 100, bytes);
    }

    private static List<String> regressions(List<Figure> base, List<Figure> head) {
        return new Comparison(base, head).regressions();
    }

    @Test
    void whatIsSlowerInEveryRoundIsARegression() {
        List<Figure> base = rounds(100, 101, 99);

        assertEquals(List.of("A.b is slower"), regressions(base, rounds(115, 120, 114)));
    }

    @Test
    void aDifferenceWithinTheToleranceIsNone() {
        List<Figure> base = rounds(100, 101, 99);

        assertEquals(List.of(), regressions(base, rounds(110, 109, 108)));
    }

    @Test
    void roundsOfABusyMachineAreForgivenIfOneWasGood() {
        List<Figure> base = rounds(100, 101, 99);

        assertEquals(List.of(), regressions(base, rounds(150, 160, 98)));
    }

    @Test
    void aNanosecondIsNotTold() {
        assertEquals(List.of(), regressions(rounds(3, 3, 3), rounds(4, 4, 4)));
    }

    @Test
    void moreGarbageIsARegression() {
        assertEquals(List.of(), regressions(List.of(bytes(0)), List.of(bytes(1.5))));
        assertEquals(
                List.of("A.b allocates more"), regressions(List.of(bytes(0)), List.of(bytes(16))));
        assertEquals(List.of(), regressions(List.of(bytes(1_000)), List.of(bytes(1_050))));
        assertEquals(
                List.of("A.b allocates more"),
                regressions(List.of(bytes(1_000)), List.of(bytes(1_060))));
    }

    @Test
    void whatOnlyOneHasIsLeftOut() {
        List<Figure> head = List.of(bytes(0), new Figure("A.new", 1, 1, 1));

        assertEquals(List.of(), regressions(List.of(bytes(0)), head));
    }

    @Test
    void nothingInCommonIsAFault() {
        assertEquals(List.of("nothing to compare"), regressions(List.of(), List.of(bytes(0))));
    }

    @Test
    void roundsAreReadFromWhatRunsPrint() throws IOException {
        Figure figure = new Figure("A.b/x", 12.5, 14, 3.5);
        String old = "A.b/x                 13          14        3.5";
        Files.writeString(folder.resolve("1"), "# noise\n" + Figure.header() + "\n" + old + "\n");
        Files.writeString(folder.resolve("2"), figure.line() + "\n");

        List<Figure> rounds = Comparison.rounds(folder);

        assertEquals(2, rounds.size());
        assertEquals(true, rounds.contains(figure));
        assertEquals(true, rounds.contains(new Figure("A.b/x", 13, 14, 3.5)));
    }
}
