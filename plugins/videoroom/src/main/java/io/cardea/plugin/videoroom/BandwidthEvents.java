package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import java.util.concurrent.TimeUnit;

/**
 * Tells a client what its path carries: the first estimate at once, then the newest one once a
 * second as long as it changes. On the handle's lane.
 */
final class BandwidthEvents {
    static final int INTERVAL_SECONDS = 1;

    private final Environment environment;
    private final Room room;
    private final Handle handle;
    private long newest;
    private long told = -1;
    private boolean resting;
    private boolean closed;

    BandwidthEvents(Environment environment, Room room, Handle handle) {
        this.environment = environment;
        this.room = room;
        this.handle = handle;
    }

    void changed(long bitsPerSecond) {
        newest = bitsPerSecond;
        if (!resting) tell();
    }

    private void tell() {
        if (closed || newest == told) return;
        told = newest;
        resting = true;
        Json event = Json.object().put("videoroom", "event").put("room", room.id().json());
        handle.push(Event.of(event.put("bandwidth", told)));
        var unused =
                environment
                        .context()
                        .scheduler()
                        .schedule(
                                () -> handle.execute(this::rested),
                                INTERVAL_SECONDS,
                                TimeUnit.SECONDS);
    }

    private void rested() {
        resting = false;
        tell();
    }

    void close() {
        closed = true;
    }
}
