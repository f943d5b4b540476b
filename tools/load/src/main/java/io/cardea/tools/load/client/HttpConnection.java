package io.cardea.tools.load.client;

import io.cardea.spi.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Requests by POST, events by a long poll for each session, as browsers do without WebSockets. */
final class HttpConnection implements Connection {
    private static final Duration POST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(60);
    private static final int OK = 200;
    private static final int MAX_EVENTS = 10;

    private final Replies replies = new Replies();
    private final Set<Long> sessions = ConcurrentHashMap.newKeySet();
    private final HttpClient http;
    private final URI url;
    private final String credentials;

    /**
     * @param credentials further query parameters of a long poll
     */
    HttpConnection(HttpClient http, URI url, String credentials) {
        this.http = http;
        this.url = url;
        this.credentials = credentials;
    }

    static String parameter(String name, String value) {
        return "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public CompletableFuture<Json> ask(Json request) {
        CompletableFuture<Json> reply = replies.expect(request);
        StringBuilder path = new StringBuilder(url.toString());
        if (request.has("session_id")) path.append('/').append(request.integer("session_id", 0));
        if (request.has("handle_id")) path.append('/').append(request.integer("handle_id", 0));
        HttpRequest post =
                HttpRequest.newBuilder(URI.create(path.toString()))
                        .timeout(POST_TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(request.toString()))
                        .build();
        http.sendAsync(post, BodyHandlers.ofString())
                .thenAccept(response -> {
                    if (response.statusCode() != OK) {
                        throw new IllegalStateException("HTTP status " + response.statusCode());
                    }
                    replies.take(Json.parse(response.body()));
                })
                .exceptionally(failure -> {
                    reply.completeExceptionally(failure);
                    return null;
                });
        return reply;
    }

    @Override
    public void open(long session, Consumer<Json> listener) {
        replies.listen(session, listener);
        sessions.add(session);
        Thread.ofVirtual().name("long-poll").start(() -> poll(session));
    }

    private void poll(long session) {
        URI events = URI.create(url + "/" + session + "?maxev=" + MAX_EVENTS + credentials);
        HttpRequest get = HttpRequest.newBuilder(events).timeout(POLL_TIMEOUT).build();
        while (sessions.contains(session)) {
            try {
                var response = http.send(get, BodyHandlers.ofString());
                if (response.statusCode() != OK) return;
                Json answer = Json.parse(response.body());
                if (answer.string("janus", "").equals("error")) return;
                if (answer.isArray()) {
                    answer.elements().forEach(replies::take);
                } else {
                    replies.take(answer);
                }
            } catch (IOException | RuntimeException e) {
                return; // requests of the session time out, and that is told
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void forget(long session) {
        sessions.remove(session);
        replies.forget(session);
    }

    @Override
    public void close() {
        sessions.clear();
    }
}
