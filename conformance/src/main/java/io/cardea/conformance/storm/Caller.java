package io.cardea.conformance.storm;

import io.cardea.conformance.WsClient;
import io.cardea.spi.Json;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One connection with one session. Requests may come from several threads; a virtual thread reads.
 */
final class Caller implements AutoCloseable {
    /** A server that has not answered by then is taken to hang. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final WsClient socket;
    private final Verdict verdict;
    private final Map<String, CompletableFuture<Json>> waiting = new ConcurrentHashMap<>();
    private final Map<Long, Consumer<Json>> listeners = new ConcurrentHashMap<>();
    private long transactions;
    private long session;
    private volatile boolean closed;

    private Caller(WsClient socket, Verdict verdict) {
        this.socket = socket;
        this.verdict = verdict;
    }

    static Caller call(Verdict verdict) throws IOException {
        Caller caller = new Caller(WsClient.connect(), verdict);
        Thread.ofVirtual().start(caller::read);
        caller.session =
                caller.ask(Json.object().put("janus", "create"), false)
                        .get("data")
                        .orElseThrow()
                        .integer("id", 0);
        return caller;
    }

    /** A new handle of the plugin; {@code listener} hears its events that answer nothing. */
    long attach(Consumer<Json> listener) {
        Json request = Json.object().put("janus", "attach").put("plugin", "janus.plugin.videoroom");
        long handle = ask(request, false).get("data").orElse(Json.NULL).integer("id", 0);
        if (handle != 0) listeners.put(handle, listener);
        return handle;
    }

    void detach(long handle) {
        listeners.remove(handle);
        ask(Json.object().put("janus", "detach").put("handle_id", handle), false);
    }

    void hangup(long handle) {
        ask(Json.object().put("janus", "hangup").put("handle_id", handle), false);
    }

    /** Asks the plugin; gives the whole message that answers, or an empty object. */
    Json message(long handle, Json body, Json jsep) {
        verdict.count(body.string("request", ""));
        Json request =
                Json.object().put("janus", "message").put("handle_id", handle).put("body", body);
        if (!jsep.members().isEmpty()) request.put("jsep", jsep);
        return ask(request, true);
    }

    private Json ask(Json request, boolean skipsAck) {
        CompletableFuture<Json> answer = new CompletableFuture<>();
        String transaction;
        synchronized (this) {
            transaction = (skipsAck ? "m" : "c") + ++transactions;
            waiting.put(transaction, answer);
            request.put("transaction", transaction);
            if (session != 0) request.put("session_id", session);
            try {
                socket.send(request.toString());
            } catch (IOException e) {
                waiting.remove(transaction);
                return Json.object();
            }
        }
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (!closed) verdict.fault("no answer to " + request);
            return Json.object();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Json.object();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            waiting.remove(transaction);
        }
    }

    private void read() {
        try {
            while (!closed) {
                socket.receive(Duration.ofSeconds(1)).ifPresent(text -> receive(Json.parse(text)));
            }
        } catch (EOFException | SocketException e) {
            if (!closed) verdict.fault("the server hung up: " + e.getMessage());
        } catch (IOException e) {
            if (!closed) verdict.fault("connection failed: " + e);
        }
        waiting.values().forEach(answer -> answer.complete(Json.object()));
    }

    private void receive(Json message) {
        verdict.judge(message);
        String transaction = message.string("transaction", "");
        boolean onlyAck = message.string("janus", "").equals("ack") && transaction.startsWith("m");
        if (onlyAck) return;
        CompletableFuture<Json> answer = waiting.get(transaction);
        if (answer != null) {
            answer.complete(message);
        } else {
            Consumer<Json> listener = listeners.get(message.integer("sender", 0));
            if (listener != null) listener.accept(message);
        }
    }

    /** Ends the session as one should. */
    void destroy() {
        ask(Json.object().put("janus", "destroy"), false);
        close();
    }

    /** Ends the connection without a word. */
    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            verdict.count("close failed");
        }
    }
}
