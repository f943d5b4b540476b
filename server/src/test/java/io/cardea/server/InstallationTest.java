package io.cardea.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.server.cli.CommandLineOptions;
import io.cardea.server.cli.CommandLineOptions.Bad;
import io.cardea.server.cli.CommandLineOptions.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstallationTest {
    @TempDir Path folder;

    private static CommandLineOptions options(String... arguments) {
        try {
            return switch (CommandLineOptions.parse("1", arguments)) {
                case Wish.Start(CommandLineOptions options) -> options;
                case Wish.Print print -> throw new AssertionError(print);
            };
        } catch (Bad e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isOn(Installation found, String module, String key) {
        return found.modules().of(module).section("general").bool(key, false);
    }

    @Test
    void withoutAnyConfigurationHttpAndWebSocketsAreOn() {
        Installation found = Installation.find(options(), Optional.empty());

        assertTrue(isOn(found, "janus.transport.http", "http"));
        assertTrue(isOn(found, "janus.transport.websockets", "ws"));
        assertFalse(isOn(found, "janus.transport.http", "https"));
        assertTrue(found.complaints().isEmpty());
    }

    @Test
    void theDistributionBringsConfigurationAndPages() throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        Files.createDirectories(folder.resolve("web"));
        Files.writeString(folder.resolve("conf/janus.jcfg"), "general: { server_name = \"x\" }");
        Files.writeString(folder.resolve("conf/m.jcfg"), "general: { http = true }");

        Installation found = Installation.find(options(), Optional.of(folder));

        assertEquals("x", found.settings().general().serverName());
        assertEquals(Optional.of(folder.resolve("web")), found.webFolder());
        assertTrue(isOn(found, "m", "http"));
        assertFalse(isOn(found, "janus.transport.http", "http"));
    }

    @Test
    void theFileSaysWhereTheOthersAre() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("m.jcfg"), "general: { http = true }");
        Path main = folder.resolve("main.jcfg");
        Files.writeString(main, "general: { configs_folder = \"" + other + "\" }");

        Installation found = Installation.find(options("-C", main.toString()), Optional.empty());

        assertTrue(isOn(found, "m", "http"));
    }

    @Test
    void anOptionGoesBeforeTheFile() throws IOException {
        Files.writeString(folder.resolve("janus.cfg"), "[general]\nserver_name = old\n");

        Installation found =
                Installation.find(options("-F", folder.toString(), "-n", "new"), Optional.empty());

        assertEquals("new", found.settings().general().serverName());
    }

    @Test
    void aMainFileThatIsNoGoodIsLeftOut() throws IOException {
        Files.writeString(folder.resolve("janus.jcfg"), "general: {");

        Installation found = Installation.find(options("-F", folder.toString()), Optional.empty());

        assertEquals(1, found.complaints().size());
        assertEquals("MyJanusInstance", found.settings().general().serverName());
    }

    @Test
    void theFileOfTheOptionMustBeThere() {
        assertThrows(
                StartException.class,
                () ->
                        Installation.find(
                                options("-C", folder.resolve("none.jcfg").toString()),
                                Optional.empty()));
    }
}
