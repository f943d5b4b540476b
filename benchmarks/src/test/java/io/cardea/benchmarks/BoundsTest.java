package io.cardea.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoundsTest {
    @TempDir private Path directory;

    private Bounds bounds(String text) throws IOException {
        return Bounds.read(Files.writeString(directory.resolve("bounds"), text));
    }

    private static Figure figure(String name, double bytes) {
        return new Figure(name, 1, 1, bytes);
    }

    @Test
    void figuresWithinTheirBoundsAreFine() throws IOException {
        Bounds bounds = bounds("# a comment\n\nA.b 0 # none\nA.c/x 100\n");

        assertEquals(List.of(), bounds.faults(List.of(figure("A.b", 1.9), figure("A.c/x", 99))));
    }

    @Test
    void aFigureAboveItsBoundIsAFault() throws IOException {
        Bounds bounds = bounds("A.b 100\n");

        assertEquals(
                List.of("A.b allocates more than 100.0 bytes"),
                bounds.faults(List.of(figure("A.b", 102.1))));
    }

    @Test
    void aFigureThatCouldNotBeTakenIsAFault() throws IOException {
        Bounds bounds = bounds("A.b 100\n");

        assertEquals(1, bounds.faults(List.of(figure("A.b", Double.NaN))).size());
    }

    @Test
    void figuresAndBoundsMustMatchOneToOne() throws IOException {
        Bounds bounds = bounds("A.b 100\n");

        assertEquals(
                List.of("A.c has no bound", "A.b has a bound and was not measured"),
                bounds.faults(List.of(figure("A.c", 1))));
    }

    @Test
    void aLineThatIsNoBoundIsRefused() {
        assertThrows(IOException.class, () -> bounds("A.b 1 2\n"));
    }
}
