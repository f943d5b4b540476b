package io.cardea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only HTTP has: paths, methods, statuses, headers, long polls. */
@Tag("open")
public final class HttpTest {
    private static final String KEEPALIVE = "{\"janus\":\"keepalive\"}";

    @Test
    void anAnswerIsA200WithJson() throws Exception {
        HttpResponse<String> answer = Http.post(Http.janus(""), ping("t"));

        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of("application/json"), header(answer, "Content-Type"));
        assertEquals("{\"janus\":\"pong\",\"transaction\":\"t\"}", answer.body());
    }

    @Test
    void anErrorIsA200Too() throws Exception {
        HttpResponse<String> answer =
                Http.post(Http.janus("/5"), "{\"janus\":\"keepalive\",\"transaction\":\"t\"}");

        assertEquals(200, answer.statusCode());
        assertEquals(
                "{\"janus\":\"error\",\"session_id\":5,\"transaction\":\"t\","
                        + "\"error\":{\"code\":458,\"reason\":\"No such session 5\"}}",
                answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/info", "/info/", "/info/more"})
    void infoIsThereByGet(String path) throws Exception {
        Json info = Json.parse(Http.get(Http.janus(path)).body());

        assertEquals("server_info", info.string("janus", ""));
        assertTrue(info.string("transaction", "").matches("[a-zA-Z0-9]{11}"));
    }

    @Test
    @Tag("newer")
    void pingIsThereByGet() throws Exception {
        assertEquals("pong", Json.parse(Http.get(Http.janus("/ping")).body()).string("janus", ""));
        assertEquals(400, Http.post(Http.janus("/ping"), "{}").statusCode());
    }

    @Test
    void infoByPostIsABadRequest() throws Exception {
        HttpResponse<String> answer = Http.post(Http.janus("/info"), "{}");

        assertEquals(400, answer.statusCode());
        assertEquals("", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/0", "/abc", "/abc/5", "/987654", "/1/2/3", "/INFO", "?x=1"})
    void pathsThatAreNothingAre404(String path) throws Exception {
        HttpResponse<String> answer = Http.get(Http.janus(path));

        assertEquals(404, answer.statusCode());
        assertEquals("", answer.body());
        assertEquals(Optional.of("*"), header(answer, "Access-Control-Allow-Origin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/janusx/info", "/JANUS/info", "/nowhere"})
    void otherPlacesAre404(String path) throws Exception {
        assertEquals(404, Http.get(Http.root(path)).statusCode());
    }

    @Test
    void aPollForAHandleIsSentToItsSession() throws Exception {
        long session = create();

        for (String handle : List.of("5", "abc")) {
            HttpResponse<String> answer = Http.get(Http.janus("/" + session + "/" + handle));
            assertEquals(302, answer.statusCode());
            assertEquals(
                    Optional.of(Target.get().http().getPath() + "/" + session),
                    header(answer, "Location"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/1", "/1/2", "/1/2/3"})
    void otherMethodsAreAnError450(String path) throws Exception {
        HttpResponse<String> answer =
                Http.send(Http.request(Http.janus(path)).method("DELETE", BodyPublishers.noBody()));

        assertEquals(200, answer.statusCode());
        assertEquals(error(450, "Unsupported method DELETE"), answer.body());
    }

    @Test
    void optionsTellsABrowserWhatItMayDo() throws Exception {
        HttpRequest.Builder preflight =
                Http.request(Http.janus("/1/2"))
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "content-type")
                        .method("OPTIONS", BodyPublishers.noBody());

        HttpResponse<String> answer = Http.send(preflight);

        assertEquals(200, answer.statusCode());
        assertEquals("", answer.body());
        assertEquals(Optional.of("*"), header(answer, "Access-Control-Allow-Origin"));
        assertEquals(Optional.of("86400"), header(answer, "Access-Control-Max-Age"));
        assertEquals(Optional.of("POST"), header(answer, "Access-Control-Allow-Methods"));
        assertEquals(Optional.of("content-type"), header(answer, "Access-Control-Allow-Headers"));
        assertEquals(Optional.empty(), header(answer, "Access-Control-Allow-Credentials"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"janus\": | 454 | JSON error: on line 1: unexpected token near end of file",
                "hello | 454 | JSON error: on line 1: '[' or '{' expected near 'hello'",
                "{bad | 454 | JSON error: on line 1: string or '}' expected near 'bad'",
                "{} {} | 454 | JSON error: on line 1: end of file expected near '{'",
                "[1] | 455 | JSON error: not an object",
            })
    void textThatIsNoRequestIsAnError(String body, int code, String reason) throws Exception {
        HttpResponse<String> answer = Http.post(Http.janus(""), body);

        assertEquals(200, answer.statusCode());
        assertEquals(error(code, reason), answer.body());
    }

    @Test
    void aParseErrorTellsTheLine() throws Exception {
        assertEquals(
                error(454, "JSON error: on line 4: ':' expected near '}'"),
                Http.post(Http.janus(""), "\n\n{\"janus\":\"create\",\n\"a\"}").body());
    }

    @Test
    void aBeaconIsARequest() throws Exception {
        HttpRequest.Builder beacon =
                Http.request(Http.janus(""))
                        .header("Content-Type", "text/plain;charset=UTF-8")
                        .POST(BodyPublishers.ofString(ping("t")));

        assertEquals("{\"janus\":\"pong\",\"transaction\":\"t\"}", Http.send(beacon).body());
    }

    @ParameterizedTest
    @CsvSource({
        "/S, ''",
        "/S/, ''",
        "/Sabc, ''",
        "/S?x=1, ''",
        "'', '\"session_id\":S,'",
        "/S, '\"session_id\":S,'",
        "/S, '\"session_id\":0,'",
        "/S, '\"session_id\":null,'",
        "/S, '\"session_id\":\"abc\",'",
        "/S, '\"session_id\":1.5,'",
    })
    void aSessionIsNamedInThePathOrTheBody(String path, String member) throws Exception {
        String session = Long.toString(create());
        String body = "{" + member + "\"janus\":\"keepalive\",\"transaction\":\"t\"}";

        HttpResponse<String> answer =
                Http.post(
                        Http.janus(path.replace("S", session)),
                        body.replace(":S,", ":" + session + ","));

        assertEquals(
                "{\"janus\":\"ack\",\"session_id\":" + session + ",\"transaction\":\"t\"}",
                answer.body());
    }

    @Test
    void twoNamesAreAConflict() throws Exception {
        assertEquals(
                error(457, "Conflicting session ID (payload and path)"),
                Http.post(Http.janus("/7"), "{\"janus\":\"x\",\"session_id\":8}").body());
        assertEquals(
                error(457, "Conflicting handle ID (payload and path)"),
                Http.post(Http.janus("/7/1"), "{\"janus\":\"x\",\"handle_id\":2}").body());
    }

    @ParameterizedTest
    @CsvSource({
        "/abc, Unhandled request 'keepalive' at this path, 457",
        "//5, Unhandled request 'keepalive' at this path, 457",
        "/abc/9, Session not found, 458",
        "/99999999999999999999999, No such session 18446744073709551615, 458",
        "/-5, No such session 18446744073709551611, 458",
        "/1/2/, No such session 1, 458",
    })
    void oddPathsAreReadAsNumbers(String path, String reason, int code) throws Exception {
        Json answer =
                Json.parse(
                        Http.post(
                                        Http.janus(path),
                                        "{\"janus\":\"keepalive\",\"transaction\":\"t\"}")
                                .body());

        Json error = answer.get("error").orElseThrow();
        assertEquals(reason, error.string("reason", ""));
        assertEquals(code, error.integer("code", 0));
    }

    @Test
    void aMessageIsAcknowledgedAndItsEventPolled() throws Exception {
        long session = create();
        long handle = attach(session);

        String ack = message(session, handle, "m");

        assertEquals(
                "{\"janus\":\"ack\",\"session_id\":%d,\"transaction\":\"m\",\"hint\":\"I'm taking my time!\"}"
                        .formatted(session),
                ack);
        assertEquals(ok(session, handle, "m"), Http.get(Http.janus("/" + session)).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?maxev=0", "?maxev=x", "?maxev=", "?rid=1&maxev=1&_=2"})
    void aPollWithoutAProperMaximumGetsOneEvent(String query) throws Exception {
        long session = create();
        long handle = attach(session);
        message(session, handle, "1");

        assertEquals(ok(session, handle, "1"), Http.get(Http.janus("/" + session + query)).body());
    }

    @Test
    void aPollForSeveralGetsAnArray() throws Exception {
        long session = create();
        long handle = attach(session);
        List<String> events = new ArrayList<>();
        for (String transaction : List.of("1", "2", "3")) {
            message(session, handle, transaction);
            events.add(ok(session, handle, transaction));
        }
        // The plugin answers on its own thread: what is polled at once may be less than all.
        List<String> polled = new ArrayList<>();
        while (polled.size() < 3) {
            Json array = Json.parse(Http.get(Http.janus("/" + session + "?maxev=2")).body());
            assertTrue(array.isArray() && array.elements().size() <= 2);
            array.elements().forEach(e -> polled.add(e.toString()));
        }
        assertEquals(events, polled);
    }

    @Test
    void anEventAnswersAllPollsOfItsSession() throws Exception {
        long session = create();
        long handle = attach(session);
        List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
        for (String query : List.of("", "?maxev=5", "", "?maxev=1")) {
            polls.add(Http.later(Http.janus("/" + session + query)));
        }
        // No answer tells that a poll arrived; one second is plenty on loopback.
        assertFalse(anyDone(polls, 1));

        message(session, handle, "m");

        int events = 0;
        for (int i = 0; i < polls.size(); i++) {
            String body = polls.get(i).get(10, TimeUnit.SECONDS).body();
            boolean isArray = i == 1;
            String event = ok(session, handle, "m");
            if (body.equals(isArray ? "[" + event + "]" : event)) {
                events++;
            } else {
                assertEquals(isArray ? "[" + KEEPALIVE + "]" : KEEPALIVE, body);
            }
        }
        assertEquals(1, events);
    }

    private static boolean anyDone(List<CompletableFuture<HttpResponse<String>>> polls, int seconds)
            throws Exception {
        try {
            CompletableFuture.anyOf(polls.toArray(CompletableFuture[]::new))
                    .get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    @Test
    void aSessionThatTimesOutTellsItsPoll() throws Exception {
        long session = create();

        String body = Http.get(Http.janus("/" + session)).body();

        assertEquals("{\"janus\":\"timeout\",\"session_id\":" + session + "}", body);
        assertEquals(404, Http.get(Http.janus("/" + session)).statusCode());
    }

    @Test
    void aPollWithoutEventsIsAnsweredAfterThirtySeconds() throws Exception {
        long session = create();
        long start = System.nanoTime();
        CompletableFuture<HttpResponse<String>> poll = Http.later(Http.janus("/" + session));

        while (!anyDone(List.of(poll), 2)) {
            Http.post(Http.janus("/" + session), "{\"janus\":\"keepalive\",\"transaction\":\"t\"}");
        }

        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertEquals(KEEPALIVE, poll.join().body());
        assertTrue(seconds >= 29 && seconds <= 33, "after " + seconds + " s");
        destroy(session);
    }

    @Test
    @Tag("newer")
    void destroyingASessionAnswersItsPolls() throws Exception {
        long session = create();
        CompletableFuture<HttpResponse<String>> poll = Http.later(Http.janus("/" + session));
        assertFalse(anyDone(List.of(poll), 1));

        destroy(session);

        assertEquals(KEEPALIVE, poll.get(5, TimeUnit.SECONDS).body());
    }

    @Test
    void aDestroyedSessionIsNotFound() throws Exception {
        long session = create();

        destroy(session);

        assertEquals(404, Http.get(Http.janus("/" + session)).statusCode());
    }

    @Test
    void aSessionOfAnotherTransportCannotBePolledUntilClaimed() throws Exception {
        try (WsClient ws = WsClient.connect()) {
            Json reply = Json.parse(ws.ask("{\"janus\":\"create\",\"transaction\":\"t\"}"));
            long session = reply.get("data").orElseThrow().integer("id", 0);
            assertEquals(404, Http.get(Http.janus("/" + session)).statusCode());

            Http.post(Http.janus("/" + session), "{\"janus\":\"claim\",\"transaction\":\"c\"}");
            long handle = attach(session);
            message(session, handle, "m");

            assertEquals(ok(session, handle, "m"), Http.get(Http.janus("/" + session)).body());
        }
    }

    @Test
    void aClaimLosesWhatWasQueued() throws Exception {
        long session = create();
        long handle = attach(session);
        message(session, handle, "lost");
        assertEquals(ok(session, handle, "lost"), Http.get(Http.janus("/" + session)).body());
        message(session, handle, "lost too");
        // Nothing tells from outside when the plugin has answered but the poll that must not be.
        Thread.sleep(300);

        Http.post(Http.janus("/" + session), "{\"janus\":\"claim\",\"transaction\":\"c\"}");
        message(session, handle, "kept");

        assertEquals(ok(session, handle, "kept"), Http.get(Http.janus("/" + session)).body());
    }

    @Test
    void theAdminApiHasItsOwnRules() throws Exception {
        assertEquals(error(454, "Request payload missing"), Http.get(Http.admin("")).body());
        assertEquals(error(454, "Request payload missing"), Http.get(Http.admin("/5")).body());
        assertEquals(
                error(450, "Use GET for the info endpoint"),
                Http.post(Http.admin("/info"), "{}").body());
        assertEquals(404, Http.get(Http.admin("/1/2/3")).statusCode());
        assertEquals(
                error(454, "JSON error: on line 1: string or '}' expected near 'bad'"),
                Http.post(Http.admin(""), "{bad").body());
        assertEquals(
                error(457, "Conflicting session ID (payload and path)"),
                Http.post(Http.admin("/5"), "{\"janus\":\"x\",\"session_id\":6}").body());
        Json info = Json.parse(Http.get(Http.admin("/info")).body());
        assertEquals("server_info", info.string("janus", ""));
    }

    private static long create() throws Exception {
        return id(Http.post(Http.janus(""), "{\"janus\":\"create\",\"transaction\":\"t\"}").body());
    }

    private static long attach(long session) throws Exception {
        return id(
                Http.post(
                                Http.janus("/" + session),
                                "{\"janus\":\"attach\",\"transaction\":\"t\","
                                        + "\"plugin\":\"janus.plugin.echotest\"}")
                        .body());
    }

    private static void destroy(long session) throws Exception {
        Http.post(Http.janus("/" + session), "{\"janus\":\"destroy\",\"transaction\":\"t\"}");
    }

    private static long id(String reply) {
        return Json.parse(reply).get("data").orElseThrow().integer("id", 0);
    }

    private static String message(long session, long handle, String transaction) throws Exception {
        return Http.post(
                        Http.janus("/" + session + "/" + handle),
                        "{\"janus\":\"message\",\"transaction\":\""
                                + transaction
                                + "\",\"body\":{\"audio\":true}}")
                .body();
    }

    private static String ok(long session, long handle, String transaction) {
        return "{\"janus\":\"event\",\"session_id\":"
                + session
                + ",\"transaction\":\""
                + transaction
                + "\",\"sender\":"
                + handle
                + ",\"plugindata\":{\"plugin\":\"janus.plugin.echotest\","
                + "\"data\":{\"echotest\":\"event\",\"result\":\"ok\"}}}";
    }

    private static String ping(String transaction) {
        return "{\"janus\":\"ping\",\"transaction\":\"" + transaction + "\"}";
    }

    private static Optional<String> header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name);
    }

    private static String error(int code, String reason) {
        return Json.object()
                .put("janus", "error")
                .put("error", Json.object().put("code", code).put("reason", reason))
                .toString();
    }
}
