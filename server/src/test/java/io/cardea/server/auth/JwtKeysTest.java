package io.cardea.server.auth;

import static io.cardea.server.auth.JwtRig.CLAIMS;
import static io.cardea.server.auth.JwtRig.OTHER_RSA;
import static io.cardea.server.auth.JwtRig.RSA;
import static io.cardea.server.auth.JwtRig.set;
import static io.cardea.server.auth.JwtRig.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys from a file, and from a real HTTP server that does not always do well. */
@Timeout(60)
final class JwtKeysTest {
    private static final String TOKEN = signed(JWSAlgorithm.RS256, RSA, CLAIMS);
    private static final RSAKey NEXT = new RSAKey.Builder(OTHER_RSA).keyID("next").build();
    private static final String NEXT_TOKEN = signed(JWSAlgorithm.RS256, NEXT, CLAIMS);

    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final JwtRig rig = JwtRig.make();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final ExecutorService serving = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private JwtKeys keys;
    private JwtTokens tokens;
    private volatile Behaviour behaviour = answering(200, set(RSA.toPublicJWK()));
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(serving);
        server.createContext(
                "/jwks.json",
                exchange -> {
                    asked.incrementAndGet();
                    try (exchange) {
                        behaviour.answer(exchange);
                    }
                });
        server.start();
        keys = new JwtKeys(JwksSource.of(uri()), () -> rig.nanos, background::add);
        tokens = new JwtTokens(JwtRig.settings(), keys, () -> rig.now);
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        serving.shutdownNow();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    }

    private static Behaviour answering(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private void readInBackground() {
        keys.refresh();
        background.remove().run();
    }

    private void pass(Duration time) {
        rig.nanos += time.toNanos();
    }

    @Test
    void untilTheFirstReadingIsDoneTokensAreRefused() {
        keys.refresh();

        assertEquals(Verdict.UNKNOWN_KEY, tokens.opensApi(TOKEN));
        background.remove().run();
        assertEquals(Verdict.GOOD, tokens.opensApi(TOKEN));
    }

    @Test
    void aKeyThatIsNotThereHasTheSetReadAgain() {
        readInBackground();
        behaviour = answering(200, set(RSA.toPublicJWK(), NEXT.toPublicJWK()));
        pass(JwtKeys.MIN_PAUSE);

        assertEquals(Verdict.UNKNOWN_KEY, tokens.opensApi(NEXT_TOKEN));
        background.remove().run();

        assertEquals(Verdict.GOOD, tokens.opensApi(NEXT_TOKEN));
        assertEquals(Verdict.GOOD, tokens.opensApi(TOKEN));
    }

    @Test
    void madeUpKeysCauseFewReadings() {
        readInBackground();
        for (int i = 0; i < 1000; i++) {
            RSAKey madeUp = new RSAKey.Builder(OTHER_RSA).keyID("k" + i % 3).build();
            if (i < 3) tokens.opensApi(signed(JWSAlgorithm.RS256, madeUp, CLAIMS));
            pass(Duration.ofMillis(1));
            tokens.opensApi(NEXT_TOKEN);
        }

        assertTrue(background.isEmpty());
        pass(JwtKeys.MIN_PAUSE);
        tokens.opensApi(NEXT_TOKEN);
        tokens.opensApi(NEXT_TOKEN);
        assertEquals(1, background.size());
        background.remove().run();
        assertEquals(2, asked.get());
    }

    @Test
    void aKeyWithdrawnIsForgottenWithWhatItSigned() {
        readInBackground();
        assertEquals(Verdict.GOOD, tokens.opensApi(TOKEN));
        behaviour = answering(200, set(NEXT.toPublicJWK()));

        readInBackground();

        assertEquals(Verdict.UNKNOWN_KEY, tokens.opensApi(TOKEN));
        assertEquals(Verdict.GOOD, tokens.opensApi(NEXT_TOKEN));
    }

    @Test
    void rubbishChangesNothing() {
        readInBackground();
        String many = set(RSA.toPublicJWK());
        String one = many.substring(many.indexOf('[') + 1, many.lastIndexOf(']'));
        for (Behaviour bad :
                new Behaviour[] {
                    answering(500, set(NEXT.toPublicJWK())),
                    answering(404, ""),
                    answering(200, ""),
                    answering(200, "<html>"),
                    answering(200, "[]"),
                    answering(200, "{\"keys\":7}"),
                    answering(200, "{\"keys\":[7]}"),
                    answering(200, "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"!\"}]}"),
                    answering(200, " ".repeat(JwksSource.MAX_BYTES + 1)),
                    answering(
                            200, "{\"keys\":[" + (one + ",").repeat(JwtKeys.MAX_KEYS) + one + "]}"),
                    exchange -> {
                        exchange.getResponseHeaders().set("Location", "/jwks.json");
                        exchange.sendResponseHeaders(302, -1);
                    },
                    exchange -> {
                        // Nothing, and the connection ends.
                    },
                }) {
            behaviour = bad;
            long failures = keys.failures();
            readInBackground();
            assertEquals(failures + 1, keys.failures());
            assertEquals(Verdict.GOOD, tokens.opensApi(TOKEN));
        }

        behaviour = answering(200, set(NEXT.toPublicJWK()));
        readInBackground();
        assertEquals(Verdict.GOOD, tokens.opensApi(NEXT_TOKEN));
    }

    /** Whether before the answer or in the middle of it: nobody waits, and the reading ends. */
    @Test
    void aServerThatHangsIsGivenUp() {
        readInBackground();
        for (Behaviour hanging :
                new Behaviour[] {
                    exchange -> await(),
                    exchange -> {
                        exchange.sendResponseHeaders(200, 0);
                        exchange.getResponseBody().write('{');
                        exchange.getResponseBody().flush();
                        await();
                    },
                }) {
            behaviour = hanging;
            keys.refresh();
            Runnable reading = background.remove();
            keys.refresh();
            assertTrue(background.isEmpty(), "one reading at a time");
            assertEquals(Verdict.GOOD, tokens.opensApi(TOKEN));
            long begun = System.nanoTime();

            reading.run();

            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(took.compareTo(JwksSource.PATIENCE.multipliedBy(4)) < 0, "took " + took);
            assertEquals(Verdict.GOOD, tokens.opensApi(TOKEN));
        }
        assertEquals(2, keys.failures());
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFileIsReadAgainToo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("jwks.json");
        JwksSource source = JwksSource.of(file.toUri());
        assertThrows(IOException.class, source::read);

        Files.writeString(file, set(RSA.toPublicJWK()));
        assertEquals(set(RSA.toPublicJWK()), source.read());

        Files.writeString(file, " ".repeat(JwksSource.MAX_BYTES + 1));
        assertThrows(IOException.class, source::read);
    }
}
