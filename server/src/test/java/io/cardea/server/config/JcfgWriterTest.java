package io.cardea.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.spi.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JcfgWriterTest {
    @Test
    void whatIsWrittenReadsTheSame() {
        String text =
                """
                general: {
                \tadmin_key = "quo\\"ted\\\\ \\n\\tx"
                \tevents = false
                \tbig = 5000000000L
                }
                room-1234: {
                \tsecret = "1234"
                \tpublishers = 6
                \tdummy_streams: ({
                \t\tcodec = "opus"
                \t}, {
                \t\tcodec = "vp8"
                \t})
                \tlist: ["a", "b"]
                }
                """;

        String printed = JcfgWriter.print(Jcfg.parse("a", text));

        assertEquals(text, printed);
        assertEquals(printed, JcfgWriter.print(Jcfg.parse("b", printed)));
    }

    @Test
    void textThatLooksLikeANumberStaysText() {
        Settings root = Settings.group("a", 0);
        root.put("pin", Settings.quoted("a", 0, "007"));
        root.put("odd", Settings.scalar("a", 0, "no number"));

        assertEquals("pin = \"007\"\nodd = \"no number\"\n", JcfgWriter.print(root));
    }

    @Test
    void aSavedFileReplacesTheOld(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("m.jcfg"), "a = 1");
        ConfigFiles files = new ConfigFiles(folder);
        Settings changed = files.module("m").put("a", Settings.scalar("m", 0, "2"));

        files.save("m", changed);

        assertEquals(2, files.module("m").integer("a", 0));
        assertEquals(1, Files.list(folder).count());
    }
}
