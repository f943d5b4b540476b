package io.cardea.server;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Transport;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportContext;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A transport found as a service, which the test speaks through. */
public final class ServiceTransport implements Transport {
    private static final AtomicReference<Optional<ServiceTransport>> LAST =
            new AtomicReference<>(Optional.empty());

    private Optional<Gateway> gateway = Optional.empty();
    private boolean closed;

    /** The one started last. */
    static ServiceTransport last() {
        return LAST.get().orElseThrow();
    }

    Json ask(String request) {
        AtomicReference<Json> reply = new AtomicReference<>(Json.NULL);
        gateway.orElseThrow().accept(new Nobody(), Json.parse(request), reply::set);
        return reply.get();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "janus.transport.service", "S", "n", "d", 1, "1", "libjanus_servicetransport.so");
    }

    @Override
    public boolean start(TransportContext context) {
        gateway = Optional.of(context.gateway());
        LAST.set(Optional.of(this));
        return true;
    }

    @Override
    public void close() {
        closed = true;
    }

    private static final class Nobody implements TransportClient {
        @Override
        public void send(Json message) {}

        @Override
        public void sessionOver(long sessionId, SessionEnd why) {}

        @Override
        public void sessionCreated(long sessionId) {}
    }
}
