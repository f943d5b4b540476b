package io.cardea.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiTest {
    @Test
    void aRequestGetsTheGatewaysAnswerAsJson() throws Exception {
        try (Fixture http = Fixture.plain()) {
            HttpResponse<String> answer = http.post("/janus", "{\"janus\":\"x\",\"a\":1}");

            assertEquals(200, answer.statusCode());
            assertEquals(
                    Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
            assertEquals("{\"janus\":\"ack\",\"echo\":{\"janus\":\"x\",\"a\":1}}", answer.body());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/janus/7, 7, 0",
        "/janus/7/, 7, 0",
        "/janus/7abc, 7, 0",
        "/janus/7/9, 7, 9",
        "/janus/7/9/, 7, 9",
        "/janus/7/abc, 7, 0",
        "/janus/abc, 0, 0",
        "/janus/abc/9, 0, 9",
        "/janus//9, 0, 0",
        "/janus/-5, -5, 0",
        "/janus/99999999999999999999999, -1, 0",
        "/janus/7?x=8, 7, 0",
    })
    void idsInThePathGoIntoTheRequest(String path, long session, long handle) throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.post(path, "{\"janus\":\"x\"}");

            Json request = http.gateway.requests.getFirst();
            assertEquals(session, request.integer("session_id", 0));
            assertEquals(handle, request.integer("handle_id", 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "null", "\"abc\"", "1.5", "7"})
    void anIdInTheBodyThatIsNoneOrTheSameIsNoConflict(String id) throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.post("/janus/7", "{\"janus\":\"x\",\"session_id\":" + id + "}");

            assertEquals(7, http.gateway.requests.getFirst().integer("session_id", 0));
        }
    }

    @Test
    void differentIdsInPathAndBodyAreAConflict() throws Exception {
        try (Fixture http = Fixture.plain()) {
            assertEquals(
                    error(457, "Conflicting session ID (payload and path)"),
                    http.post("/janus/7", "{\"janus\":\"x\",\"session_id\":8}").body());
            assertEquals(
                    error(457, "Conflicting handle ID (payload and path)"),
                    http.post("/janus/7/1", "{\"janus\":\"x\",\"handle_id\":2}").body());
            assertTrue(http.gateway.requests.isEmpty());
        }
    }

    @Test
    void textThatIsNoJsonIsAnError454WithItsLine() throws Exception {
        try (Fixture http = Fixture.plain()) {
            HttpResponse<String> answer = http.post("/janus", "\n\n{\"janus\":\"x\",\n\"a\"}");

            assertEquals(200, answer.statusCode());
            String start =
                    "{\"janus\":\"error\",\"error\":{\"code\":454,\"reason\":\"JSON error: on line 4: ";
            assertTrue(answer.body().startsWith(start), answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"janus\":",
                "hello",
                "{\"janus\":\"ping\"} x",
                "{\"janus\":\"ping\"}{\"janus\":\"ping\"}"
            })
    void everythingButOneDocumentIsAnError454(String body) throws Exception {
        try (Fixture http = Fixture.plain()) {
            Json answer = Json.parse(http.post("/janus", body).body());

            assertEquals(454, answer.get("error").orElseThrow().integer("code", 0));
            assertTrue(http.gateway.requests.isEmpty());
        }
    }

    @Test
    void jsonThatIsNoObjectIsAnError455() throws Exception {
        try (Fixture http = Fixture.plain()) {
            assertEquals(
                    error(455, "JSON error: not an object"), http.post("/janus", "[1]").body());
        }
    }

    @Test
    void aBeaconWithPlainTextIsARequestLikeAnyOther() throws Exception {
        try (Fixture http = Fixture.plain()) {
            HttpRequest.Builder beacon =
                    HttpRequest.newBuilder(http.uri("/janus/7"))
                            .header("Content-Type", "text/plain;charset=UTF-8")
                            .POST(BodyPublishers.ofString("{\"janus\":\"x\"}"));

            assertEquals(200, http.send(beacon).statusCode());
            assertEquals(1, http.gateway.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/janus/info", "/janus/info/", "/janus/info/x", "/janus/ping"})
    void infoAndPingAreAskedForByGet(String path) throws Exception {
        try (Fixture http = Fixture.plain()) {
            assertEquals(200, http.get(path).statusCode());

            Json request = http.gateway.requests.getFirst();
            assertEquals(path.contains("info") ? "info" : "ping", request.string("janus", ""));
            assertTrue(request.string("transaction", "").matches("[a-zA-Z0-9]{11}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/janus/info", "/janus/ping"})
    void infoAndPingByPostAreBadRequests(String path) throws Exception {
        try (Fixture http = Fixture.plain()) {
            HttpResponse<String> answer = http.post(path, "{}");

            assertEquals(400, answer.statusCode());
            assertEquals("", answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/janus",
                "/janus/",
                "/",
                "/janusx/info",
                "/JANUS/info",
                "/janus/1/2/3",
                "/janus/0",
                "/janus/abc",
                "/janus/abc/5",
                "/janus/12345",
                "/janus/INFO",
                "/janus?x=1"
            })
    void pathsThatAreNothingAre404AndEmpty(String path) throws Exception {
        try (Fixture http = Fixture.plain()) {
            HttpResponse<String> answer = http.get(path);

            assertEquals(404, answer.statusCode());
            assertEquals("", answer.body());
            assertEquals(
                    Optional.of("*"), answer.headers().firstValue("Access-Control-Allow-Origin"));
        }
    }

    @Test
    void anotherBasePathMovesTheApi() throws Exception {
        var general = Fixture.set(Fixture.general(), "base_path", "/api/v1/");
        try (Fixture http = Fixture.of(Fixture.settings(general, Fixture.admin()))) {
            assertEquals(200, http.get("/api/v1/info").statusCode());
            assertEquals(404, http.get("/janus/info").statusCode());
        }
    }

    @Test
    void aBasePathWithoutSlashIsRefused() {
        var general = Fixture.set(Fixture.general(), "base_path", "janus");

        assertThrows(
                RuntimeException.class,
                () -> Fixture.of(Fixture.settings(general, Fixture.admin())));
    }

    @Test
    void aGetForAHandleIsSentToItsSession() throws Exception {
        try (Fixture http = Fixture.plain()) {
            HttpResponse<String> answer = http.get("/janus/77/abc");

            assertEquals(302, answer.statusCode());
            assertEquals(Optional.of("/janus/77"), answer.headers().firstValue("Location"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "PUT", "PATCH"})
    void otherMethodsAreAnError450(String method) throws Exception {
        try (Fixture http = Fixture.plain()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(http.uri("/nope"))
                            .method(method, BodyPublishers.ofString("{}"));

            HttpResponse<String> answer = http.send(request);

            assertEquals(200, answer.statusCode());
            assertEquals(error(450, "Unsupported method " + method), answer.body());
        }
    }

    @Test
    void optionsGetsAnEmpty200ThatEchoesWhatTheBrowserAsksFor() throws Exception {
        try (Fixture http = Fixture.plain()) {
            HttpRequest.Builder preflight =
                    HttpRequest.newBuilder(http.uri("/janus/1/2"))
                            .header("Access-Control-Request-Method", "POST")
                            .header("Access-Control-Request-Headers", "content-type")
                            .method("OPTIONS", BodyPublishers.noBody());

            HttpResponse<String> answer = http.send(preflight);

            assertEquals(200, answer.statusCode());
            assertEquals("", answer.body());
            assertEquals(Optional.of("*"), header(answer, "Access-Control-Allow-Origin"));
            assertEquals(Optional.of("86400"), header(answer, "Access-Control-Max-Age"));
            assertEquals(Optional.of("POST"), header(answer, "Access-Control-Allow-Methods"));
            assertEquals(
                    Optional.of("content-type"), header(answer, "Access-Control-Allow-Headers"));
            assertEquals(Optional.empty(), header(answer, "Access-Control-Allow-Credentials"));
        }
    }

    @Test
    void aConfiguredOriginIsNamedAndCredentialsAreAllowed() throws Exception {
        try (Fixture http = withCors(false)) {
            HttpResponse<String> answer = http.get("/janus/info");

            assertEquals(200, answer.statusCode());
            assertEquals(
                    Optional.of("http://foo.example"),
                    header(answer, "Access-Control-Allow-Origin"));
            assertEquals(Optional.of("true"), header(answer, "Access-Control-Allow-Credentials"));
            assertEquals(Optional.of("Origin"), header(answer, "Vary"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://foo.example, 200",
        "Origin, http://foo.example:8080, 200",
        "Referer, http://foo.example/page, 200",
        "Origin, http://bar.example, 403",
        "X-Nothing, none, 403",
    })
    void enforcedCorsTurnsOtherOriginsAway(String name, String value, int status) throws Exception {
        try (Fixture http = withCors(true)) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(http.uri("/janus/info")).header(name, value);

            HttpResponse<String> answer = http.send(request);

            assertEquals(status, answer.statusCode());
            assertEquals(status == 403, answer.body().isEmpty());
        }
    }

    @Test
    void aRequestWithoutABodyGetsNoAnswer() throws Exception {
        try (Fixture http = Fixture.plain()) {
            String answer =
                    http.raw(
                            "http", "POST /janus HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

            assertEquals("", answer);
            assertThrows(IOException.class, () -> http.post("/janus", ""));
        }
    }

    @Test
    void aGatewayThatThrowsCostsTheConnectionOnly() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.gateway.answers =
                    _ -> {
                        throw new IllegalStateException("planted");
                    };
            assertThrows(IOException.class, () -> http.post("/janus", "{\"janus\":\"x\"}"));
            assertEquals(1, http.transport.counters().faults.get());

            http.gateway.answers = FakeGateway::echo;
            assertEquals(200, http.post("/janus", "{\"janus\":\"x\"}").statusCode());
        }
    }

    @Test
    void theStyleOfAnswersIsConfiguredAndCanBeChanged() throws Exception {
        var general = Fixture.set(Fixture.general(), "json", "indented");
        try (Fixture http = Fixture.of(Fixture.settings(general, Fixture.admin()))) {
            http.gateway.answers = _ -> Json.object().put("janus", "ack");
            assertEquals(
                    "{\n   \"janus\": \"ack\"\n}", http.post("/janus", "{\"janus\":\"x\"}").body());

            Json change = Json.parse("{\"request\":\"configure\",\"json\":\"plain\"}");
            assertEquals("{\"result\":200}", http.transport.query(change).toString());

            assertEquals("{\"janus\": \"ack\"}", http.post("/janus", "{\"janus\":\"x\"}").body());
        }
    }

    @Test
    void theAdminApiHasItsOwnListenerAndRules() throws Exception {
        try (Fixture http = Fixture.plain()) {
            assertEquals(200, http.adminGet("/admin/info").statusCode());
            assertEquals(200, http.adminGet("/admin/ping").statusCode());
            assertEquals(400, http.adminPost("/admin/ping", "{}").statusCode());
            assertEquals(
                    error(450, "Use GET for the info endpoint"),
                    http.adminPost("/admin/info", "{}").body());
            assertEquals(error(454, "Request payload missing"), http.adminGet("/admin/5").body());
            assertEquals(error(454, "Request payload missing"), http.adminGet("/admin").body());
            assertEquals(404, http.adminGet("/admin/1/2/3").statusCode());
            assertEquals(404, http.adminGet("/janus/info").statusCode());
            assertEquals(
                    "{\"janus\":\"admin\",\"echo\":{\"janus\":\"x\",\"session_id\":5,\"handle_id\":6}}",
                    http.adminPost("/admin/5/6", "{\"janus\":\"x\"}").body());
            assertEquals(404, http.get("/admin/info").statusCode());
        }
    }

    @Test
    void eventHandlersHearOfRequestsUntilToldOtherwise() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.get("/janus/info");
            http.adminGet("/admin/info");

            assertEquals(2, http.events.size());
            Json event = http.events.getFirst();
            assertEquals("[event, admin_api, ip, port]", event.members().keySet().toString());
            assertEquals("127.0.0.1", event.string("ip", ""));
            assertTrue(http.events.getLast().bool("admin_api", false));

            http.transport.query(Json.parse("{\"request\":\"configure\"}"));
            http.get("/janus/info");
            assertEquals(2, http.events.size());
        }
    }

    @Test
    void theAdminApiCanAskForConnections() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.get("/janus/info");

            Json answer = http.transport.query(Json.parse("{\"request\":\"connections\"}"));

            assertEquals(
                    "{\"result\":200,\"connections\":{\"http\":1,\"admin_http\":0},\"messages\":0}",
                    answer.toString());
            assertEquals(
                    "{\"error_code\":411,\"error\":\"Unknown request 'nope'\"}",
                    http.transport.query(Json.parse("{\"request\":\"nope\"}")).toString());
        }
    }

    static Fixture withCors(boolean enforce) throws IOException {
        var cors = io.cardea.spi.Settings.group("test", 1);
        Fixture.set(cors, "allow_origin", "http://foo.example");
        Fixture.set(cors, "enforce_cors", Boolean.toString(enforce));
        return Fixture.of(Fixture.settings(Fixture.general(), Fixture.admin()).put("cors", cors));
    }

    static Optional<String> header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name);
    }

    static String error(int code, String reason) {
        return "{\"janus\":\"error\",\"error\":{\"code\":%d,\"reason\":\"%s\"}}"
                .formatted(code, reason);
    }
}
