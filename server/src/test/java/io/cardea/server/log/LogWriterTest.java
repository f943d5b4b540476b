package io.cardea.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.server.config.ServerSettings.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogWriterTest {
    @TempDir Path folder;

    private LogWriter writer(Path file) throws IOException {
        return new LogWriter(
                new Logging(false, Optional.of(file), 4, false, false, "", Optional.empty()));
    }

    @Test
    void linesAreAppendedAndNoneIsLostAtTheEnd() throws IOException {
        Path file = folder.resolve("log");
        Files.writeString(file, "before\n");

        try (LogWriter writer = writer(file)) {
            for (int i = 0; i < 1_000; i++) {
                writer.write("line " + i);
            }
        }

        List<String> lines = Files.readAllLines(file);
        assertEquals(1_001, lines.size());
        assertEquals("before", lines.getFirst());
        assertEquals("line 999", lines.getLast());
    }

    @Test
    void aRotatedFileIsOpenedAnew() throws IOException {
        Path file = folder.resolve("log");
        Path rotated = folder.resolve("log.1");

        try (LogWriter writer = writer(file)) {
            writer.write("old");
            Files.move(file, rotated);
            writer.reopen();
            writer.write("new");
        }

        assertEquals(List.of("old"), Files.readAllLines(rotated));
        assertEquals(List.of("new"), Files.readAllLines(file));
    }
}
