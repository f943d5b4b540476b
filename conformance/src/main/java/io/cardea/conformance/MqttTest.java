package io.cardea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.conformance.MqttPeer.Got;
import io.cardea.conformance.MqttPeer.With;
import io.cardea.spi.Json;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The Janus API and the Admin API over a real MQTT broker: version 3.1.1 where the server is open,
 * version 5 where it is guarded.
 */
public final class MqttTest {
    private static final int PORT = Integer.getInteger("cardea.mqtt", 0);
    private static final With ASKED = new With("mine", "c1", Map.of("a", "1", "b", "2"));

    private static String ask(MqttPeer peer, String topic, String text)
            throws InterruptedException {
        return ask(peer, topic, text, With.NOTHING);
    }

    private static String ask(MqttPeer peer, String topic, String text, With with)
            throws InterruptedException {
        peer.say(topic, text, with);
        return line(peer.next());
    }

    /** Until two things are told, whichever comes first, and whatever is told again. */
    private static void awaitBoth(MqttPeer peer, String one, String other)
            throws InterruptedException {
        StringBuilder told = new StringBuilder();
        while (told.indexOf(one) < 0 || told.indexOf(other) < 0) {
            told.append(line(peer.next()));
        }
    }

    /** A message without the style of its JSON. */
    private static String line(Got got) {
        return got.line().replace(got.text(), Json.parse(got.text()).toString());
    }

    private static String ping(String transaction) {
        return "{\"janus\":\"ping\",\"transaction\":\"" + transaction + "\"}";
    }

    private static String pong(String transaction) {
        return "{\"janus\":\"pong\",\"transaction\":\"" + transaction + "\"}";
    }

    @Test
    @Tag("open")
    void requestsAreAnswered() throws InterruptedException {
        try (MqttPeer peer = new MqttPeer(PORT, "from-janus", "mine")) {
            peer.say("to-janus", ping("t"), ASKED);
            Got pong = peer.next();
            assertEquals("from-janus  {} " + pong("t"), pong.line(), "3.1.1 has no properties");
            assertEquals(1, pong.qos());
            assertTrue(
                    ask(peer, "to-janus", "{\"janus\":\"info\",\"transaction\":\"t\"}")
                            .contains("\"janus.transport.mqtt\""));
            peer.say("to-janus", "", With.NOTHING);
            assertEquals(
                    "from-janus  {} {\"janus\":\"error\",\"error\":{\"code\":454,\"reason\":"
                            + "\"Invalid Janus API request - <buffer>(1,9): string or '}' expected"
                            + " near 'nonsense'\"}}",
                    ask(peer, "to-janus", "{nonsense"),
                    "an empty one is passed over");
            assertTrue(ask(peer, "to-janus", ping("t") + ping("u")).contains("(1,35)"));
            assertTrue(ask(peer, "to-janus", "[]").contains("456"));
            assertTrue(ask(peer, "to-janus", "{\"janus\":\"ping\"}").contains("456"));
            String unknown = "{\"janus\":\"keepalive\",\"transaction\":\"t\",\"session_id\":9}";
            assertTrue(ask(peer, "to-janus", unknown).contains("458"));
        }
    }

    @Test
    @Tag("open")
    void aSessionLivesUntilItIsDestroyed() throws InterruptedException {
        try (MqttPeer peer = new MqttPeer(PORT, "from-janus")) {
            String session = ",\"transaction\":\"t\",\"session_id\":4721";
            ask(peer, "to-janus", "{\"janus\":\"create\",\"transaction\":\"t\",\"id\":4721}");
            String attached =
                    ask(
                            peer,
                            "to-janus",
                            "{\"janus\":\"attach\",\"plugin\":\"janus.plugin.echotest\""
                                    + session
                                    + "}");
            String handle = attached.replaceAll(".*\"data\":\\{\"id\":(\\d+)}.*", "$1");
            String message =
                    "{\"janus\":\"message\",\"body\":{\"audio\":true},\"handle_id\":" + handle;
            peer.say("to-janus", message + session + "}", With.NOTHING);
            awaitBoth(peer, "\"ack\"", "\"result\":\"ok\"");
            assertTrue(
                    ask(peer, "to-janus", "{\"janus\":\"keepalive\"" + session + "}")
                            .contains("\"ack\""));
            String detach = "{\"janus\":\"detach\",\"handle_id\":" + handle + session + "}";
            peer.say("to-janus", detach, With.NOTHING);
            awaitBoth(peer, "\"success\"", "\"detached\"");
            assertTrue(
                    ask(peer, "to-janus", "{\"janus\":\"destroy\"" + session + "}")
                            .contains("\"success\""));
        }
    }

    @Test
    @Tag("open")
    void theAdminApiIsAnswered() throws InterruptedException {
        try (MqttPeer peer = new MqttPeer(PORT, "from-janus-admin")) {
            assertEquals(
                    "from-janus-admin  {} " + pong("t"), ask(peer, "to-janus-admin", ping("t")));
            assertTrue(ask(peer, "to-janus-admin", "{nonsense").contains("456"));
            String list = "{\"janus\":\"list_sessions\",\"transaction\":\"t\",\"admin_secret\":";
            assertTrue(ask(peer, "to-janus-admin", list + "\"no\"}").contains("403"));
            assertTrue(ask(peer, "to-janus-admin", list + "\"tattle\"}").contains("\"sessions\""));
            String query =
                    "{\"janus\":\"query_transport\",\"transaction\":\"t\",\"admin_secret\":"
                            + "\"tattle\",\"transport\":\"janus.transport.mqtt\","
                            + "\"request\":{\"request\":\"configure\"}}";
            assertEquals(
                    "from-janus-admin  {} {\"janus\":\"success\",\"transaction\":\"t\","
                            + "\"response\":{\"result\":200}}",
                    ask(peer, "to-janus-admin", query));
            assertTrue(
                    ask(peer, "to-janus-admin", query.replace("configure", "connections"))
                            .contains("\"error_code\":411"));
        }
    }

    @Test
    @Tag("open")
    void statusIsToldAndKept() throws InterruptedException {
        try (MqttPeer peer = new MqttPeer(PORT, "state")) {
            Got got = peer.next();
            assertEquals("{\"online\": true}", got.text());
            assertTrue(got.retained());
        }
    }

    @Test
    @Tag("guarded")
    void answersGoWhereTheRequestSays() throws InterruptedException {
        try (MqttPeer peer = new MqttPeer(PORT, "from-janus", "mine")) {
            assertEquals(
                    "mine c1 {a=1, k=v} " + pong("t"), ask(peer, "to-janus", ping("t"), ASKED));
            assertEquals("from-janus  {k=v} " + pong("t"), ask(peer, "to-janus", ping("t")));
            With correlated = new With("", "c2", Map.of());
            assertEquals(
                    "from-janus c2 {k=v} " + pong("t"),
                    ask(peer, "to-janus", ping("t"), correlated));
            String wrong = "{\"janus\":\"create\",\"transaction\":\"t\"}";
            String refused = ask(peer, "to-janus", wrong, ASKED);
            assertTrue(
                    refused.startsWith("mine c1 {a=1, k=v} ") && refused.contains("403"), refused);
        }
    }

    @Test
    @Tag("guarded")
    void whatHasNoTransactionIsPassedOver() throws InterruptedException {
        try (MqttPeer peer = new MqttPeer(PORT, "from-janus", "mine")) {
            for (String bad : new String[] {"", "{nonsense", "[]", "{\"janus\":\"ping\"}"}) {
                peer.say("to-janus", bad, ASKED);
            }
            assertEquals("from-janus  {k=v} " + pong("t"), ask(peer, "to-janus", ping("t")));
        }
    }

    @Test
    @Tag("guarded")
    void eventsOfARequestGoWithIt() throws InterruptedException {
        try (MqttPeer peer = new MqttPeer(PORT, "from-janus", "mine")) {
            String session = ",\"transaction\":\"t\",\"apisecret\":\"hush\",\"session_id\":4722";
            String create =
                    "{\"janus\":\"create\",\"transaction\":\"t\",\"apisecret\":\"hush\",\"id\":4722}";
            assertTrue(ask(peer, "to-janus", create, ASKED).startsWith("mine c1 {a=1, k=v}"));
            String attach = "{\"janus\":\"attach\",\"plugin\":\"janus.plugin.echotest\"" + session;
            String attached = ask(peer, "to-janus", attach + "}", ASKED);
            String handle = attached.replaceAll(".*\"data\":\\{\"id\":(\\d+)}.*", "$1");
            String message =
                    "{\"janus\":\"message\",\"body\":{\"audio\":true},\"handle_id\":" + handle;
            peer.say("to-janus", message + session + "}", ASKED);
            for (int i = 0; i < 2; i++) {
                String answer = line(peer.next());
                assertTrue(answer.startsWith("mine c1 {a=1, k=v}"), answer);
            }
            String detach = "{\"janus\":\"detach\",\"handle_id\":" + handle + session + "}";
            peer.say("to-janus", detach, ASKED);
            awaitBoth(
                    peer,
                    "mine c1 {a=1, k=v} {\"janus\":\"success\"",
                    "from-janus  {} {\"janus\":\"detached\"");
            String destroy = "{\"janus\":\"destroy\"" + session + "}";
            assertTrue(ask(peer, "to-janus", destroy, ASKED).startsWith("mine c1 {a=1, k=v}"));
        }
    }

    @Test
    @Tag("guarded")
    void theAdminApiKnowsProperties() throws InterruptedException {
        try (MqttPeer peer = new MqttPeer(PORT, "from-janus-admin", "mine")) {
            assertEquals(
                    "mine c1 {a=1, k=v} " + pong("t"),
                    ask(peer, "to-janus-admin", ping("t"), ASKED));
            assertTrue(
                    ask(peer, "to-janus-admin", "{\"janus\":\"ping\"}", ASKED)
                            .startsWith("from-janus-admin  {} {\"janus\":\"error\""));
        }
    }
}
