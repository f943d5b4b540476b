package io.cardea.tools.load.client;

import io.cardea.spi.Json;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Who waits for what: replies by their transaction, other events by their session. Any thread.
 *
 * <p>An {@code ack} only announces the reply and is passed over.
 */
final class Replies {
    private static final AtomicLong NEXT = new AtomicLong();

    private final Map<String, CompletableFuture<Json>> waiting = new ConcurrentHashMap<>();
    private final Map<Long, Consumer<Json>> listeners = new ConcurrentHashMap<>();

    /** Gives the request a transaction; done with the reply. */
    CompletableFuture<Json> expect(Json request) {
        String transaction = Long.toString(NEXT.incrementAndGet(), Character.MAX_RADIX);
        request.put("transaction", transaction);
        var reply = new CompletableFuture<Json>();
        waiting.put(transaction, reply);
        return reply.whenComplete((json, failure) -> waiting.remove(transaction));
    }

    void listen(long session, Consumer<Json> listener) {
        listeners.put(session, listener);
    }

    void forget(long session) {
        listeners.remove(session);
    }

    /** A message of the server's. */
    void take(Json message) {
        String kind = message.string("janus", "");
        if (kind.equals("ack")) return;
        CompletableFuture<Json> reply = waiting.get(message.string("transaction", ""));
        if (reply != null) {
            reply.complete(message);
            return;
        }
        Consumer<Json> listener = listeners.get(message.integer("session_id", 0));
        if (listener != null) listener.accept(message);
    }

    /** The way to the server is gone. */
    void fail(Throwable cause) {
        waiting.values().forEach(reply -> reply.completeExceptionally(cause));
    }
}
