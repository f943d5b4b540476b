package io.cardea.transport.http;

import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client of one request: HTTP has no connections that matter, so a session belongs to whoever's
 * request made or claimed it, and its events wait in the table of queues.
 */
final class HttpClient implements TransportClient {
    private final SessionQueues queues;
    private final Object origin;

    private Optional<String> traceParent = Optional.empty();

    /**
     * @param origin whose requests count together
     */
    HttpClient(SessionQueues queues, Object origin) {
        this.queues = queues;
        this.origin = origin;
    }

    @Override
    public Object origin() {
        return origin;
    }

    @Override
    public Optional<String> transport() {
        return Optional.of(HttpTransport.PACKAGE);
    }

    /** The header of its request, before that is served. */
    void traceParent(@Nullable String header) {
        traceParent = Optional.ofNullable(header);
    }

    @Override
    public Optional<String> traceParent() {
        return traceParent;
    }

    @Override
    public void send(Json message) {
        queues.offer(this, message);
    }

    @Override
    public void sessionOver(long sessionId, SessionEnd why) {
        queues.end(sessionId, this);
    }

    @Override
    public void sessionCreated(long sessionId) {
        queues.begin(sessionId, this);
    }
}
