package io.cardea.events.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpEventHandlerTest {
    private record Post(String body, String authorization, String type) {}

    private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
    private final AtomicInteger failing = new AtomicInteger();
    private final HttpEventHandler handler = new HttpEventHandler();
    private final Settings general = Settings.group("test", 1);
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    boolean packed =
                            "gzip"
                                    .equals(
                                            exchange.getRequestHeaders()
                                                    .getFirst("Content-Encoding"));
                    byte[] body =
                            packed
                                    ? new GZIPInputStream(exchange.getRequestBody()).readAllBytes()
                                    : exchange.getRequestBody().readAllBytes();
                    if (failing.getAndDecrement() > 0) {
                        exchange.close(); // no answer at all
                        return;
                    }
                    posts.add(
                            new Post(
                                    new String(body, StandardCharsets.UTF_8),
                                    exchange.getRequestHeaders().getFirst("Authorization"),
                                    exchange.getRequestHeaders().getFirst("Content-Type")));
                    exchange.sendResponseHeaders(500, -1); // whatever it says
                    exchange.close();
                });
        server.start();
        set("enabled", "true");
        set("events", "all");
        set("backend", "http://127.0.0.1:" + server.getAddress().getPort() + "/events");
        set("retransmissions_backoff", "10");
    }

    @AfterEach
    void close() {
        handler.close();
        server.stop(0);
    }

    private void set(String key, String value) {
        general.put(key, Settings.scalar("test", 1, value));
    }

    private boolean start() {
        Settings file = Settings.group("test", 1).put("general", general);
        return handler.start(() -> file);
    }

    private Post next() throws InterruptedException {
        Post post = posts.poll(10, TimeUnit.SECONDS);
        assertTrue(post != null, "nothing was posted");
        return post;
    }

    @Test
    void isOffUnlessEnabledAndNeedsAnUrl() {
        set("enabled", "false");
        assertFalse(start());
        set("enabled", "true");
        set("backend", "ftp://x");
        assertThrows(SettingsException.class, this::start);
    }

    @Test
    void postsEventsInArraysAsTheyAre() throws InterruptedException {
        set("backend_user", "u");
        set("backend_pwd", "p");
        assertTrue(start());
        assertTrue(handler.wants(EventType.CORE));
        handler.handle(Json.object().put("type", 1));

        Post post = next();

        assertEquals("[{\"type\":1}]", post.body());
        assertEquals("application/json", post.type());
        assertEquals("Basic dTpw", post.authorization());
    }

    @Test
    void ungroupedAndCompressedWhenWished() throws InterruptedException {
        set("grouping", "false");
        set("compress", "true");
        start();
        handler.handle(Json.object().put("type", 1));
        assertEquals("{\"type\":1}", next().body());
    }

    @Test
    void whatGotNoAnswerIsSentAgain() throws InterruptedException {
        failing.set(3);
        start();
        handler.handle(Json.object().put("type", 1));
        assertEquals("[{\"type\":1}]", next().body());
    }

    @Test
    void whatIsTriedTooOftenIsGivenUp() throws InterruptedException {
        set("max_retransmissions", "1");
        set("grouping", "false");
        failing.set(4); // the client itself may repeat a request on a fresh connection
        start();
        for (int i = 0; i < 6; i++) {
            handler.handle(Json.object().put("type", i));
        }
        assertFalse(next().body().equals("{\"type\":0}"));
    }

    @Test
    void anotherBackendIsTakenAtOnce() throws InterruptedException {
        String good = general.string("backend", "");
        set("backend", "http://127.0.0.1:1/");
        set("max_retransmissions", "0");
        start();
        handler.query(
                Json.parse(
                        "{\"request\":\"tweak\",\"backend\":\""
                                + good
                                + "\",\"grouping\":false,\"events\":\"core\"}"));
        handler.handle(Json.object().put("type", 256));
        assertEquals("{\"type\":256}", next().body());
        assertFalse(handler.wants(EventType.SESSION));
        assertEquals(
                "{\"error_code\":413,\"error\":\"Invalid HTTP URI 'x'\"}",
                handler.query(Json.parse("{\"request\":\"tweak\",\"backend\":\"x\"}")).toString());
    }
}
