package io.cardea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP and WebSocket with a secret, enforced origins and indented answers. */
@Tag("guarded")
public final class GuardedHttpTest {
    @Test
    void answersAreIndentedByThreeSpaces() throws Exception {
        HttpResponse<String> answer =
                Http.post(Http.janus("/5"), "{\"janus\":\"keepalive\",\"transaction\":\"t\"}");

        assertEquals(
                """
                {
                   "janus": "error",
                   "session_id": 5,
                   "transaction": "t",
                   "error": {
                      "code": 403,
                      "reason": "Unauthorized request (wrong or missing secret/token)"
                   }
                }\
                """,
                answer.body());
    }

    @Test
    void aConfiguredOriginIsNamed() throws Exception {
        HttpResponse<String> answer = Http.get(Http.janus("/info"));

        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of(WsClient.ORIGIN), header(answer, "Access-Control-Allow-Origin"));
        assertEquals(Optional.of("true"), header(answer, "Access-Control-Allow-Credentials"));
        assertEquals(Optional.of("Origin"), header(answer, "Vary"));
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://foo.example:8080, 200",
        "Origin, http://bar.example, 403",
        "Referer, http://foo.example/page, 200",
        "X-Nothing, none, 403",
    })
    void otherOriginsAreTurnedAway(String name, String value, int status) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(Http.janus("/info")).header(name, value);

        HttpResponse<String> answer = Http.send(request);

        assertEquals(status, answer.statusCode());
        if (status == 403) assertEquals("", answer.body());
    }

    @Test
    void otherOriginsMayNotEvenAsk() throws Exception {
        HttpRequest.Builder preflight =
                HttpRequest.newBuilder(Http.janus(""))
                        .header("Origin", "http://bar.example")
                        .method("OPTIONS", BodyPublishers.noBody());

        assertEquals(403, Http.send(preflight).statusCode());
    }

    @Test
    void webSocketsCheckTheOriginToo() throws Exception {
        String protocol = "Sec-WebSocket-Protocol: janus-protocol\r\n";
        try (WsClient friend =
                        WsClient.attempt(
                                Target.get().ws(),
                                "/",
                                protocol + "Origin: http://foo.example\r\n");
                WsClient stranger =
                        WsClient.attempt(
                                Target.get().ws(),
                                "/",
                                protocol + "Origin: http://bar.example\r\n");
                WsClient nobody = WsClient.attempt(Target.get().ws(), "/", protocol)) {
            assertTrue(friend.isOpen());
            String head = friend.head().toLowerCase(java.util.Locale.ROOT);
            assertTrue(head.contains("access-control-allow-origin: http://foo.example"), head);
            assertFalse(stranger.isOpen());
            assertFalse(nobody.isOpen());
        }
    }

    @Test
    void aPollCarriesTheSecretInItsQuery() throws Exception {
        String created =
                Http.post(
                                Http.janus(""),
                                "{\"janus\":\"create\",\"transaction\":\"t\",\"apisecret\":\"hush\"}")
                        .body();
        long session = Json.parse(created).get("data").orElseThrow().integer("id", 0);

        for (String query : new String[] {"", "?apisecret=wrong", "?token=wrong"}) {
            HttpResponse<String> answer = Http.get(Http.janus("/" + session + query));
            assertEquals(403, answer.statusCode());
            assertEquals("", answer.body());
        }
        assertEquals(403, Http.get(Http.janus("/987654")).statusCode());
        assertEquals(404, Http.get(Http.janus("/987654?apisecret=hush")).statusCode());
        assertEquals(404, Http.get(Http.janus("/0")).statusCode());
        assertEquals(403, Http.get(Http.janus("/" + session + "/5")).statusCode());
        HttpResponse<String> redirect = Http.get(Http.janus("/" + session + "/5?apisecret=hush"));
        assertEquals(302, redirect.statusCode());
    }

    private static Optional<String> header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name);
    }
}
