package io.cardea.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.TransportContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionTest {
    @Test
    void answersLeaveInTheOrderOfPipelinedRequests() throws Exception {
        int count = 100;
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < count; i++) {
            requests.append(post("{\"janus\":\"x\",\"n\":" + i + "}", i == count - 1));
        }
        try (Fixture http = Fixture.plain()) {
            String answers = http.raw("http", requests.toString());

            List<String> numbers =
                    Pattern.compile("\"n\":(\\d+)")
                            .matcher(answers)
                            .results()
                            .map((MatchResult r) -> r.group(1))
                            .toList();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                expected.add(Integer.toString(i));
            }
            assertEquals(expected, numbers);
        }
    }

    @Test
    void aPollAheadInThePipelineHoldsWhatFollows() throws Exception {
        Limits limits = Fixture.withPoll(Fixture.SHORT);
        try (Fixture http = fixture(limits)) {
            http.create(7);

            String answers =
                    http.raw(
                            "http",
                            "GET /janus/7 HTTP/1.1\r\nHost: x\r\n\r\n"
                                    + post("{\"janus\":\"x\"}", true));

            int keepalive = answers.indexOf("keepalive");
            assertTrue(keepalive > 0 && keepalive < answers.indexOf("\"ack\""), answers);
        }
    }

    @Test
    void aGatewayThatDoesNotAnswerLosesTheConnection() throws Exception {
        Limits limits =
                new Limits(Fixture.LONG, Fixture.SHORT, Fixture.LONG, Fixture.LONG, Fixture.LONG);
        CountDownLatch never = new CountDownLatch(1);
        try (Fixture http = fixture(limits)) {
            http.gateway.answers = request -> hold(never, request);

            assertThrows(IOException.class, () -> http.post("/janus", "{\"janus\":\"x\"}"));
            assertEquals(1, http.transport.counters().unanswered.get());

            // Another connection is served all the same.
            assertEquals(200, http.get("/janus/info").statusCode());
        } finally {
            never.countDown();
        }
    }

    private static Json hold(CountDownLatch latch, Json request) {
        if (!request.string("janus", "").equals("x")) return FakeGateway.echo(request);
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FakeGateway.echo(request);
    }

    @ParameterizedTest
    @CsvSource({
        "POST /janus HTTP/1.1, half a request line",
        "'GET /janus/info HTTP/1.1\r\nHost: x\r\nX-Slow: ', half a header",
        "'POST /janus HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{', half a body",
    })
    void aRequestThatNeverEndsIsGivenUp(String text, String what) throws Exception {
        Limits limits =
                new Limits(Fixture.LONG, Fixture.LONG, Fixture.SHORT, Fixture.LONG, Fixture.LONG);
        try (Fixture http = fixture(limits)) {
            assertEquals("", http.raw("http", text), what);
            assertEquals(1, http.transport.counters().tooSlowToAsk.get());
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        Limits limits =
                new Limits(Fixture.LONG, Fixture.LONG, Fixture.LONG, Fixture.SHORT, Fixture.LONG);
        try (Fixture http = fixture(limits)) {
            assertEquals("", http.raw("http", ""));
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswersIsDisconnected() throws Exception {
        Limits limits =
                new Limits(Fixture.LONG, Fixture.LONG, Fixture.LONG, Fixture.LONG, Fixture.SHORT);
        try (Fixture http = fixture(limits)) {
            String much = "y".repeat(8 << 20);
            http.gateway.answers = _ -> Json.object().put("janus", much);
            try (Socket socket = new Socket("127.0.0.1", http.port("http"))) {
                socket.getOutputStream()
                        .write(post("{\"janus\":\"x\"}", false).getBytes(StandardCharsets.UTF_8));

                LongPollTest.await(() -> http.transport.counters().tooSlowToRead.get() == 1);
                LongPollTest.await(() -> http.transport.door("http").connections() == 0);
            }
        }
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        try (Fixture http = Fixture.plain()) {
            String head =
                    "POST /janus HTTP/1.1\r\nHost: x\r\nContent-Length: "
                            + (TransportContext.DEFAULT_MAX_REQUEST_BYTES + 1)
                            + "\r\n\r\n";

            String answer = http.raw("http", head + "x".repeat(1_000));

            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
            assertEquals(1, http.transport.counters().tooLarge.get());
        }
    }

    @Test
    void aHeaderBeyondTheLimitIsABadRequest() throws Exception {
        try (Fixture http = Fixture.plain()) {
            String answer =
                    http.raw(
                            "http",
                            "GET /janus/info HTTP/1.1\r\nX: "
                                    + "x".repeat(Limits.MAX_HEADER)
                                    + "\r\n\r\n");

            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        }
    }

    @Test
    void whatIsNoHttpIsABadRequest() throws Exception {
        try (Fixture http = Fixture.plain()) {
            assertTrue(http.raw("http", "\u0016\u0003\u0001 \r\n\r\n").startsWith("HTTP/1.1 400"));
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAtOnce() throws Exception {
        Settings general = Fixture.set(Fixture.general(), "mhd_connection_limit", "2");
        try (Fixture http = Fixture.of(Fixture.settings(general, Fixture.admin()));
                Socket first = new Socket("127.0.0.1", http.port("http"));
                Socket second = new Socket("127.0.0.1", http.port("http"))) {
            LongPollTest.await(() -> http.transport.door("http").connections() == 2);

            try (Socket third = new Socket("127.0.0.1", http.port("http"))) {
                assertEquals(-1, third.getInputStream().read());
            }

            assertEquals(1, http.transport.door("http").crowded());
            assertTrue(first.isConnected() && second.isConnected());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'127.0.0.1', true",
        "'10.0.0.1, 127.', true",
        "'127.0.0.0/8', true",
        "'::ffff:127.0.0.1', true",
        "'127.0.0.10', false",
        "'10.', false",
    })
    void onlyListedAddressesGetAnAnswer(String list, boolean served) throws Exception {
        Settings general = Fixture.set(Fixture.general(), "acl", list);
        try (Fixture http = Fixture.of(Fixture.settings(general, Fixture.admin()))) {
            if (served) {
                assertEquals(200, http.get("/janus/info").statusCode());
            } else {
                assertThrows(IOException.class, () -> http.get("/janus/info"));
                assertTrue(http.transport.door("http").denied() > 0);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'127.0.0.1', 200",
        "'10.1.2.3, 127.0.0.1', 200",
        "'10.1.2.3, 8.8.8.8', 403",
        "'nonsense', 403",
    })
    void forwardedAddressesAreCheckedIfWanted(String hops, int status) throws Exception {
        Settings general = Fixture.set(Fixture.general(), "acl", "127.0.0.1,10.");
        Fixture.set(general, "acl_forwarded", "true");
        try (Fixture http = Fixture.of(Fixture.settings(general, Fixture.admin()))) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(http.uri("/janus/info")).header("X-Forwarded-For", hops);

            assertEquals(status, http.send(request).statusCode());
        }
    }

    @Test
    void anOldClientsConnectionIsClosedAfterItsAnswer() throws Exception {
        try (Fixture http = Fixture.plain()) {
            String answer = http.raw("http", "GET /janus/info HTTP/1.0\r\n\r\n");

            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        }
    }

    @Test
    void aClientThatExpectsToContinueMay() throws Exception {
        try (Fixture http = Fixture.plain();
                Socket socket = new Socket("127.0.0.1", http.port("http"))) {
            String head =
                    "POST /janus HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n"
                            + "Connection: close\r\nExpect: 100-continue\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            String go = new String(in.readNBytes(25), StandardCharsets.UTF_8);
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", go);
            socket.getOutputStream().write("{\"janus\":\"x\"}".getBytes(StandardCharsets.UTF_8));
            String rest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(rest.contains("\"ack\""), rest);
        }
    }

    @Test
    void severalAddressesAreListenedOnAtOnce() throws Exception {
        Settings general = Fixture.set(Fixture.general(), "ip", "127.0.0.1, 127.0.0.2");
        try (Fixture http = Fixture.of(Fixture.settings(general, Fixture.admin()))) {
            assertEquals(2, http.transport.addresses("http").size());
        }
    }

    @Test
    void nothingSwitchedOnIsNoApi() throws Exception {
        try (Fixture http = Fixture.of(Settings.group("none", 0))) {
            assertEquals(List.of(), http.transport.addresses("http"));
            assertEquals(false, http.transport.isAdminEnabled());
        }
    }

    @Test
    void aPortInUseIsAnError() throws Exception {
        try (Fixture http = Fixture.plain()) {
            Settings general =
                    Fixture.set(Fixture.general(), "port", Integer.toString(http.port("http")));

            assertThrows(
                    IOException.class,
                    () -> Fixture.of(Fixture.settings(general, Settings.group("none", 0))));
        }
    }

    private static Fixture fixture(Limits limits) throws IOException {
        return Fixture.of(Fixture.settings(Fixture.general(), Fixture.admin()), limits);
    }

    private static String post(String body, boolean last) {
        return "POST /janus HTTP/1.1\r\nHost: x\r\nContent-Length: "
                + body.length()
                + (last ? "\r\nConnection: close" : "")
                + "\r\n\r\n"
                + body;
    }
}
