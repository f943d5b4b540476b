package io.cardea.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportContext;
import io.cardea.transport.netty.SelfSigned;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebSocketTransportTest {
    @Test
    void aRequestGetsTheGatewaysAnswer() throws Exception {
        try (Fixture server = Fixture.plain()) {
            Client client = server.connect();

            assertEquals(
                    "{\"janus\":\"ack\",\"echo\":{\"janus\":\"x\",\"a\":1}}",
                    client.ask("{\"janus\":\"x\",\"a\":1}"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ws, janus-protocol, true",
        "ws, janus-admin-protocol, false",
        "ws, something, false",
        "admin_ws, janus-admin-protocol, true",
        "admin_ws, janus-protocol, false",
    })
    void onlyTheListenersOwnSubProtocolIsSpoken(String listener, String protocol, boolean spoken)
            throws Exception {
        try (Fixture server = Fixture.plain()) {
            var connecting = server.connect(listener, server.builder().subprotocols(protocol));

            if (spoken) {
                WebSocket socket = connecting.get(20, TimeUnit.SECONDS).socket();
                assertEquals(protocol, socket.getSubprotocol());
            } else {
                assertThrows(ExecutionException.class, () -> connecting.get(20, TimeUnit.SECONDS));
                assertEquals(1, server.transport.counters().refused.get());
            }
        }
    }

    @Test
    void ourSubProtocolMayBeOneOfSeveral() throws Exception {
        try (Fixture server = Fixture.plain()) {
            Client client =
                    server.connect("ws", server.builder().subprotocols("foo", "janus-protocol"))
                            .get(20, TimeUnit.SECONDS);

            assertEquals("janus-protocol", client.socket().getSubprotocol());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
                "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: abc=\r\n\r\n",
                "NONSENSE\r\n\r\n"
            })
    void whatIsNoProperUpgradeIsForbidden(String request) throws Exception {
        try (Fixture server = Fixture.plain();
                RawClient client =
                        new RawClient(new java.net.Socket("127.0.0.1", server.port("ws")))) {
            client.write(request);

            assertTrue(client.head().startsWith("HTTP/1.1 403"));
            assertEquals(-1, client.in().read());
        }
    }

    @Test
    void theHandshakeAllowsTheOriginAndNoExtension() throws Exception {
        try (Fixture server = Fixture.plain();
                RawClient client =
                        new RawClient(new java.net.Socket("127.0.0.1", server.port("ws")))) {
            client.write(
                    RawClient.upgrade(
                            "Sec-WebSocket-Protocol: janus-protocol\r\n"
                                    + "Sec-WebSocket-Extensions: permessage-deflate\r\n"));

            String head = client.head().toLowerCase(java.util.Locale.ROOT);
            assertTrue(head.startsWith("http/1.1 101"), head);
            assertTrue(head.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), head);
            assertTrue(head.contains("access-control-allow-origin: *"), head);
            assertTrue(!head.contains("extensions"), head);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://foo.example, true",
        "Origin, http://foo.example:8080, true",
        "Origin, http://bar.example, false",
        "X-Nothing, none, false",
    })
    void enforcedCorsRefusesOtherOrigins(String name, String value, boolean served)
            throws Exception {
        Settings cors = Settings.group("test", 1);
        Fixture.set(cors, "allow_origin", "http://foo.example");
        Fixture.set(cors, "enforce_cors", "yes");
        try (Fixture server = new Fixture(Fixture.settings().put("cors", cors))) {
            var connecting =
                    server.connect(
                            "ws",
                            server.builder().subprotocols("janus-protocol").header(name, value));

            if (served) {
                connecting.get(20, TimeUnit.SECONDS);
            } else {
                assertThrows(ExecutionException.class, () -> connecting.get(20, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void severalDocumentsInOneMessageAreServedInOrder() throws Exception {
        try (Fixture server = Fixture.plain()) {
            Client client = server.connect();

            client.send("{\"n\":1}{\"n\":2} \n {\"n\":3}  ");

            for (int n = 1; n <= 3; n++) {
                assertTrue(client.receive().contains("\"n\":" + n));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{bad", "{\"n\":1}{bad", "\n{\"a\":1,\nbad"})
    void amongDocumentsOneBadOneSpoilsAll(String text) throws Exception {
        try (Fixture server = Fixture.plain()) {
            Client client = server.connect();

            String answer = client.ask(text);

            String start =
                    "{\"janus\":\"error\",\"error\":{\"code\":454,"
                            + "\"reason\":\"Invalid Janus API request - <string>(";
            assertTrue(answer.startsWith(start), answer);
            assertTrue(server.gateway.requests.isEmpty());
            assertEquals(1, server.transport.counters().malformed.get());
            assertTrue(client.ask("{\"n\":9}").contains("\"n\":9"));
        }
    }

    @Test
    void theAdminApiTakesBadJsonForAnEmptyRequest() throws Exception {
        try (Fixture server = Fixture.plain()) {
            Client client = server.connectAdmin();

            assertEquals(
                    "{\"janus\":\"error\",\"error\":{\"code\":456,"
                            + "\"reason\":\"Missing mandatory element (transaction)\"}}",
                    client.ask("{bad"));
            assertEquals("{\"janus\":\"admin\"}", client.ask("{\"n\":1}"));
            assertEquals(1, server.gateway.adminRequests.size());
        }
    }

    @Test
    void fragmentsOfAMessageAreJoinedAndBinaryIsText() throws Exception {
        try (Fixture server = Fixture.plain()) {
            Client client = server.connect();
            client.socket().sendText("{\"n\":", false).join();
            client.socket().sendText("1", false).join();
            client.socket().sendText("}", true).join();
            assertTrue(client.receive().contains("\"n\":1"));

            byte[] binary = "{\"n\":2}".getBytes(StandardCharsets.UTF_8);
            client.socket().sendBinary(ByteBuffer.wrap(binary), true).join();
            assertTrue(client.receive().contains("\"n\":2"));
        }
    }

    @Test
    void longMessagesAreSentInFragments() throws Exception {
        try (Fixture server = Fixture.plain();
                RawClient client = RawClient.connect(server.port("ws"))) {
            server.gateway.answers = _ -> Json.of("é" + "k".repeat(8_000));

            client.frame(true, RawClient.TEXT, bytes("{}"));

            List<Integer> sizes = new ArrayList<>();
            List<Integer> opcodes = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            RawClient.Frame frame;
            do {
                frame = client.read();
                sizes.add(frame.payload().length);
                opcodes.add(frame.opcode());
                text.append(new String(frame.payload(), StandardCharsets.UTF_8));
            } while (!frame.last());
            assertEquals(List.of(2_800, 2_800, 2_404), sizes);
            assertEquals(List.of(1, 0, 0), opcodes);
            assertEquals("\"é" + "k".repeat(8_000) + "\"", text.toString());
        }
    }

    @Test
    void eventsFromManyThreadsNeverMixAndOneThreadsOrderStays() throws Exception {
        int threads = 8;
        int each = 50;
        try (Fixture server = Fixture.plain()) {
            Client client = server.connect();
            client.ask("{}");
            TransportClient there = server.gateway.seen.take();
            List<Thread> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                senders.add(
                        Thread.startVirtualThread(() -> {
                            for (int n = 0; n < each; n++) {
                                there.send(event(thread, n));
                            }
                        }));
            }
            for (Thread sender : senders) {
                sender.join();
            }

            int[] next = new int[threads];
            for (int i = 0; i < threads * each; i++) {
                Json event = Json.parse(client.receive());
                int thread = (int) event.integer("thread", -1);
                assertEquals(next[thread]++, event.integer("n", -1));
            }
        }
    }

    private static Json event(int thread, int n) {
        return Json.object().put("thread", thread).put("n", n).put("pad", "p".repeat(4_000));
    }

    @Test
    void requestsOfOneConnectionAreServedInOrderAndOthersDoNotWait() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (Fixture server = Fixture.plain()) {
            server.gateway.answers =
                    request -> {
                        if (request.has("slow")) awaitLatch(hold);
                        return FakeGateway.echo(request);
                    };
            Client slow = server.connect();
            Client quick = server.connect();
            slow.send("{\"slow\":true}");
            for (int i = 0; i < 3 * Limits.MAX_WAITING; i++) {
                slow.send("{\"n\":" + i + "}");
            }

            assertTrue(quick.ask("{\"q\":1}").contains("\"q\":1"));
            hold.countDown();

            assertTrue(slow.receive().contains("slow"));
            for (int i = 0; i < 3 * Limits.MAX_WAITING; i++) {
                assertTrue(slow.receive().contains("\"n\":" + i + "}"));
            }
        }
    }

    @Test
    void aConnectionThatClosesIsToldOfOnceAfterItsLastRequest() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (Fixture server = Fixture.plain()) {
            server.gateway.answers =
                    request -> {
                        awaitLatch(hold);
                        return FakeGateway.echo(request);
                    };
            Client client = server.connect();
            client.send("{}");
            TransportClient there = server.gateway.seen.take();
            client.socket().abort();
            Fixture.await(() -> server.transport.counters().clients.get() == 0);
            assertTrue(server.gateway.gone.isEmpty());

            hold.countDown();

            assertSame(there, server.gateway.gone.poll(20, TimeUnit.SECONDS));
            Fixture.await(() -> server.events.size() == 2);
            assertEquals(
                    "[{\"event\":\"connected\",\"admin_api\":false,\"ip\":\"127.0.0.1\"},"
                            + " {\"event\":\"disconnected\"}]",
                    server.events.toString());
            assertTrue(server.gateway.gone.isEmpty());
        }
    }

    @Test
    void everyConnectionIsAClientOfItsOwn() throws Exception {
        try (Fixture server = Fixture.plain()) {
            server.connect().ask("{}");
            server.connect().ask("{}");

            assertNotSame(server.gateway.seen.take(), server.gateway.seen.take());
            assertEquals(
                    "{\"result\":200,\"connections\":2}",
                    server.transport.query(Json.parse("{\"request\":\"connections\"}")).toString());
        }
    }

    @Test
    void aCloseIsAnsweredWithTheSameStatus() throws Exception {
        try (Fixture server = Fixture.plain()) {
            Client client = server.connect();

            client.socket().sendClose(1000, "bye").join();

            assertEquals(1000, client.closed.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aPingIsAnswered() throws Exception {
        try (Fixture server = Fixture.plain()) {
            Client client = server.connect();

            client.socket().sendPing(ByteBuffer.wrap(bytes("x"))).join();

            assertEquals("pong x", client.receive());
        }
    }

    @Test
    void aSilentClientIsPingedAndOneThatDoesNotAnswerIsClosed() throws Exception {
        Settings settings = Fixture.settings();
        Fixture.set(settings.section("general"), "pingpong_trigger", "1");
        Fixture.set(settings.section("general"), "pingpong_timeout", "1");
        try (Fixture server = new Fixture(settings);
                RawClient mute = RawClient.connect(server.port("ws"))) {
            Client polite = server.connect();

            assertEquals(RawClient.PING, mute.read().opcode());
            assertEquals(-1, mute.in().read());
            assertEquals(1, server.transport.counters().silent.get());

            // The other one answered its ping, as the library does by itself.
            assertEquals("ping", polite.pings.poll(20, TimeUnit.SECONDS));
            assertTrue(polite.ask("{\"n\":1}").contains("\"n\":1"));
        }
    }

    @Test
    void aClientThatDoesNotReadIsDisconnected() throws Exception {
        try (Fixture server = Fixture.plain();
                RawClient deaf = RawClient.connect(server.port("ws"))) {
            deaf.frame(true, RawClient.TEXT, bytes("{}"));
            TransportClient there = server.gateway.seen.take();
            Json event = Json.object().put("pad", "p".repeat(64 << 10));

            while (server.transport.counters().tooSlow.get() == 0) {
                there.send(event);
            }

            assertSame(there, server.gateway.gone.poll(20, TimeUnit.SECONDS));
            // Late events go nowhere, quietly.
            there.send(event);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aMessageBeyondTheLimitClosesTheConnection(int fragments) throws Exception {
        try (Fixture server = Fixture.plain()) {
            Client client = server.connect();
            String part = "x".repeat(TransportContext.DEFAULT_MAX_REQUEST_BYTES / fragments + 1);

            for (int i = 1; i <= fragments; i++) {
                // One at a time: the client refuses a second while the first is on its way.
                client.socket().sendText(part, i == fragments).exceptionally(e -> null).join();
            }

            int status = client.closed.get(20, TimeUnit.SECONDS);
            assertTrue(status == 1009 || status == 1006, "status " + status);
            assertTrue(server.gateway.requests.isEmpty());
            Fixture.await(() -> server.transport.counters().broken.get() > 0);
        }
    }

    @Test
    void textThatIsNoUtf8ClosesTheConnection() throws Exception {
        try (Fixture server = Fixture.plain();
                RawClient client = RawClient.connect(server.port("ws"))) {
            client.frame(true, RawClient.TEXT, new byte[] {'"', (byte) 0xC3, '"'});

            RawClient.Frame close = client.read();
            assertEquals(RawClient.CLOSE, close.opcode());
            assertArrayEquals(new byte[] {1007 >> 8, (byte) 1007}, prefix(close.payload()));
        }
    }

    private static byte[] prefix(byte[] payload) {
        return new byte[] {payload[0], payload[1]};
    }

    @Test
    void aFailingGatewayCostsTheConnectionOnly() throws Exception {
        try (Fixture server = Fixture.plain()) {
            server.gateway.answers =
                    _ -> {
                        throw new IllegalStateException("planted");
                    };
            Client unlucky = server.connect();
            unlucky.send("{}");
            unlucky.closed.get(20, TimeUnit.SECONDS);
            assertEquals(1, server.transport.counters().faults.get());
            server.gateway.gone.poll(20, TimeUnit.SECONDS);

            server.gateway.answers = FakeGateway::echo;
            assertTrue(server.connect().ask("{\"n\":1}").contains("\"n\":1"));
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "127.0.0.10, false", "10., false"})
    void onlyListedAddressesAreServed(String list, boolean served) throws Exception {
        try (Fixture server = Fixture.with("ws_acl", list)) {
            var connecting = server.connect("ws", server.builder().subprotocols("janus-protocol"));

            if (served) {
                connecting.get(20, TimeUnit.SECONDS);
            } else {
                assertThrows(ExecutionException.class, () -> connecting.get(20, TimeUnit.SECONDS));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"10.2.3.4, true", "8.8.8.8, false"})
    void forwardedAddressesAreCheckedIfWanted(String hop, boolean served) throws Exception {
        Settings settings = Fixture.settings();
        Fixture.set(settings.section("general"), "ws_acl", "127.0.0.1,10.");
        Fixture.set(settings.section("general"), "ws_acl_forwarded", "true");
        try (Fixture server = new Fixture(settings)) {
            var connecting =
                    server.connect(
                            "ws",
                            server.builder()
                                    .subprotocols("janus-protocol")
                                    .header("X-Forwarded-For", hop));

            if (served) {
                connecting.get(20, TimeUnit.SECONDS);
            } else {
                assertThrows(ExecutionException.class, () -> connecting.get(20, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void theSameIsSpokenOverTls(@TempDir Path folder) throws Exception {
        SelfSigned certificate = SelfSigned.in(folder);
        Settings settings = Fixture.settings().put("certificates", certificate.settings());
        Fixture.set(settings.section("general"), "wss", "true");
        Fixture.set(settings.section("general"), "wss_ip", "127.0.0.1");
        Fixture.set(settings.section("general"), "wss_port", "0");
        try (Fixture server = new Fixture(settings);
                HttpClient http =
                        HttpClient.newBuilder().sslContext(certificate.client()).build()) {
            Client client = new Client();
            client.with(
                    http.newWebSocketBuilder()
                            .subprotocols("janus-protocol")
                            .buildAsync(URI.create("wss://127.0.0.1:" + server.port("wss")), client)
                            .get(20, TimeUnit.SECONDS));

            String pad = "p".repeat(100_000);
            assertTrue(client.ask("{\"pad\":\"" + pad + "\"}").contains(pad));
            client.socket().abort();
        }
    }

    @Test
    void aUnixSocketCarriesTheSame(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("ws.sock");
        Settings settings = Fixture.settings();
        Fixture.set(settings.section("general"), "ws_unix", path.toString());
        try (Fixture server = new Fixture(settings);
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            String request = RawClient.upgrade("Sec-WebSocket-Protocol: janus-protocol\r\n");
            channel.write(ByteBuffer.wrap(bytes(request)));

            byte[] start = Channels.newInputStream(channel).readNBytes(12);

            assertEquals("HTTP/1.1 101", new String(start, StandardCharsets.UTF_8));
            assertEquals(
                    UnixDomainSocketAddress.of(path), server.transport.addresses("ws").getFirst());
        }
    }

    @Test
    void theStyleIsConfigured() throws Exception {
        try (Fixture server = Fixture.with("json", "indented")) {
            server.gateway.answers = _ -> Json.object().put("janus", "ack");

            assertEquals("{\n   \"janus\": \"ack\"\n}", server.connect().ask("{}"));
        }
    }

    @Test
    void nothingSwitchedOnIsNoApi() throws Exception {
        try (Fixture server = new Fixture(Settings.group("none", 0))) {
            assertEquals(List.of(), server.transport.addresses("ws"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
