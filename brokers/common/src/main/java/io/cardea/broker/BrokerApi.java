package io.cardea.broker;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import io.cardea.spi.TransportClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One API over a broker, the Janus API or the Admin API. All who use it are one client, since a
 * broker does not tell them apart: its sessions live on while the broker is away. Any thread.
 */
public final class BrokerApi {
    private static final int INVALID_JSON = 454;
    private static final int MISSING_ELEMENT = 456;

    private final boolean admin;
    private final Gateway gateway;
    private final Counters counters;
    private final Lanes lanes;
    private final Client client;

    /**
     * @param transport the transport's package
     * @param events where events go
     */
    public BrokerApi(
            String transport,
            boolean admin,
            Gateway gateway,
            Counters counters,
            Consumer<Json> events) {
        this.admin = admin;
        this.gateway = gateway;
        this.counters = counters;
        this.lanes = new Lanes(counters);
        this.client = new Client(transport, events);
    }

    private record Client(String name, Consumer<Json> events) implements TransportClient {
        @Override
        public Optional<String> transport() {
            return Optional.of(name);
        }

        @Override
        public void send(Json message) {
            events.accept(message);
        }

        @Override
        public void sessionCreated(long sessionId) {
            // There is no other client that events could be for.
        }

        @Override
        public void sessionOver(long sessionId, SessionEnd why) {
            // The same.
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    public TransportClient client() {
        return client;
    }

    /** A request that came, read; empty if it is not to be served, which is counted. */
    public Optional<String> text(byte[] payload) {
        counters.received.incrementAndGet();
        if (payload.length > Limits.MAX_MESSAGE) {
            counters.refused.incrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new String(payload, StandardCharsets.UTF_8));
    }

    /** Reads a request; empty if it is no JSON, which is counted and answered. */
    public Optional<Json> parse(String text, Consumer<Json> answer) {
        try {
            return Optional.of(Json.parse(text));
        } catch (JsonException e) {
            counters.malformed.incrementAndGet();
            answer.accept(malformed(e));
            return Optional.empty();
        }
    }

    /** Serves a request after the earlier ones of its session; waits while there are too many. */
    public void serve(Json request, Consumer<Json> answer) throws InterruptedException {
        lanes.run(
                request.integer("session_id", 0),
                () -> {
                    if (admin) {
                        gateway.acceptAdmin(client, request, answer);
                    } else {
                        gateway.accept(client, request, answer);
                    }
                });
    }

    private Json malformed(JsonException fault) {
        // compat: the Admin API takes it for an empty request, as over WebSockets
        if (admin) return error(MISSING_ELEMENT, "Missing mandatory element (transaction)");
        return error(
                INVALID_JSON,
                "Invalid Janus API request - <buffer>(%d,%d): %s"
                        .formatted(fault.line(), fault.column(), fault.getMessage()));
    }

    private static Json error(int code, String reason) {
        Json error = Json.object().put("code", code).put("reason", reason);
        return Json.object().put("janus", "error").put("error", error);
    }
}
