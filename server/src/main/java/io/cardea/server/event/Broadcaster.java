package io.cardea.server.event;

import io.cardea.spi.EventHandler;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Passes events on to the handlers that want them, in order, on a thread of its own. {@link
 * #publish} never blocks: what finds the queue full is dropped and counted.
 */
public final class Broadcaster implements EventHandlers, AutoCloseable {
    /** Events that may wait for the thread. */
    static final int CAPACITY = 65_536;

    private static final System.Logger LOG = System.getLogger(Broadcaster.class.getName());
    private static final long CLOSE_MILLIS = 2_000;

    private record Waiting(ServerEvent event, long micros) {}

    private final String emitter;
    private final LongSupplier epochMicros;
    private final List<EventHandler> handlers;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder dropped = new LongAdder();
    private final Thread thread;
    private volatile boolean closing;

    /**
     * @param emitter the server's name
     * @param handlers started ones
     */
    public Broadcaster(String emitter, LongSupplier epochMicros, List<EventHandler> handlers) {
        this.emitter = emitter;
        this.epochMicros = epochMicros;
        this.handlers = List.copyOf(handlers);
        this.thread = Thread.ofPlatform().daemon().name("events").start(this::run);
    }

    @Override
    public boolean isEnabled() {
        return true;
    }

    @Override
    public void publish(ServerEvent event) {
        if (closing || !isWanted(event.type())) return;
        if (!waiting.offer(new Waiting(event, epochMicros.getAsLong()))) dropped.increment();
    }

    private boolean isWanted(EventType type) {
        for (EventHandler handler : handlers) {
            if (handler.wants(type)) return true;
        }
        return false;
    }

    /** Events that found the queue full. */
    public long dropped() {
        return dropped.sum();
    }

    private void run() {
        try {
            while (!closing || !waiting.isEmpty()) {
                Waiting next = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) tell(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Waiting next) {
        Json envelope = envelope(next);
        for (EventHandler handler : handlers) {
            if (!handler.wants(next.event().type())) continue;
            try {
                handler.handle(envelope);
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "event handler failed handler=" + handler.info().packageName(),
                        e);
            }
        }
    }

    private Json envelope(Waiting waited) {
        ServerEvent event = waited.event();
        Json json = Json.object().put("emitter", emitter).put("type", event.type().number());
        if (event.subtype() > 0) json.put("subtype", event.subtype());
        json.put("timestamp", waited.micros());
        if (event.sessionId() != 0) json.put("session_id", event.sessionId());
        if (event.handleId() != 0) json.put("handle_id", event.handleId());
        event.opaqueId().ifPresent(text -> json.put("opaque_id", text));
        return json.put("event", event.body());
    }

    /** Passes on what waits, for two seconds at most; the handlers stay open. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
