package io.cardea.spi;

import java.util.Optional;

/**
 * Something a plugin tells its client.
 *
 * @param data goes into {@code plugindata.data}
 * @param jsep a description to go with it
 * @param after run on the lane once the event is on its way; for what must not overtake it
 */
public record Event(Json data, Optional<Jsep> jsep, Runnable after) {
    public static Event of(Json data) {
        return new Event(data, Optional.empty(), () -> {});
    }

    public static Event of(Json data, Jsep jsep) {
        return new Event(data, Optional.of(jsep), () -> {});
    }

    /** The same with something to run afterwards. */
    public Event then(Runnable next) {
        return new Event(data, jsep, next);
    }
}
