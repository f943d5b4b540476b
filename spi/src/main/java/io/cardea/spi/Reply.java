package io.cardea.spi;

import java.util.concurrent.Callable;

/** What a plugin says to a request. */
public sealed interface Reply {
    /** Answered at once: {@code success} with this data. */
    record Now(Json data) implements Reply {}

    /**
     * Answered later: {@code ack} now, and the event that {@code work} returns once the lane has
     * run it. If {@code work} throws, the fault is logged and no event is sent.
     *
     * @param hint text for the ack, empty for none
     */
    record Later(String hint, Callable<Event> work) implements Reply {}

    /** Refused by the plugin's machinery: a core error (462) with this text. */
    record Failed(String reason) implements Reply {}
}
