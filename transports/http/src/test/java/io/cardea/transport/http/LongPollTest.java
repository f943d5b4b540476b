package io.cardea.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LongPollTest {
    private static final String KEEPALIVE = "{\"janus\":\"keepalive\"}";

    @ParameterizedTest
    @ValueSource(strings = {"", "?maxev=1", "?maxev=0", "?maxev=x", "?maxev=", "?maxev=-3"})
    void onePollGetsOneEventAsAnObject(String query) throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.create(7);
            http.gateway.event(7, "a");
            http.gateway.event(7, "b");

            assertEquals(event("a"), http.get("/janus/7" + query).body());
            assertEquals(event("b"), http.get("/janus/7" + query).body());
        }
    }

    @Test
    void aPollForSeveralGetsAnArrayInOrderUpToItsMaximum() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.create(7);
            for (String name : List.of("a", "b", "c")) {
                http.gateway.event(7, name);
            }

            assertEquals(
                    "[" + event("a") + "," + event("b") + "]",
                    http.get("/janus/7?rid=1&maxev=2").body());
            assertEquals("[" + event("c") + "]", http.get("/janus/7?maxev=2").body());
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {"'' | {\"janus\":\"keepalive\"}", "?maxev=5 | [{\"janus\":\"keepalive\"}]"},
            delimiter = '|')
    void withoutEventsAPollGetsAKeepalive(String query, String body) throws Exception {
        Limits limits = Fixture.withPoll(Fixture.SHORT);
        try (Fixture http =
                Fixture.of(Fixture.settings(Fixture.general(), Fixture.admin()), limits)) {
            http.create(7);

            HttpResponse<String> answer = http.get("/janus/7" + query);

            assertEquals(200, answer.statusCode());
            assertEquals(body, answer.body());
            assertEquals(List.of(7L), http.gateway.keptAlive);
        }
    }

    @Test
    void aWaitingPollIsAnsweredByTheEvent() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.create(7);
            CompletableFuture<HttpResponse<String>> poll = http.poll("/janus/7");
            awaitPolls(http, 1);
            assertFalse(poll.isDone());

            http.gateway.event(7, "a");

            assertEquals(event("a"), poll.get(20, TimeUnit.SECONDS).body());
        }
    }

    @Test
    void anEventAnswersAllPollsOfItsSessionAndGoesToOne() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.create(7);
            List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                polls.add(http.poll("/janus/7"));
                awaitPolls(http, i + 1);
            }

            http.gateway.event(7, "a");

            List<String> bodies = new ArrayList<>();
            for (CompletableFuture<HttpResponse<String>> poll : polls) {
                bodies.add(poll.get(20, TimeUnit.SECONDS).body());
            }
            bodies.sort(String::compareTo);
            assertEquals(List.of(event("a"), KEEPALIVE, KEEPALIVE, KEEPALIVE, KEEPALIVE), bodies);
        }
    }

    @Test
    void manySessionsPollAtOnceAndEachGetsItsOwn() throws Exception {
        int sessions = 200;
        try (Fixture http = Fixture.plain()) {
            List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
            for (int i = 1; i <= sessions; i++) {
                http.create(i);
                polls.add(http.poll("/janus/" + i));
            }
            awaitPolls(http, sessions);

            for (int i = 1; i <= sessions; i++) {
                http.gateway.event(i, "e" + i);
            }

            for (int i = 1; i <= sessions; i++) {
                String body = polls.get(i - 1).get(20, TimeUnit.SECONDS).body();
                assertTrue(body.contains("\"e" + i + "\""), body);
            }
        }
    }

    @Test
    void destroyingTheSessionEndsItsPolls() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.create(7);
            CompletableFuture<HttpResponse<String>> poll = http.poll("/janus/7?maxev=3");
            awaitPolls(http, 1);

            http.post("/janus/7", "{\"janus\":\"destroy\"}");

            assertEquals("[" + KEEPALIVE + "]", poll.get(20, TimeUnit.SECONDS).body());
            assertEquals(404, http.get("/janus/7").statusCode());
        }
    }

    @Test
    void aClaimEndsThePollsAndLosesWhatWasQueued() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.create(7);
            CompletableFuture<HttpResponse<String>> poll = http.poll("/janus/7");
            awaitPolls(http, 1);
            http.post("/janus/7", "{\"janus\":\"claim\"}");
            assertEquals(KEEPALIVE, poll.get(20, TimeUnit.SECONDS).body());
            http.gateway.event(7, "lost");

            http.post("/janus/7", "{\"janus\":\"claim\"}");
            http.gateway.event(7, "kept");

            assertEquals(event("kept"), http.get("/janus/7").body());
        }
    }

    @Test
    void aSessionTakenElsewhereIsNotFound() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.create(7);
            http.gateway
                    .sessions
                    .get(7L)
                    .sessionOver(7, io.cardea.spi.TransportClient.SessionEnd.CLAIMED);

            assertEquals(404, http.get("/janus/7").statusCode());
        }
    }

    @Test
    void theSecretIsAQueryParameter() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.create(7);
            http.gateway.secured = true;
            http.gateway.event(7, "a");

            HttpResponse<String> refused = http.get("/janus/7?apisecret=bad");
            assertEquals(403, refused.statusCode());
            assertEquals("", refused.body());
            assertEquals(403, http.get("/janus/99").statusCode());
            assertEquals(404, http.get("/janus/99?apisecret=hush").statusCode());
            assertEquals(event("a"), http.get("/janus/7?apisecret=hush").body());
        }
    }

    @Test
    void aClientThatLeavesDuringItsPollTakesNoEventAlong() throws Exception {
        try (Fixture http = Fixture.plain()) {
            http.create(7);
            Socket leaver = new Socket("127.0.0.1", http.port("http"));
            leaver.getOutputStream()
                    .write(
                            "GET /janus/7 HTTP/1.1\r\nHost: x\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));
            awaitPolls(http, 1);
            leaver.close();
            await(() -> http.transport.counters().serving.get() == 0);

            http.gateway.event(7, "a");

            assertEquals(event("a"), http.get("/janus/7").body());
        }
    }

    @Test
    void aQueueNobodyPollsDropsTheOldest() {
        SessionQueue queue = new SessionQueue(new HttpClient(new SessionQueues(), "test"));
        for (int i = 0; i <= SessionQueue.CAPACITY; i++) {
            queue.offer(io.cardea.spi.Json.of(i));
        }

        assertEquals(1, queue.dropped());
        assertEquals(List.of(io.cardea.spi.Json.of(1)), queue.poll(1).answer().join());
    }

    @Test
    void whatCouldNotBeDeliveredComesFirstNextTime() {
        SessionQueue queue = new SessionQueue(new HttpClient(new SessionQueues(), "test"));
        queue.offer(io.cardea.spi.Json.of(1));
        queue.offer(io.cardea.spi.Json.of(2));
        queue.offer(io.cardea.spi.Json.of(3));

        queue.putBack(queue.poll(2).answer().join());

        assertEquals("[1, 2, 3]", queue.poll(9).answer().join().toString());
    }

    private static void awaitPolls(Fixture http, int count) {
        await(() -> http.transport.counters().serving.get() == count);
        await(() -> http.gateway.keptAlive.size() >= count);
    }

    /** The transport runs in real time here, so waiting for it is all that is left. */
    static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Fixture.LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    private static String event(String name) {
        return "{\"janus\":\"" + name + "\",\"session_id\":7}";
    }
}
