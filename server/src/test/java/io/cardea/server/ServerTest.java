package io.cardea.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.server.config.ConfigFiles;
import io.cardea.server.config.Jcfg;
import io.cardea.server.config.ServerSettings;
import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole start, with a transport and a plugin found as services. */
@SuppressWarnings("try") // a server is held open while its transport is asked
final class ServerTest {
    private static final Cardea.Build BUILD = new Cardea.Build("1", "c", "t");

    @TempDir Path folder;

    private static Installation installation(String configuration) {
        String quiet = "nat: { ice_enforce_list = \"127.0.0.1\" }\n" + configuration;
        return installation(quiet, Optional.empty());
    }

    private static Installation installation(String configuration, Optional<Path> modules) {
        Settings file = Jcfg.parse("test.jcfg", configuration);
        return new Installation(
                file,
                ServerSettings.of(file),
                new ModuleSettings(modules.map(ConfigFiles::new)),
                Optional.empty(),
                List.of());
    }

    private static String admin(String request) {
        return ServiceTransport.last()
                .askAdmin("{\"janus\":\"" + request + ",\"transaction\":\"t\"}")
                .toString()
                .replace('"', '\'');
    }

    @Test
    void aStartedServerServesAndEndsCleanly() {
        Path pid = folder.resolve("pid");
        String configuration = "general: { pid_file = \"" + pid + "\", log_to_stdout = false }";

        try (Server server = Server.start(() -> installation(configuration), BUILD)) {
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

        try (Server server = Server.start(() -> installation(configuration), BUILD)) {
            Json reply = ServiceTransport.last().ask("{\"janus\":\"info\",\"transaction\":\"t\"}");

            assertFalse(reply.get("plugins").orElseThrow().has("janus.plugin.service"));
        }
    }

    @Test
    void aReloadTakesOverWhatMayChangeAndTellsTheRest() throws Exception {
        AtomicReference<String> file = new AtomicReference<>("session_timeout = 33");
        Path module = folder.resolve("janus.transport.service.jcfg");
        Files.writeString(module, "general: { taken = 1, fixed = 1 }");
        try (Server server =
                Server.start(
                        () ->
                                installation(
                                        "general: { log_to_stdout = false, "
                                                + file.get()
                                                + " }\nnat: { ice_enforce_list = \"127.0.0.1\" }",
                                        Optional.of(folder)),
                        BUILD)) {
            assertEquals(
                    "{'janus':'success','transaction':'t',"
                            + "'reload':{'applied':[],'waiting':[],'faults':[]}}",
                    admin("reload\""));
            assertTrue(admin("set_log_level\",\"level\":2").contains("success"));

            file.set("session_timeout = 44, server_name = \"other\", admin_secret = \"new\"");
            Files.writeString(module, "general: { taken = 2, fixed = 2 }");
            assertEquals(
                    "{'janus':'success','transaction':'t','reload':{"
                            + "'applied':['janus: general.session_timeout','janus: general.admin_secret',"
                            + "'janus.transport.service: general.taken'],"
                            + "'waiting':['janus: general.server_name',"
                            + "'janus.transport.service: general.fixed'],'faults':[]}}",
                    admin("reload\""));
            assertTrue(admin("get_status\"").contains("403"));
            String status = admin("get_status\",\"admin_secret\":\"new\"");
            assertTrue(status.contains("'session_timeout':44"), status);
            assertTrue(status.contains("'log_level':2"), "set by hand, unchanged in the file");

            file.set("session_timeout = \"soon\"");
            Files.writeString(module, "broken = true");
            assertTrue(admin("reload\",\"admin_secret\":\"new\"").contains("not a whole number"));
            assertTrue(
                    admin("get_status\",\"admin_secret\":\"new\"")
                            .contains("'session_timeout':44"));

            file.set("session_timeout = 44, server_name = \"other\", admin_secret = \"new\"");
            String faults = admin("reload\",\"admin_secret\":\"new\"");
            assertTrue(faults.contains("'faults':['file: broken: indeed']"), faults);
            Files.writeString(module, "failing = true");
            faults = admin("reload\",\"admin_secret\":\"new\"");
            assertTrue(faults.contains("janus.transport.service: java.lang.Illegal"), faults);
        }
    }

    @Test
    void aDrainEndsWhoStaysTooLong() throws Exception {
        try (Server server =
                Server.start(() -> installation("general: { log_to_stdout = false }"), BUILD)) {
            ServiceTransport transport = ServiceTransport.last();
            transport.ask("{\"janus\":\"create\",\"transaction\":\"t\",\"id\":7}");

            assertEquals(
                    "{'janus':'success','transaction':'t','timeout':1,'sessions':1}",
                    admin("drain\",\"timeout\":1,\"exit\":false"));
            assertTrue(admin("get_status\"").contains("'draining':true"));
            Json refused = transport.ask("{\"janus\":\"create\",\"transaction\":\"t\"}");
            assertEquals(472, refused.get("error").orElseThrow().integer("code", 0));

            assertEquals("timeout", transport.event().string("janus", ""));
            assertTrue(admin("list_sessions\"").contains("'sessions':[]"));
        }
    }

    @Test
    void aDrainCanBeCalledOff() throws Exception {
        try (Server server =
                Server.start(() -> installation("general: { log_to_stdout = false }"), BUILD)) {
            ServiceTransport transport = ServiceTransport.last();
            transport.ask("{\"janus\":\"create\",\"transaction\":\"t\",\"id\":7}");
            admin("drain\",\"timeout\":1,\"exit\":false");
            admin("accept_new_sessions\",\"accept\":true");

            Thread.sleep(Duration.ofMillis(1_500));

            assertTrue(admin("list_sessions\"").contains("'sessions':[7]"));
            assertFalse(admin("get_status\"").contains("draining"));
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
                        () -> Server.start(() -> installation(configuration), BUILD).close());

        assertEquals("no transport offers the Janus API", e.getMessage());
    }

    @Test
    void storedTokensNeedTheAdminApi() {
        String configuration = "general: { log_to_stdout = false, token_auth = true }";

        assertThrows(
                StartException.class,
                () -> Server.start(() -> installation(configuration), BUILD).close());
    }

    @Test
    void tooFewOpenFilesEndTheStart() {
        String configuration =
                "general: { log_to_stdout = false, check_openfiles_limit = 2000000000 }";

        assertThrows(
                StartException.class,
                () -> Server.start(() -> installation(configuration), BUILD).close());
    }
}
