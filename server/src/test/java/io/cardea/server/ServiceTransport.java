package io.cardea.server;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.spi.Transport;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportContext;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A transport found as a service, which the test speaks through. */
public final class ServiceTransport implements Transport {
    private static final AtomicReference<Optional<ServiceTransport>> LAST =
            new AtomicReference<>(Optional.empty());

    private Optional<Gateway> gateway = Optional.empty();
    private final BlockingQueue<Json> events = new LinkedBlockingQueue<>();
    private final Nobody client = new Nobody();
    private boolean closed;

    /** The one started last. */
    static ServiceTransport last() {
        return LAST.get().orElseThrow();
    }

    Json ask(String request) {
        AtomicReference<Json> reply = new AtomicReference<>(Json.NULL);
        gateway.orElseThrow().accept(client, Json.parse(request), reply::set);
        return reply.get();
    }

    Json askAdmin(String request) {
        AtomicReference<Json> reply = new AtomicReference<>(Json.NULL);
        gateway.orElseThrow().acceptAdmin(client, Json.parse(request), reply::set);
        return reply.get();
    }

    /** The next event for the client, within some seconds. */
    Json event() throws InterruptedException {
        Json event = events.poll(5, TimeUnit.SECONDS);
        if (event == null) throw new AssertionError("no event came");
        return event;
    }

    @Override
    public Set<String> reload(Settings fresh) {
        if (fresh.bool("failing", false)) throw new IllegalStateException("planned");
        if (fresh.bool("broken", false)) throw new SettingsException("file", "broken", "indeed");
        return Set.of("General.Taken");
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

    private final class Nobody implements TransportClient {
        @Override
        public boolean isLocal() {
            return true;
        }

        @Override
        public void send(Json message) {
            events.add(message);
        }

        @Override
        public void sessionOver(long sessionId, SessionEnd why) {}

        @Override
        public void sessionCreated(long sessionId) {}
    }
}
