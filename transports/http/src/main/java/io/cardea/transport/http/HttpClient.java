package io.cardea.transport.http;

import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.util.Optional;

/**
 * The client of one request: HTTP has no connections that matter, so a session belongs to whoever's
 * request made or claimed it, and its events wait in the table of queues.
 */
final class HttpClient implements TransportClient {
    private final SessionQueues queues;
    private final boolean local;

    HttpClient(SessionQueues queues, boolean local) {
        this.queues = queues;
        this.local = local;
    }

    @Override
    public Optional<String> transport() {
        return Optional.of(HttpTransport.PACKAGE);
    }

    @Override
    public boolean isLocal() {
        return local;
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
