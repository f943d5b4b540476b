package io.cardea.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.server.config.MediaSettings.PortRange;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerSettingsTest {
    private static ServerSettings of(String text) {
        return ServerSettings.of(Jcfg.parse("f.jcfg", text));
    }

    @Test
    void defaultsAreThoseOfJanus() {
        ServerSettings settings = ServerSettings.defaults();

        assertEquals("MyJanusInstance", settings.general().serverName());
        assertEquals(4, settings.logging().level());
        assertTrue(settings.logging().toStdout());
        assertTrue(settings.logging().colors());
        assertEquals(Duration.ofSeconds(60), settings.sessions().timeout());
        assertEquals(Duration.ofSeconds(45), settings.sessions().candidates());
        assertEquals(Duration.ZERO, settings.sessions().reclaim());
        assertTrue(settings.certificates().acceptSelfSigned());
        assertEquals(Duration.ofMillis(200), settings.media().feedback().minNackQueue());
        assertEquals(Duration.ofSeconds(1), settings.media().silence());
        assertEquals(1_200, settings.media().dtlsMtu());
        assertTrue(settings.media().encrypted());
        assertTrue(settings.nat().ice().aggressive());
        assertFalse(settings.nat().ice().fullTrickle());
        assertEquals(Optional.empty(), settings.access().apiSecret());
        assertEquals(Duration.ofSeconds(1), settings.events().statistics());
    }

    @Test
    void everySectionIsRead() {
        ServerSettings settings =
                of(
                        """
                        general: { server_name = "x", session_timeout = 0, candidates_timeout = 0,
                          debug_level = 7, log_prefix = "p ", api_secret = "s",
                          protected_folders = [ "/bin", "/etc" ] }
                        certificates: { cert_pem = "/c.pem" }
                        media: { rtp_port_range = "20000-10000", min_nack_queue = 5000, dscp = 46 }
                        nat: { stun_server = "s.example", turn_server = "t.example",
                          turn_type = "tls", nat_1_1_mapping = "192.0.2.1, 192.0.2.2",
                          ice_consent_freshness = true, ice_enforce_list = "eth0" }
                        plugins: { disable = "libjanus_a.so, libjanus_b.so" }
                        events: { broadcast = "yes", stats_period = 5 }
                        """);

        assertEquals(Duration.ZERO, settings.sessions().timeout());
        assertEquals(Duration.ofSeconds(45), settings.sessions().candidates());
        assertEquals(List.of("/bin", "/etc"), settings.general().recordings().protectedFolders());
        assertEquals(Optional.of(Path.of("/c.pem")), settings.certificates().key());
        assertEquals(Optional.of(new PortRange(10_000, 20_000)), settings.media().portRange());
        assertEquals(Duration.ofSeconds(1), settings.media().feedback().minNackQueue());
        assertEquals(46, settings.media().dscp());
        assertEquals(3_478, settings.nat().stun().orElseThrow().port());
        assertEquals("tls", settings.nat().turn().orElseThrow().type());
        assertEquals(List.of("192.0.2.1", "192.0.2.2"), settings.nat().publicAddresses());
        assertTrue(settings.nat().ice().keepAliveByChecks());
        assertEquals(
                List.of("libjanus_a.so", "libjanus_b.so"), settings.modules().disabledPlugins());
        assertTrue(settings.events().broadcast());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"20000-30000, 20000, 30000", "5-0, 0, 5", "x-y, 0, 65535", "100-z, 0, 100"})
    void portRangesAreReadAsJanusDoes(String text, int first, int last) {
        assertEquals(Optional.of(new PortRange(first, last)), PortRange.parse(text));
    }

    @Test
    void aPortRangeWithoutDashIsIgnored() {
        assertEquals(Optional.empty(), PortRange.parse("20000"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    general: { debug_level = 9 } | f.jcfg:1: general.debug_level: 9 is not between 0 and 7
                    general: { session_timeout = "x" } | f.jcfg:1: session_timeout: not a whole number: x
                    general: { log_rotate_sig = "SIGINT" } | f.jcfg:1: general.log_rotate_sig: SIGINT is neither SIGUSR1 nor SIGHUP
                    nat: { turn_server = "t", turn_type = "sctp" } | f.jcfg:1: nat.turn_type: sctp is none of udp, tcp, tls
                    nat: { ice_nomination = "polite" } | f.jcfg:1: nat.ice_nomination: polite is neither regular nor aggressive
                    nat: { stun_server = "s", stun_port = 70000 } | f.jcfg:1: nat.stun_port: 70000 is not between 1 and 65535
                    general: { plugins_folder = "a\\x00b" } | f.jcfg:1: general.plugins_folder: this cannot be a file name
                    nat: { turn_rest_api = "ftp://x" } | f.jcfg:1: nat.turn_rest_api: must begin with http:// or https://
                    """)
    void whatCannotBeIsComplainedAbout(String text, String complaint) {
        assertEquals(complaint, assertThrows(SettingsException.class, () -> of(text)).getMessage());
    }

    @Test
    void jcfgGoesBeforeCfg(@org.junit.jupiter.api.io.TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.cfg"), "[general]\nx = old\n");
        Files.writeString(folder.resolve("b.cfg"), "[general]\nx = old\n");
        Files.writeString(folder.resolve("b.jcfg"), "general: { x = \"new\" }");
        ConfigFiles files = new ConfigFiles(folder);

        assertEquals("old", files.module("a").section("general").string("x", ""));
        assertEquals("new", files.module("b").section("general").string("x", ""));
        assertTrue(files.module("c").isEmpty());
    }

    /**
     * The samples of an installed Janus; {@code cardea.samples} names their folder. One of them has
     * paths without quotes, which Janus refuses as well.
     */
    @Test
    void everySampleOfJanusIsRead() throws IOException {
        String folder = System.getProperty("cardea.samples", "");
        Assumptions.assumeFalse(folder.isEmpty(), "no samples to read");
        int read = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), "*.jcfg")) {
            for (Path file : files) {
                if (file.endsWith("janus.transport.mqtt.jcfg")) continue;
                assertFalse(Jcfg.read(file).isEmpty(), file::toString);
                read++;
            }
        }

        assertTrue(read > 10);
        ServerSettings.of(new ConfigFiles(Path.of(folder)).module("janus"));
    }
}
