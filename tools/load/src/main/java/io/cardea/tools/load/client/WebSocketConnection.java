package io.cardea.tools.load.client;

import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import java.io.EOFException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A WebSocket with the sub-protocol of the Janus API. */
final class WebSocketConnection implements Connection {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final String PROTOCOL = "janus-protocol";

    private final Replies replies = new Replies();
    private final WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    private WebSocketConnection(HttpClient http, URI url) {
        socket =
                http.newWebSocketBuilder()
                        .subprotocols(PROTOCOL)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .buildAsync(url, new Ear(replies))
                        .join();
    }

    static WebSocketConnection connect(HttpClient http, URI url) throws ApiException {
        try {
            return new WebSocketConnection(http, url);
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ApiException("no server of the Janus API at " + url + ": " + cause, cause);
        }
    }

    @Override
    public CompletableFuture<Json> ask(Json request) {
        CompletableFuture<Json> reply = replies.expect(request);
        send(request.toString())
                .exceptionally(failure -> {
                    reply.completeExceptionally(failure);
                    return null;
                });
        return reply;
    }

    /** One message after the other: the socket takes no second one while it sends. */
    private synchronized CompletableFuture<?> send(String text) {
        sent =
                sent.handle((before, failure) -> socket.sendText(text, true))
                        .thenCompose(each -> each);
        return sent;
    }

    @Override
    public void open(long session, Consumer<Json> listener) {
        replies.listen(session, listener);
    }

    @Override
    public void forget(long session) {
        replies.forget(session);
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Puts messages together and hands them on. */
    private static final class Ear implements WebSocket.Listener {
        private final Replies replies;
        private final StringBuilder text = new StringBuilder();

        Ear(Replies replies) {
            this.replies = replies;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            from.request(1);
            if (!last) return null;
            String whole = text.toString();
            text.setLength(0);
            try {
                replies.take(Json.parse(whole));
            } catch (JsonException e) {
                replies.fail(e);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            replies.fail(new EOFException("the server closed the WebSocket"));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            replies.fail(error);
        }
    }
}
