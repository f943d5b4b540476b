package io.cardea.transport.nanomsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportContext;
import io.cardea.transport.nanomsg.sp.Address;
import io.cardea.transport.nanomsg.sp.Peer;
import io.cardea.transport.nanomsg.sp.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NanomsgTransportTest {
    @TempDir Path folder;

    private final EchoingGateway gateway = new EchoingGateway();
    private int maxRequestBytes = TransportContext.DEFAULT_MAX_REQUEST_BYTES;
    private final List<Json> events = new CopyOnWriteArrayList<>();
    private final NanomsgTransport transport = new NanomsgTransport();

    @AfterEach
    void close() {
        gateway.release.countDown();
        transport.close();
    }

    private static Settings section(String... keysAndValues) {
        Settings section = Settings.group("test", 1);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            section.put(keysAndValues[i], Settings.scalar("test", 1, keysAndValues[i + 1]));
        }
        return section;
    }

    private static Settings file(Settings general, Settings admin) {
        return Settings.group("test", 1).put("general", general).put("admin", admin);
    }

    private Settings both() {
        return file(
                section("enabled", "true", "address", "tcp://127.0.0.1:0"),
                section("admin_enabled", "true", "admin_address", "ipc://" + adminPath()));
    }

    private Path adminPath() {
        return folder.resolve("admin");
    }

    private boolean start(Settings settings) throws IOException {
        return transport.start(
                new TransportContext() {
                    @Override
                    public Settings settings() {
                        return settings;
                    }

                    @Override
                    public Gateway gateway() {
                        return gateway;
                    }

                    @Override
                    public int maxRequestBytes() {
                        return maxRequestBytes;
                    }

                    @Override
                    public Optional<Path> webFolder() {
                        return Optional.empty();
                    }

                    @Override
                    public void notifyEvent(TransportClient client, Json data) {
                        events.add(data);
                    }
                });
    }

    private Peer peer(int url) throws IOException {
        return Peer.greeted(Address.parse(transport.urls().get(url)), Protocol.PAIR);
    }

    private double metric(String name, String api) {
        return transport.metrics().stream()
                .filter(m -> m.name().equals(name) && api.equals(m.labels().get("api")))
                .mapToDouble(Metric::value)
                .sum();
    }

    private static String echo(String request) {
        return "{\"janus\":\"ack\",\"echo\":" + request + "}";
    }

    @Test
    void isOffUnlessEnabled() throws IOException {
        assertFalse(start(Settings.group("test", 1)));
        assertFalse(transport.isAdminEnabled());
        assertEquals(List.of(), transport.urls());
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        for (String address : List.of("inproc://x", "ws://*:1", "")) {
            Settings general = section("enabled", "true", "address", address);
            assertThrows(SettingsException.class, () -> start(file(general, section())));
        }
        Settings general = section("enabled", "true", "address", "tcp://*:0", "mode", "both");
        assertThrows(SettingsException.class, () -> start(file(general, section())));
    }

    @Test
    void whatWasOpenedIsClosedWhenTheOtherCannotBe() throws IOException {
        Settings general = section("enabled", "true", "address", "ipc://" + folder.resolve("a"));
        String nowhere = "ipc://" + folder.resolve("no/such/folder");
        Settings admin = section("admin_enabled", "true", "admin_address", nowhere);

        assertThrows(IOException.class, () -> start(file(general, admin)));

        assertFalse(Files.exists(folder.resolve("a")));
    }

    @Test
    void requestsAreAnsweredInOrder() throws Exception {
        assertTrue(start(both()));
        try (Peer peer = peer(0)) {
            for (int i = 0; i < 200; i++) {
                peer.send("{\"n\":" + i + "}");
            }
            for (int i = 0; i < 200; i++) {
                assertEquals(echo("{\"n\":" + i + "}"), peer.receive());
            }
        }
        assertEquals(200, metric("messages_received", "janus"));
        assertEquals(0, metric("messages_received", "admin"));
    }

    @Test
    void theAdminApiHasASocketOfItsOwn() throws Exception {
        assertFalse(start(file(section(), both().section("admin"))));
        assertTrue(transport.isAdminEnabled());
        try (Peer peer = peer(0)) {
            peer.send("{}");
            assertEquals("{\"janus\":\"admin\"}", peer.receive());
            peer.send("{nonsense");
            assertTrue(peer.receive().contains("456"));
        }
        transport.close();
        assertFalse(Files.exists(adminPath()));
    }

    @Test
    void theServersLimitForRequestsHolds() throws Exception {
        maxRequestBytes = 10;
        start(both());
        try (Peer peer = peer(0)) {
            peer.send("{\"n\":1234}");
            assertEquals(echo("{\"n\":1234}"), peer.receive());
            peer.send("{\"n\":12345}");
            assertTrue(peer.isClosedByOther());
        }
        Peer.await(() -> metric("messages_too_long", "janus") == 1);
    }

    @Test
    void whatIsNoJsonIsToldSo() throws Exception {
        start(both());
        try (Peer peer = peer(0)) {
            peer.send("{nonsense");
            assertEquals(
                    "{\"janus\":\"error\",\"error\":{\"code\":454,\"reason\":\"Invalid Janus API"
                            + " request - <string>(1,9): string or '}' expected near 'nonsense'\"}}",
                    peer.receive());
            peer.send("");
            assertTrue(peer.receive().contains("454"));
        }
        assertEquals(2, metric("malformed", "janus"));
    }

    @Test
    void aFailureIsCountedAndServingGoesOn() throws Exception {
        start(both());
        try (Peer peer = peer(0)) {
            peer.send("{\"fail\":1}");
            peer.send("{}");
            assertEquals(echo("{}"), peer.receive());
        }
        assertEquals(1, metric("faults", "janus"));
    }

    @Test
    void theClientOutlastsItsPeers() throws Exception {
        start(both());
        for (int i = 0; i < 3; i++) {
            try (Peer peer = peer(0)) {
                peer.send("{}");
                assertEquals(echo("{}"), peer.receive());
            }
            Peer.await(() -> metric("peers", "janus") == 0);
        }
        assertEquals(1, gateway.seen.size());
        TransportClient client = gateway.seen.iterator().next();
        assertEquals(Optional.of("janus.transport.nanomsg"), client.transport());

        client.send(Json.object().put("janus", "timeout"));
        try (Peer peer = peer(0)) {
            assertEquals("{\"janus\":\"timeout\"}", peer.receive());
        }
    }

    @Test
    void aPeerWaitsWhileItsRequestsDo() throws Exception {
        start(both());
        int more = 3 * Limits.MAX_WAITING;
        try (Peer peer = peer(0)) {
            peer.send("{\"hold\":1}");
            for (int i = 0; i < more; i++) {
                peer.send("{\"n\":" + i + "}");
            }
            Peer.await(() -> metric("messages_received", "janus") >= Limits.MAX_WAITING);
            // One is served, so many wait, and one more has been read and finds no room.
            assertTrue(metric("messages_received", "janus") <= Limits.MAX_WAITING + 2);

            gateway.release.countDown();

            assertEquals(echo("{\"hold\":1}"), peer.receive());
            for (int i = 0; i < more; i++) {
                assertEquals(echo("{\"n\":" + i + "}"), peer.receive());
            }
        }
    }

    @Test
    void closingWaitsForNoRequest() throws Exception {
        start(both());
        try (Peer peer = peer(0)) {
            for (int i = 0; i < 2 * Limits.MAX_WAITING; i++) {
                peer.send("{\"hold\":1}");
            }
            Peer.await(() -> metric("messages_received", "janus") >= Limits.MAX_WAITING);

            transport.close();

            assertTrue(peer.isClosedByOther());
        }
        Peer.await(() -> metric("peers", "janus") == 0);
    }

    @Test
    void eventHandlersAreToldOfTheSockets() throws IOException {
        start(both());
        assertEquals(
                List.of(
                        "{\"event\":\"created\",\"admin_api\":false,\"socket\":0}",
                        "{\"event\":\"created\",\"admin_api\":true,\"socket\":1}"),
                events.stream().map(Json::toString).toList());
    }

    @Test
    void eventHandlersNeedNotBeTold() throws IOException {
        Settings file = both();
        file.section("general").put("events", Settings.scalar("test", 1, "false"));
        start(file);
        assertEquals(List.of(), events);
    }

    @Test
    void theOperatorChangesHowMessagesLook() throws Exception {
        start(both());
        assertEquals(
                "{\"result\":200}",
                transport
                        .query(Json.parse("{\"request\":\"configure\",\"json\":\"plain\"}"))
                        .toString());
        assertTrue(
                transport
                        .query(Json.parse("{\"request\":\"connections\"}"))
                        .toString()
                        .contains("411"));
        assertTrue(transport.query(Json.object()).toString().contains("412"));
        try (Peer peer = peer(0)) {
            peer.send("{}");
            assertEquals("{\"janus\": \"ack\", \"echo\": {}}", peer.receive());

            assertEquals(
                    Set.of("general.json", "general.events"),
                    transport.reload(file(section("json", "compact"), section())));
            peer.send("{}");
            assertEquals(echo("{}"), peer.receive());
        }
    }
}
