package io.cardea.server.event;

import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where events go that are not for the client but for whoever watches the server. Any thread; cheap
 * when nobody listens: bodies are only made for a listener.
 */
public interface EventHandlers {
    /** Nobody listens. */
    EventHandlers NONE =
            new EventHandlers() {
                @Override
                public boolean isEnabled() {
                    return false;
                }

                @Override
                public void publish(ServerEvent event) {}
            };

    /** Whether events are broadcast at all. */
    boolean isEnabled();

    /** Passes an event on; never blocks. */
    void publish(ServerEvent event);

    /** An event of the server itself. */
    default void core(int subtype, Supplier<Json> body) {
        if (!isEnabled()) return;
        publish(new ServerEvent(EventType.CORE, subtype, 0, 0, Optional.empty(), body.get()));
    }

    /** An event of a session. */
    default void session(long sessionId, Supplier<Json> body) {
        if (!isEnabled()) return;
        publish(new ServerEvent(EventType.SESSION, 0, sessionId, 0, Optional.empty(), body.get()));
    }
}
