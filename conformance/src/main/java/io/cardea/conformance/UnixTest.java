package io.cardea.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The Janus API and the Admin API over Unix sockets: with connections where the server is open,
 * with datagrams where it is guarded.
 */
public final class UnixTest {
    private static final Path FOLDER = Path.of(System.getProperty("cardea.unix", ""));
    private static final Path JANUS = FOLDER.resolve("unix");
    private static final Path ADMIN = FOLDER.resolve("unix-admin");
    private static final int LIMIT = 8_192;

    private static String ask(UnixPeer peer, String request) {
        peer.send(request);
        return next(peer);
    }

    private static String next(UnixPeer peer) {
        long began = System.nanoTime();
        String got =
                peer.receive()
                        .orElseThrow(() ->
                                new AssertionError(
                                        "nothing came for "
                                                + Duration.ofNanos(System.nanoTime() - began)));
        return got.startsWith("{") ? Json.parse(got).toString() : got;
    }

    private static String ping(String transaction) {
        return "{\"janus\":\"ping\",\"transaction\":\"" + transaction + "\"}";
    }

    private static String pong(String transaction) {
        return "{\"janus\":\"pong\",\"transaction\":\"" + transaction + "\"}";
    }

    /** A ping of so many bytes. */
    private static String pingOf(int bytes) {
        return ping("x".repeat(bytes - ping("").length()));
    }

    private static void answersRequests(UnixPeer peer) {
        assertEquals(pong("t"), ask(peer, ping("t")));
        assertEquals(
                "{\"janus\":\"error\",\"error\":{\"code\":454,\"reason\":\"Invalid Janus API request -"
                        + " <string>(1,9): string or '}' expected near 'nonsense'\"}}",
                ask(peer, "{nonsense"));
        assertEquals(
                "{\"janus\":\"error\",\"error\":{\"code\":454,\"reason\":\"Invalid Janus API request -"
                        + " <string>(1,35): end of file expected near '{'\"}}",
                ask(peer, ping("t") + ping("u")));
        assertTrue(ask(peer, "[]").contains("456"));
        assertTrue(ask(peer, pingOf(LIMIT)).startsWith("{\"janus\":\"pong\""));
    }

    private static void answersTheAdminApi(UnixPeer peer) {
        assertEquals(pong("t"), ask(peer, ping("t")));
        assertEquals(
                "{\"janus\":\"error\",\"error\":{\"code\":456,\"reason\":"
                        + "\"Missing mandatory element (transaction)\"}}",
                ask(peer, "{nonsense"));
        String query =
                "{\"janus\":\"query_transport\",\"transaction\":\"t\",\"admin_secret\":\"tattle\","
                        + "\"transport\":\"janus.transport.pfunix\","
                        + "\"request\":{\"request\":\"connections\"}}";
        assertTrue(
                ask(peer, query)
                        .matches(
                                "\\{\"janus\":\"success\",\"transaction\":\"t\",\"response\":"
                                        + "\\{\"result\":200,\"connections\":\\d+}}"));
        assertTrue(ask(peer, query.replace("connections", "x")).contains("\"error_code\":411"));
    }

    @Test
    @Tag("open")
    void connectionsAreAnswered() throws IOException {
        try (UnixPeer peer = UnixPeer.connected(JANUS)) {
            answersRequests(peer);
            peer.send(pingOf(LIMIT + 1));
            assertEquals(pong("after"), ask(peer, ping("after")), "a longer one is passed over");
        }
    }

    @Test
    @Tag("open")
    void theAdminApiIsAnsweredOverConnections() throws IOException {
        try (UnixPeer peer = UnixPeer.connected(ADMIN)) {
            answersTheAdminApi(peer);
        }
    }

    @Test
    @Tag("open")
    void aSessionGoesWithItsConnection() throws Exception {
        String create = "{\"janus\":\"create\",\"transaction\":\"c\",\"id\":4711}";
        String keep = "{\"janus\":\"keepalive\",\"transaction\":\"k\",\"session_id\":4711}";
        try (UnixPeer peer = UnixPeer.connected(JANUS)) {
            assertTrue(ask(peer, create).contains("4711"));
        }
        try (UnixPeer peer = UnixPeer.connected(JANUS)) {
            String answer = ask(peer, keep);
            for (int i = 0; i < 20 && answer.contains("ack"); i++) {
                Thread.sleep(100);
                answer = ask(peer, keep);
            }
            assertTrue(answer.contains("No such session 4711"), answer);
        }
    }

    @Test
    @Tag("open")
    void aConnectionEndsWithASessionThatTimedOut() throws IOException {
        try (UnixPeer peer = UnixPeer.connected(JANUS)) {
            ask(peer, "{\"janus\":\"create\",\"transaction\":\"c\",\"id\":4712}");
            // Janus takes its time while others' sessions end, too.
            Optional<String> end = peer.receive().or(peer::receive).or(peer::receive);
            assertEquals(
                    "{\"janus\":\"timeout\",\"session_id\":4712}",
                    Json.parse(end.orElseThrow()).toString());
            // And sometimes Janus only closes the connection when it has something else to do.
            Optional<String> last = peer.receive();
            assertTrue(last.isPresent() || !Target.get().isCardea(), "not closed");
            assertEquals("", last.orElse(""));
        }
    }

    @Test
    @Tag("guarded")
    void datagramsAreAnswered() throws IOException {
        Path own = FOLDER.resolve("mine");
        try (UnixPeer nameless = UnixPeer.unbound(JANUS);
                UnixPeer peer = UnixPeer.bound(own, JANUS)) {
            nameless.send(ping("lost"));
            answersRequests(peer);
            assertEquals(
                    "{\"janus\":\"error\",\"error\":{\"code\":454,\"reason\":\"Invalid Janus API"
                            + " request - <string>(1,8192): '}' expected near end of file\"}}",
                    ask(peer, pingOf(LIMIT + 1)),
                    "a longer one is cut");
        } finally {
            Files.deleteIfExists(own);
        }
    }

    @Test
    @Tag("guarded")
    void theAdminApiIsAnsweredOverDatagrams() throws IOException {
        Path own = FOLDER.resolve("operator");
        try (UnixPeer peer = UnixPeer.bound(own, ADMIN)) {
            answersTheAdminApi(peer);
        } finally {
            Files.deleteIfExists(own);
        }
    }
}
