package io.cardea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happens when nothing happens. The open server's sessions time out after five seconds. */
public final class TimeoutTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    @Tag("open")
    void aSessionWithoutRequestsTimesOutAndSaysSo() throws Exception {
        try (WsClient client = WsClient.connect()) {
            long session = create(client, "");
            long start = System.nanoTime();

            String event = client.receive(PATIENCE).orElseThrow();

            double seconds = (System.nanoTime() - start) / 1e9;
            assertEquals("{\"janus\":\"timeout\",\"session_id\":" + session + "}", event);
            // Janus looks every two seconds.
            assertTrue(seconds > 4 && seconds < 9, "after " + seconds);
            assertEquals(
                    error(session, 458, "No such session " + session), keepAlive(client, session));
        }
    }

    @Test
    @Tag("open")
    void requestsKeepASessionAlive() throws Exception {
        try (WsClient client = WsClient.connect()) {
            long session = create(client, "");
            for (int i = 0; i < 5; i++) {
                assertTrue(client.receive(Duration.ofSeconds(2)).isEmpty());
                assertTrue(keepAlive(client, session).startsWith("{\"janus\":\"ack\""));
            }
        }
    }

    @Test
    @Tag("open")
    void evenARequestForAWrongHandleKeepsASessionAlive() throws Exception {
        try (WsClient client = WsClient.connect()) {
            long session = create(client, "");
            for (int i = 0; i < 5; i++) {
                assertTrue(client.receive(Duration.ofSeconds(2)).isEmpty());
                String answer =
                        client.ask(
                                "{\"janus\":\"message\",\"transaction\":\"t\",\"handle_id\":5,"
                                        + "\"session_id\":"
                                        + session
                                        + "}");
                assertTrue(answer.contains("459"), answer);
            }
        }
    }

    @Test
    @Tag("guarded")
    void aSessionLingersAfterItsConnectionUntilItIsClaimed() throws Exception {
        long session;
        try (WsClient lost = WsClient.connect()) {
            session = create(lost, ",\"apisecret\":\"hush\"");
        }
        try (WsClient client = WsClient.connect()) {
            assertTrue(client.receive(Duration.ofSeconds(1)).isEmpty());
            Json claimed = request(client, "claim", session);
            assertEquals("success", claimed.string("janus", ""));
            // Past the time to reclaim, short of the session's own.
            for (int i = 0; i < 3; i++) {
                assertTrue(client.receive(Duration.ofSeconds(2)).isEmpty());
                assertEquals("ack", request(client, "keepalive", session).string("janus", ""));
            }
        }
    }

    @Test
    @Tag("guarded")
    void aSessionNobodyClaimsEnds() throws Exception {
        long session;
        try (WsClient lost = WsClient.connect()) {
            session = create(lost, ",\"apisecret\":\"hush\"");
        }
        try (WsClient client = WsClient.connect()) {
            // Three seconds to reclaim it; Janus looks every two seconds, and looks again.
            assertTrue(client.receive(Duration.ofSeconds(9)).isEmpty());
            Json answer = request(client, "claim", session);
            assertEquals(458, answer.get("error").orElseThrow().integer("code", 0));
        }
    }

    private static Json request(WsClient client, String name, long session) throws Exception {
        return Json.parse(
                client.ask(
                        "{\"janus\":\"%s\",\"transaction\":\"t\",\"apisecret\":\"hush\",\"session_id\":%d}"
                                .formatted(name, session)));
    }

    private static long create(WsClient client, String more) throws Exception {
        return Json.parse(client.ask("{\"janus\":\"create\",\"transaction\":\"t\"" + more + "}"))
                .get("data")
                .orElseThrow()
                .integer("id", 0);
    }

    private static String keepAlive(WsClient client, long session) throws Exception {
        return client.ask(
                "{\"janus\":\"keepalive\",\"transaction\":\"t\",\"session_id\":" + session + "}");
    }

    private static String error(long session, int code, String reason) {
        return "{\"janus\":\"error\",\"session_id\":%d,\"transaction\":\"t\",\"error\":{\"code\":%d,\"reason\":\"%s\"}}"
                .formatted(session, code, reason);
    }
}
