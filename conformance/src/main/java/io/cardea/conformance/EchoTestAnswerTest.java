package io.cardea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The answers that EchoTest gives to offers: whole descriptions, line by line.
 *
 * <p>{@code answers/cases.txt} has a case a line: its name; the offers, sent one after the other on
 * one handle; the body that goes with them; what else is in the jsep. The last answer is compared
 * with the file of the case's name. With the system property {@code cardea.record} these files are
 * written to a folder instead, which is how they came from Janus.
 */
@Tag("open")
public final class EchoTestAnswerTest {
    @TestFactory
    Stream<DynamicTest> answers() {
        return Resources.text("/answers/cases.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> List.of(line.split("\\|", -1)))
                .map(EchoTestAnswerTest::test);
    }

    private static DynamicTest test(List<String> columns) {
        String name = columns.get(0).strip();
        List<String> offers = List.of(columns.get(1).strip().split(" "));
        String body = columns.get(2).strip();
        String jsep = columns.get(3).strip();
        return DynamicTest.dynamicTest(name, () -> compare(name, offers, body, jsep));
    }

    private static void compare(String name, List<String> offers, String body, String jsep)
            throws Exception {
        String answer = "";
        try (WsClient client = WsClient.connect()) {
            long session = id(client, "{\"janus\":\"create\",\"transaction\":\"t\"}");
            long handle =
                    id(
                            client,
                            "{\"janus\":\"attach\",\"transaction\":\"t\",\"session_id\":"
                                    + session
                                    + ",\"plugin\":\"janus.plugin.echotest\"}");
            for (String offer : offers) {
                answer = offer(client, session, handle, offer, body, jsep);
            }
        }
        List<String> lines =
                Target.get().isCardea()
                        ? Answers.ofCardea(answer, Resources.sdp(offers.getLast()))
                        : Answers.ofJanus(answer);
        String record = System.getProperty("cardea.record", "");
        if (record.isEmpty()) {
            Answers.assertSame(Resources.text("/answers/" + name + ".sdp").lines().toList(), lines);
        } else {
            String text = String.join("\n", lines).stripTrailing() + "\n";
            Files.writeString(Path.of(record, name + ".sdp"), text);
        }
    }

    private static long id(WsClient client, String request) throws Exception {
        return Json.parse(client.ask(request)).get("data").orElseThrow().integer("id", 0);
    }

    private static String offer(
            WsClient client, long session, long handle, String offer, String body, String more)
            throws Exception {
        Json jsep = Json.parse(more.isEmpty() ? "{}" : more);
        jsep.put("type", "offer").put("sdp", Resources.sdp(offer)).put("trickle", false);
        Json message =
                Json.object()
                        .put("janus", "message")
                        .put("transaction", offer)
                        .put("session_id", session)
                        .put("handle_id", handle)
                        .put("body", Json.parse(body))
                        .put("jsep", jsep);
        client.send(message.toString());
        while (true) {
            Json answer = Json.parse(client.receive());
            assertTrue(!answer.string("janus", "").equals("error"), answer.toString());
            if (!answer.string("janus", "").equals("event")) continue;
            if (!answer.string("transaction", "").equals(offer)) continue;
            Json answered =
                    answer.get("jsep").orElseThrow(() -> new AssertionError(answer.toString()));
            assertEquals("answer", answered.string("type", ""));
            return answered.string("sdp", "");
        }
    }
}
