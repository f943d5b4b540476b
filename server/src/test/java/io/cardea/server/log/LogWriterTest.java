package io.cardea.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.server.config.ServerSettings.Logging;
import io.cardea.spi.Json;
import io.cardea.spi.LogSink;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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

    @Test
    void aSinkThatFailsIsLeftOutAndNoLineIsLost() throws IOException {
        Path file = folder.resolve("log");
        List<String> heard = new ArrayList<>();
        LogSink failing =
                sink(_ -> {
                    throw new IllegalStateException("planted");
                });

        try (LogWriter writer = writer(file)) {
            writer.add(failing);
            writer.add(sink(heard::add));
            writer.write("one");
            writer.write("two");
        }

        List<String> lines = Files.readAllLines(file);
        assertEquals(3, lines.size(), () -> lines.toString());
        assertEquals("one", lines.getFirst());
        assertEquals("two", lines.getLast());
        assertTrue(heard.containsAll(List.of("one", "two")));
    }

    private static LogSink sink(Consumer<String> ear) {
        return new LogSink() {
            @Override
            public ModuleInfo info() {
                return new ModuleInfo("janus.logger.ear", "", "", "", 1, "", "");
            }

            @Override
            public boolean start(Settings settings) {
                return true;
            }

            @Override
            public void line(long epochMicros, String line) {
                ear.accept(line);
            }

            @Override
            public Json query(Json request) {
                return Json.object();
            }

            @Override
            public void close() {}
        };
    }
}
