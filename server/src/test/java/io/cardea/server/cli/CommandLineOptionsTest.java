package io.cardea.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.server.cli.CommandLineOptions.Wish;
import io.cardea.server.config.Jcfg;
import io.cardea.server.config.ServerSettings;
import io.cardea.spi.SettingsException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CommandLineOptionsTest {
    private static CommandLineOptions parse(String... arguments) throws Exception {
        return assertInstanceOf(Wish.Start.class, CommandLineOptions.parse("1", arguments))
                .options();
    }

    @Test
    void optionsOverrideTheFile() throws Exception {
        CommandLineOptions options =
                parse("-d", "6", "-oD", "--session-timeout", "5", "-S", "stun.example:99", "-6");

        ServerSettings settings =
                ServerSettings.of(
                        options.over(
                                Jcfg.parse(
                                        "f",
                                        "GENERAL: { Debug_Level = 1, server_name = \"kept\" }")));

        assertEquals(6, settings.logging().level());
        assertEquals("kept", settings.general().serverName());
        assertTrue(settings.logging().timestamps());
        assertEquals(false, settings.logging().colors());
        assertEquals(5, settings.sessions().timeout().toSeconds());
        assertEquals("stun.example", settings.nat().stun().orElseThrow().host());
        assertEquals(99, settings.nat().stun().orElseThrow().port());
        assertTrue(settings.media().ipv6().enabled());
    }

    @Test
    void placesOfFilesAreGiven() throws Exception {
        CommandLineOptions options = parse("-F", "/conf", "--config", "/x.jcfg");

        assertEquals(Optional.of(Path.of("/conf")), options.configsFolder());
        assertEquals(Optional.of(Path.of("/x.jcfg")), options.configFile());
    }

    @Test
    void aBadOptionIsNamed() {
        Exception e = assertThrows(CommandLineOptions.Bad.class, () -> parse("--no-such-option"));

        assertTrue(e.getMessage().contains("--no-such-option"));
    }

    @Test
    void aValueIsBehindItsOptionOrPartOfIt() throws Exception {
        for (String[] spelling :
                new String[][] {
                    {"--configs-folder=/a=b"},
                    {"--configs-folder", "/a=b"},
                    {"-F", "/a=b"},
                    {"-oF/a=b"}
                }) {
            assertEquals(Optional.of(Path.of("/a=b")), parse(spelling).configsFolder());
        }
    }

    @Test
    void whatIsWrongIsSaid() {
        assertEquals("Option '--pid-file' needs a <path>", complaint("-p"));
        assertEquals("Option '--pid-file' needs a <path>", complaint("--pid-file", "-o"));
        assertEquals("Option '--daemon' takes no value", complaint("--daemon=yes"));
        assertEquals("Option '--daemon' is given twice", complaint("-b", "--daemon"));
        assertEquals("Unknown option: '-u'", complaint("-ou"));
        assertEquals("Unknown option: '--'", complaint("--"));
        assertEquals("Not an option: 'start'", complaint("start"));
        assertEquals("Not an option: '-'", complaint("-"));
    }

    private static String complaint(String... arguments) {
        return assertThrows(CommandLineOptions.Bad.class, () -> parse(arguments)).getMessage();
    }

    @Test
    void aBadValueIsComplainedAboutByItsOption() throws Exception {
        CommandLineOptions options = parse("-d", "9");

        Exception e =
                assertThrows(
                        SettingsException.class,
                        () -> ServerSettings.of(options.over(Jcfg.parse("f", ""))));

        assertEquals(
                "--debug-level: general.debug_level: 9 is not between 0 and 7", e.getMessage());
    }

    @Test
    void helpAndVersionOnlySaySomething() throws Exception {
        Wish help = CommandLineOptions.parse("1", "--help");
        Wish version = CommandLineOptions.parse("cardea 1", "-V");

        String text = assertInstanceOf(Wish.Print.class, help).text();
        assertTrue(text.contains("--stun-server"));
        assertTrue(text.contains("--configs-folder"));
        assertEquals("cardea 1", assertInstanceOf(Wish.Print.class, version).text());
    }
}
