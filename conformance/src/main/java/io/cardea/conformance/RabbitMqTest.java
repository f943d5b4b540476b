package io.cardea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.conformance.AmqpPeer.Got;
import io.cardea.spi.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The Janus API and the Admin API over a real RabbitMQ: by queues alone where the server is open,
 * by an exchange of topics where it is guarded.
 */
public final class RabbitMqTest {
    private static final int PORT = Integer.getInteger("cardea.rabbitmq", 0);

    private static String ask(AmqpPeer peer, String queue, String text) throws Exception {
        peer.say("", queue, text, "c1");
        return answer(peer, "c1");
    }

    /** The next message, which has to carry that. */
    private static String answer(AmqpPeer peer, String correlationId) throws Exception {
        Got got = peer.next();
        assertEquals(correlationId, got.correlationId(), got.text());
        assertEquals("Janus", got.replyTo());
        assertEquals("application/json", got.contentType());
        return Json.parse(got.text()).toString();
    }

    private static String ping(String transaction) {
        return "{\"janus\":\"ping\",\"transaction\":\"" + transaction + "\"}";
    }

    private static String pong(String transaction) {
        return "{\"janus\":\"pong\",\"transaction\":\"" + transaction + "\"}";
    }

    @Test
    @Tag("open")
    void requestsAreAnswered() throws Exception {
        try (AmqpPeer peer = new AmqpPeer(PORT)) {
            peer.listen("from-janus");
            assertEquals(pong("t"), ask(peer, "to-janus", ping("t")));
            peer.say("", "to-janus", ping("u"), "");
            assertEquals(pong("u"), answer(peer, ""));
            assertTrue(
                    ask(peer, "to-janus", "{\"janus\":\"info\",\"transaction\":\"t\"}")
                            .contains("\"janus.transport.rabbitmq\""));
            assertEquals(
                    "{\"janus\":\"error\",\"error\":{\"code\":454,\"reason\":"
                            + "\"Invalid Janus API request - <buffer>(1,9): string or '}' expected"
                            + " near 'nonsense'\"}}",
                    ask(peer, "to-janus", "{nonsense"));
            assertTrue(ask(peer, "to-janus", "").contains("expected near end of file"));
            assertTrue(ask(peer, "to-janus", ping("t") + ping("u")).contains("(1,35)"));
            assertTrue(ask(peer, "to-janus", "[]").contains("456"));
            String unknown = "{\"janus\":\"keepalive\",\"transaction\":\"t\",\"session_id\":9}";
            assertTrue(ask(peer, "to-janus", unknown).contains("458"));
        }
    }

    @Test
    @Tag("open")
    void aSessionLivesUntilItIsDestroyed() throws Exception {
        try (AmqpPeer peer = new AmqpPeer(PORT)) {
            peer.listen("from-janus");
            String session = ",\"transaction\":\"t\",\"session_id\":4731";
            ask(peer, "to-janus", "{\"janus\":\"create\",\"transaction\":\"t\",\"id\":4731}");
            String attach = "{\"janus\":\"attach\",\"plugin\":\"janus.plugin.echotest\"" + session;
            String attached = ask(peer, "to-janus", attach + "}");
            String handle = attached.replaceAll(".*\"data\":\\{\"id\":(\\d+)}.*", "$1");
            String message =
                    "{\"janus\":\"message\",\"body\":{\"audio\":true},\"handle_id\":" + handle;
            peer.say("", "to-janus", message + session + "}", "c2");
            String both = peer.next().correlationId() + "," + peer.next().correlationId();
            assertTrue(both.equals("c2,") || both.equals(",c2"), "the event has none: " + both);
            String keepAlive = "{\"janus\":\"keepalive\"" + session + "}";
            assertTrue(ask(peer, "to-janus", keepAlive).contains("\"ack\""));
            String destroy = "{\"janus\":\"destroy\"" + session + "}";
            assertTrue(ask(peer, "to-janus", destroy).contains("\"success\""));
        }
    }

    @Test
    @Tag("open")
    void theAdminApiIsAnswered() throws Exception {
        try (AmqpPeer peer = new AmqpPeer(PORT)) {
            peer.listen("from-janus-admin");
            assertEquals(pong("t"), ask(peer, "to-janus-admin", ping("t")));
            assertTrue(ask(peer, "to-janus-admin", "{nonsense").contains("456"));
            String list = "{\"janus\":\"list_sessions\",\"transaction\":\"t\",\"admin_secret\":";
            assertTrue(ask(peer, "to-janus-admin", list + "\"no\"}").contains("403"));
            assertTrue(ask(peer, "to-janus-admin", list + "\"tattle\"}").contains("\"sessions\""));
            String query =
                    "{\"janus\":\"query_transport\",\"transaction\":\"t\",\"admin_secret\":"
                            + "\"tattle\",\"transport\":\"janus.transport.rabbitmq\","
                            + "\"request\":{\"request\":\"configure\"}}";
            assertEquals(
                    "{\"janus\":\"success\",\"transaction\":\"t\",\"response\":{\"result\":200}}",
                    ask(peer, "to-janus-admin", query));
            assertTrue(
                    ask(peer, "to-janus-admin", query.replace("configure", "connections"))
                            .contains("\"error_code\":411"));
        }
    }

    @Test
    @Tag("guarded")
    void anExchangeRoutesRequestsAndAnswers() throws Exception {
        try (AmqpPeer peer = new AmqpPeer(PORT)) {
            peer.listen("janus-exchange", "from.janus");
            peer.say("janus-exchange", "to.janus", ping("t"), "c1");
            Got got = peer.next();
            assertEquals("from.janus", got.key());
            assertEquals(pong("t"), Json.parse(got.text()).toString());
            peer.say("", "own-queue", ping("u"), "c2");
            assertEquals(pong("u"), answer(peer, "c2"));
        }
    }

    @Test
    @Tag("guarded")
    void anExchangeRoutesTheAdminApi() throws Exception {
        try (AmqpPeer peer = new AmqpPeer(PORT)) {
            peer.listen("janus-exchange", "from.admin");
            peer.say("janus-exchange", "to.admin", "{nonsense", "c1");
            assertTrue(answer(peer, "c1").contains("456"));
            peer.say("janus-exchange", "to.admin", ping("t"), "c2");
            assertEquals(pong("t"), answer(peer, "c2"));
        }
    }
}
