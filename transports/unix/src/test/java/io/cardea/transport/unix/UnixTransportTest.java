package io.cardea.transport.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportClient.SessionEnd;
import io.cardea.spi.TransportContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class UnixTransportTest {
    @TempDir Path folder;

    private final EchoingGateway gateway = new EchoingGateway();
    private final List<Json> events = new CopyOnWriteArrayList<>();
    private final UnixTransport transport = new UnixTransport();
    private Path janus;
    private Path admin;

    @BeforeEach
    void name() {
        janus = folder.resolve("janus");
        admin = folder.resolve("admin");
    }

    @AfterEach
    void close() {
        transport.close();
        assertFalse(Files.exists(janus), "the socket is left behind");
    }

    private boolean start(String type) throws IOException {
        Settings general = Settings.group("test", 1);
        set(general, "enabled", "true");
        set(general, "path", janus.toString());
        set(general, "type", type);
        Settings control = Settings.group("test", 1);
        set(control, "admin_enabled", "true");
        set(control, "admin_path", admin.toString());
        set(control, "admin_type", type);
        return start(Settings.group("test", 1).put("general", general).put("admin", control));
    }

    private static void set(Settings section, String key, String value) {
        section.put(key, Settings.scalar("test", 1, value));
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
                    public Optional<Path> webFolder() {
                        return Optional.empty();
                    }

                    @Override
                    public void notifyEvent(TransportClient client, Json data) {
                        events.add(data);
                    }
                });
    }

    private TransportClient seen() throws InterruptedException {
        return gateway.seen.poll(5, TimeUnit.SECONDS);
    }

    @Test
    void isOffUnlessEnabled() throws IOException {
        assertFalse(start(Settings.group("test", 1)));
        assertFalse(transport.isAdminEnabled());
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThrows(SettingsException.class, () -> start("SOCK_STREAM"));
    }

    @Test
    void connectionsAreAnsweredInOrder() throws Exception {
        assertTrue(start("SOCK_SEQPACKET"));
        try (Peer peer = Peer.connected(janus)) {
            for (int i = 0; i < 200; i++) {
                peer.send("{\"n\":" + i + "}");
                if (i % 10 != 9) continue;
                for (int k = i - 9; k <= i; k++) {
                    assertEquals("{\"janus\":\"ack\",\"echo\":{\"n\":" + k + "}}", peer.receive());
                }
            }
        }
        assertTrue(gateway.gone.poll(5, TimeUnit.SECONDS) != null, "its end is told");
        assertEquals("connected", events.getFirst().string("event", ""));
        assertEquals(0, transport.counters().clients.get());
    }

    @Test
    void manyConnectionsAreApart() throws Exception {
        start("SOCK_SEQPACKET");
        Peer[] peers = new Peer[50];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = Peer.connected(janus);
            peers[i].send("{\"peer\":" + i + "}");
        }
        for (int i = 0; i < peers.length; i++) {
            assertEquals("{\"janus\":\"ack\",\"echo\":{\"peer\":" + i + "}}", peers[i].receive());
            peers[i].close();
        }
    }

    @Test
    void theAdminSocketCarriesTheAdminApi() throws Exception {
        start("SOCK_SEQPACKET");
        assertTrue(transport.isAdminEnabled());
        try (Peer peer = Peer.connected(admin)) {
            peer.send("{}");
            assertEquals("{\"janus\":\"admin\"}", peer.receive());
        }
    }

    @Test
    void whatIsNoJsonIsToldAndTooLongDropped() throws Exception {
        start("SOCK_SEQPACKET");
        try (Peer peer = Peer.connected(janus)) {
            peer.send("{nonsense");
            assertTrue(peer.receive().contains("454"));
            peer.send("\"" + "x".repeat(Limits.MAX_MESSAGE) + "\"");
            peer.send("{\"n\":1}");
            assertEquals("{\"janus\":\"ack\",\"echo\":{\"n\":1}}", peer.receive());
            assertEquals(1, transport.counters().dropped.get());
        }
    }

    @Test
    void eventsComeByThemselvesAndLongOnesToo() throws Exception {
        start("SOCK_SEQPACKET");
        try (Peer peer = Peer.connected(janus)) {
            peer.send("{}");
            peer.receive();
            String sdp = "x".repeat(50_000);
            seen().send(Json.object().put("sdp", sdp));
            assertEquals("{\"sdp\":\"" + sdp + "\"}", peer.receive());
        }
    }

    @Test
    void aConnectionEndsWithASessionThatTimedOut() throws Exception {
        start("SOCK_SEQPACKET");
        try (Peer peer = Peer.connected(janus)) {
            peer.send("{}");
            peer.receive();
            TransportClient client = seen();
            client.send(Json.object().put("janus", "timeout"));
            client.sessionOver(5, SessionEnd.TIMEOUT);
            assertEquals("{\"janus\":\"timeout\"}", peer.receive());
            assertEquals("", peer.receive());
        }
    }

    @Test
    void whoDoesNotReadIsGivenUp() throws Exception {
        start("SOCK_SEQPACKET");
        try (Peer peer = Peer.connected(janus)) {
            peer.send("{}");
            TransportClient client = seen();
            Json wide = Json.object().put("x", "x".repeat(60_000));
            for (int i = 0; i < 200; i++) {
                client.send(wide);
            }
            assertEquals(1, transport.counters().tooSlow.get());
            assertTrue(gateway.gone.poll(5, TimeUnit.SECONDS) != null, "given up while it hangs");
        }
    }

    @Test
    void datagramsAreAnsweredWhereTheyCameFrom() throws Exception {
        assertTrue(start("SOCK_DGRAM"));
        try (Peer one = Peer.bound(folder.resolve("one"), janus);
                Peer two = Peer.bound(folder.resolve("two"), janus);
                Peer nameless = Peer.unbound(janus)) {
            nameless.send("{}");
            one.send("{\"n\":1}");
            TransportClient first = seen();
            two.send("{\"n\":2}");
            assertEquals("{\"janus\":\"ack\",\"echo\":{\"n\":1}}", one.receive());
            assertEquals("{\"janus\":\"ack\",\"echo\":{\"n\":2}}", two.receive());
            assertEquals(1, transport.counters().dropped.get());
            first.send(Json.object().put("janus", "event"));
            assertEquals("{\"janus\":\"event\"}", one.receive());
            one.send("\"" + "x".repeat(Limits.MAX_MESSAGE) + "\"");
            assertTrue(one.receive().contains("454"));
            assertEquals(2, transport.counters().dropped.get());
        }
    }

    @Test
    void aReceiverThatIsGoneIsOnlyNoted() throws Exception {
        start("SOCK_DGRAM");
        Path own = folder.resolve("one");
        Peer one = Peer.bound(own, janus);
        one.send("{}");
        one.receive();
        TransportClient client = seen();
        one.close();
        Files.delete(own);
        client.send(Json.object().put("janus", "event"));
        for (int i = 0; i < 500 && transport.counters().undelivered.get() == 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(1, transport.counters().undelivered.get());
        try (Peer two = Peer.bound(folder.resolve("two"), janus)) {
            two.send("{}");
            assertTrue(two.receive().contains("ack"));
        }
    }
}
