package io.cardea.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.server.config.Jcfg;
import io.cardea.server.config.ServerSettings;
import io.cardea.spi.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole start, with a transport and a plugin found as services. */
@SuppressWarnings("try") // a server is held open while its transport is asked
final class ServerTest {
    private static final Cardea.Build BUILD = new Cardea.Build("1", "c", "t");

    @TempDir Path folder;

    private static Installation installation(String configuration) {
        String quiet = "nat: { ice_enforce_list = \"127.0.0.1\" }\n" + configuration;
        return new Installation(
                ServerSettings.of(Jcfg.parse("test.jcfg", quiet)),
                new ModuleSettings(Optional.empty()),
                Optional.empty(),
                List.of());
    }

    @Test
    void aStartedServerServesAndEndsCleanly() {
        Path pid = folder.resolve("pid");
        String configuration = "general: { pid_file = \"" + pid + "\", log_to_stdout = false }";

        try (Server server = Server.start(installation(configuration), BUILD)) {
            Json reply = ServiceTransport.last().ask("{\"janus\":\"info\",\"transaction\":\"t\"}");

            assertEquals("server_info", reply.string("janus", ""));
            assertTrue(reply.get("plugins").orElseThrow().has("janus.plugin.service"));
            assertFalse(reply.get("plugins").orElseThrow().has("janus.plugin.broken"));
            assertTrue(Files.exists(pid));
        }

        assertTrue(ServiceTransport.last().isClosed());
        assertFalse(Files.exists(pid));
    }

    @Test
    void modulesAreDisabledByTheNamesOfJanusLibraries() {
        String configuration =
                "general: { log_to_stdout = false }\n"
                        + "plugins: { disable = \"libjanus_service.so\" }";

        try (Server server = Server.start(installation(configuration), BUILD)) {
            Json reply = ServiceTransport.last().ask("{\"janus\":\"info\",\"transaction\":\"t\"}");

            assertFalse(reply.get("plugins").orElseThrow().has("janus.plugin.service"));
        }
    }

    @Test
    void withoutATransportThereIsNoServer() {
        String configuration =
                "general: { log_to_stdout = false }\n"
                        + "transports: { disable = \"libjanus_servicetransport.so\" }";

        StartException e =
                assertThrows(
                        StartException.class,
                        () -> Server.start(installation(configuration), BUILD).close());

        assertEquals("no transport offers the Janus API", e.getMessage());
    }

    @Test
    void storedTokensNeedTheAdminApi() {
        String configuration = "general: { log_to_stdout = false, token_auth = true }";

        assertThrows(
                StartException.class,
                () -> Server.start(installation(configuration), BUILD).close());
    }

    @Test
    void tooFewOpenFilesEndTheStart() {
        String configuration =
                "general: { log_to_stdout = false, check_openfiles_limit = 2000000000 }";

        assertThrows(
                StartException.class,
                () -> Server.start(installation(configuration), BUILD).close());
    }
}
