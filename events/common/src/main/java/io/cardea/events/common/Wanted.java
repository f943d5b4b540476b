package io.cardea.events.common;

import io.cardea.spi.EventType;
import io.cardea.spi.Settings;
import java.util.Set;

/** Which events a handler wants; the Admin API may change it. Any thread. */
public final class Wanted {
    private volatile Set<EventType> types;

    /** By {@code events} of a configuration's general section: nothing without it. */
    public Wanted(Settings general) {
        types = EventType.list(general.string("events", "none"));
    }

    public boolean has(EventType type) {
        return types.contains(type);
    }

    void set(String words) {
        types = EventType.list(words);
    }
}
