package io.cardea.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only WebSockets have: sub-protocols, frames, pings. */
@Tag("open")
public final class WebSocketTest {
    @ParameterizedTest
    @CsvSource({
        "janus-protocol, true, false",
        "janus-admin-protocol, false, true",
        "something, false, false",
        "'foo, janus-protocol', true, false",
        "'janus-protocol, foo', true, false",
    })
    void eachPortSpeaksItsOwnSubProtocol(String protocol, boolean janus, boolean admin)
            throws Exception {
        String header = "Sec-WebSocket-Protocol: " + protocol + "\r\n";
        try (WsClient onJanus = WsClient.attempt(Target.get().ws(), "/", header);
                WsClient onAdmin = WsClient.attempt(Target.get().adminWs(), "/", header)) {
            assertEquals(janus, onJanus.isOpen());
            assertEquals(admin, onAdmin.isOpen());
        }
    }

    @Test
    void withoutASubProtocolThereIsNoConnection() throws Exception {
        try (WsClient client = WsClient.attempt(Target.get().ws(), "/", "")) {
            assertFalse(client.isOpen());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/any/path", "/any?query=1"})
    void thePathDoesNotMatter(String path) throws Exception {
        try (WsClient client =
                WsClient.attempt(
                        Target.get().ws(), path, "Sec-WebSocket-Protocol: janus-protocol\r\n")) {
            assertTrue(client.isOpen());
        }
    }

    @Test
    void theHandshakeNamesTheProtocolAndAllowsAllOrigins() throws Exception {
        String headers =
                "Sec-WebSocket-Protocol: janus-protocol\r\nOrigin: http://a.example\r\n"
                        + "Sec-WebSocket-Extensions: permessage-deflate\r\n";
        try (WsClient client = WsClient.attempt(Target.get().ws(), "/", headers)) {
            List<String> lines =
                    client.head().lines().map(l -> l.toLowerCase(java.util.Locale.ROOT)).toList();
            assertTrue(lines.contains("sec-websocket-protocol: janus-protocol"), client.head());
            assertTrue(lines.contains("access-control-allow-origin: *"), client.head());
            assertTrue(
                    lines.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="),
                    client.head());
            assertTrue(lines.stream().noneMatch(l -> l.startsWith("sec-websocket-extensions")));
        }
    }

    @Test
    void plainHttpIsForbidden() throws Exception {
        URI ws = Target.get().ws();
        URI http = URI.create("http://" + ws.getHost() + ":" + ws.getPort() + "/");

        assertEquals(403, Http.get(http).statusCode());
    }

    @Test
    void fragmentsAreJoined() throws Exception {
        try (WsClient client = WsClient.connect()) {
            client.frame(false, WsClient.TEXT, bytes("{\"janus\":\"ping\","));
            client.frame(false, WsClient.CONTINUATION, bytes("\"transaction\":\"t\""));
            client.frame(true, WsClient.PING, bytes("between"));
            client.frame(true, WsClient.CONTINUATION, bytes("}"));

            WsClient.Frame pong = client.frame();
            assertEquals(WsClient.PONG, pong.opcode());
            assertEquals("between", pong.text());
            assertEquals("{\"janus\":\"pong\",\"transaction\":\"t\"}", client.receive());
        }
    }

    @Test
    void binaryIsTakenForText() throws Exception {
        try (WsClient client = WsClient.connect()) {
            client.frame(
                    true, WsClient.BINARY, bytes("{\"janus\":\"ping\",\"transaction\":\"t\"}"));

            WsClient.Frame answer = client.frame();
            assertEquals(WsClient.TEXT, answer.opcode());
            assertEquals("{\"janus\":\"pong\",\"transaction\":\"t\"}", answer.text());
        }
    }

    @Test
    void longMessagesComeInFragments() throws Exception {
        try (WsClient client = WsClient.connect()) {
            client.send("{\"janus\":\"ping\",\"transaction\":\"%s\"}".formatted("k".repeat(9_000)));

            List<Integer> sizes = new ArrayList<>();
            List<Integer> opcodes = new ArrayList<>();
            WsClient.Frame frame;
            do {
                frame = client.frame();
                sizes.add(frame.payload().length);
                opcodes.add(frame.opcode());
            } while (!frame.last());
            assertEquals(List.of(2_800, 2_800, 2_800, 633), sizes);
            assertEquals(List.of(1, 0, 0, 0), opcodes);
        }
    }

    @Test
    void aPingIsAnsweredWithItsContent() throws Exception {
        try (WsClient client = WsClient.connect()) {
            client.frame(true, WsClient.PING, bytes("x"));

            WsClient.Frame pong = client.frame();
            assertEquals(WsClient.PONG, pong.opcode());
            assertArrayEquals(bytes("x"), pong.payload());
        }
    }

    @Test
    void aCloseIsAnsweredAndEndsTheConnection() throws Exception {
        try (WsClient client = WsClient.connect()) {
            client.frame(true, WsClient.CLOSE, new byte[] {1000 >> 8, (byte) 1000});

            WsClient.Frame close = client.frame();
            assertEquals(WsClient.CLOSE, close.opcode());
            assertEquals(1000, (close.payload()[0] & 255) << 8 | close.payload()[1] & 255);
            assertTrue(client.ends());
        }
    }

    @Test
    void aSilentClientIsPingedAndThenDropped() throws Exception {
        try (WsClient client = WsClient.connect()) {
            long start = System.nanoTime();
            assertEquals(WsClient.PING, client.frame().opcode());
            double pinged = (System.nanoTime() - start) / 1e9;
            assertTrue(client.ends());
            double dropped = (System.nanoTime() - start) / 1e9;
            assertTrue(pinged > 2.5 && pinged < 4.5, "pinged after " + pinged);
            assertTrue(dropped > 4.5 && dropped < 7.5, "dropped after " + dropped);
        }
    }

    @Test
    void theAdminApiTakesBadJsonForAnEmptyRequest() throws Exception {
        try (WsClient client = WsClient.connect(Target.get().adminWs(), "janus-admin-protocol")) {
            assertEquals(
                    "{\"janus\":\"error\",\"error\":{\"code\":456,"
                            + "\"reason\":\"Missing mandatory element (transaction)\"}}",
                    client.ask("{bad"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
