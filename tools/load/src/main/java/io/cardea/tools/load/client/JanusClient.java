package io.cardea.tools.load.client;

import io.cardea.spi.Json;
import io.cardea.tools.load.Target;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * All sessions with one server. They share connections: {@value #SESSIONS_PER_SOCKET} a WebSocket.
 *
 * <p>Any thread; calls block. Closing closes the connections, not the sessions.
 */
public final class JanusClient implements AutoCloseable {
    /** Sessions on a WebSocket: as many sockets as real clients would have help nobody. */
    static final int SESSIONS_PER_SOCKET = 32;

    static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);

    /** Janus ends a session after a minute of silence. */
    private static final Duration KEEPALIVE = Duration.ofSeconds(20);

    private final Target target;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final List<Connection> connections = new ArrayList<>();
    private final Set<JanusSession> sessions = ConcurrentHashMap.newKeySet();
    private final Thread keepalives;
    private int opened;

    private JanusClient(Target target) {
        this.target = target;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(threads)
                        .build();
        this.keepalives = Thread.ofVirtual().name("keepalives").start(this::keepAlive);
    }

    /**
     * A client of that server's.
     *
     * @throws ApiException when there is none, or it does not answer as one
     */
    public static JanusClient connect(Target target) throws ApiException {
        var client = new JanusClient(target);
        try {
            client.await(client.connection(), "info", Json.object().put("janus", "info"));
        } catch (ApiException e) {
            client.close();
            throw e;
        }
        return client;
    }

    /** A new session, on a connection that has room for it. */
    public JanusSession session() throws ApiException {
        Connection way = connection();
        Json reply = await(way, "create", request("create"));
        long id = reply.get("data").map(data -> data.integer("id", 0)).orElse(0L);
        var session = new JanusSession(this, way, id);
        sessions.add(session);
        way.open(id, session::onEvent);
        return session;
    }

    private synchronized Connection connection() throws ApiException {
        boolean sockets = target.url().getScheme().startsWith("ws");
        boolean full = sockets && opened++ % SESSIONS_PER_SOCKET == 0;
        if (connections.isEmpty() || full) {
            connections.add(
                    sockets
                            ? WebSocketConnection.connect(http, target.url())
                            : new HttpConnection(http, target.url(), credentials()));
        }
        return connections.getLast();
    }

    private String credentials() {
        return target.apiSecret().map(s -> HttpConnection.parameter("apisecret", s)).orElse("")
                + target.token().map(t -> HttpConnection.parameter("token", t)).orElse("");
    }

    Json request(String verb) {
        Json request = Json.object().put("janus", verb);
        target.apiSecret().ifPresent(secret -> request.put("apisecret", secret));
        target.token().ifPresent(token -> request.put("token", token));
        return request;
    }

    /** Sends a request and waits for its reply. */
    Json await(Connection way, String what, Json request) throws ApiException {
        Json reply;
        try {
            reply = way.ask(request).get(REPLY_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ApiException(what + ": no answer in " + REPLY_TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ApiException(what + " at " + target.url() + ": " + cause, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(what + ": interrupted", e);
        }
        if (!reply.string("janus", "").equals("error")) return reply;
        Json error = reply.get("error").orElse(Json.object());
        throw new ApiException(
                what
                        + " refused: "
                        + error.string("reason", "?")
                        + " ("
                        + error.integer("code", 0)
                        + ")");
    }

    void forget(JanusSession session) {
        sessions.remove(session);
    }

    private void keepAlive() {
        try {
            while (true) {
                Thread.sleep(KEEPALIVE);
                sessions.forEach(JanusSession::keepAlive);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    @Override
    public void close() {
        keepalives.interrupt();
        synchronized (this) {
            connections.forEach(Connection::close);
        }
        http.shutdownNow();
        threads.shutdownNow();
    }
}
