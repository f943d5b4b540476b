package io.cardea.tools.load.client;

import io.cardea.spi.Json;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A session of the Janus API. Any thread; calls block. */
public final class JanusSession implements AutoCloseable {
    private final JanusClient client;
    private final Connection way;
    private final long id;
    private final Map<Long, Consumer<Json>> handles = new ConcurrentHashMap<>();

    JanusSession(JanusClient client, Connection way, long id) {
        this.client = client;
        this.way = way;
        this.id = id;
    }

    /**
     * Attaches to a plugin.
     *
     * @param listener hears what the server says of the handle unasked
     */
    public JanusHandle attach(String plugin, Consumer<Json> listener) throws ApiException {
        Json reply = await("attach", request("attach").put("plugin", plugin));
        long handle = reply.get("data").map(data -> data.integer("id", 0)).orElse(0L);
        handles.put(handle, listener);
        return new JanusHandle(this, handle);
    }

    Json request(String verb) {
        return client.request(verb).put("session_id", id);
    }

    Json await(String what, Json request) throws ApiException {
        return client.await(way, what, request);
    }

    void onEvent(Json event) {
        Consumer<Json> listener = handles.get(event.integer("sender", 0));
        if (listener != null) listener.accept(event);
    }

    /** The answer is of no interest: a session that is gone shows itself elsewhere. */
    void keepAlive() {
        way.ask(request("keepalive"));
    }

    /** Destroys it, with its handles. */
    @Override
    public void close() throws ApiException {
        client.forget(this);
        try {
            await("destroy", request("destroy"));
        } finally {
            way.forget(id);
        }
    }
}
