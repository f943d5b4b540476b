package io.cardea.logger.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonLogTest {
    @TempDir Path folder;

    private final JsonLog log = new JsonLog();

    private boolean start(String file) throws IOException {
        Settings general = Settings.group("test", 1);
        general.put("enabled", Settings.scalar("test", 1, "true"));
        if (!file.isEmpty()) general.put("filename", Settings.scalar("test", 1, file));
        return log.start(Settings.group("test", 1).put("general", general));
    }

    @Test
    void isOffUnlessEnabled() throws IOException {
        assertFalse(log.start(Settings.group("test", 1)));
        assertThrows(SettingsException.class, () -> start(""));
    }

    @Test
    void writesAnObjectALineAndGoesOnInTheSameFile() throws IOException {
        Path file = folder.resolve("log.json");
        Files.writeString(file, "{}\n");
        assertTrue(start(file.toString()));
        log.line(17, "a \"line\"\u001B[31m");
        log.line(18, "two\nlines");
        log.close();

        List<String> lines = Files.readAllLines(file);
        assertEquals(3, lines.size());
        Json first = Json.parse(lines.get(1));
        assertEquals(17, first.integer("timestamp", 0));
        assertEquals("a \"line\"\u001B[31m", first.string("line", ""));
        assertEquals("two\nlines", Json.parse(lines.get(2)).string("line", ""));
    }

    @Test
    void answersTheAdminApi() {
        assertEquals(
                "{\"result\":200}", log.query(Json.parse("{\"request\":\"info\"}")).toString());
        assertTrue(log.query(Json.object()).toString().contains("412"));
        assertTrue(log.query(Json.parse("{\"request\":\"x\"}")).toString().contains("411"));
    }
}
