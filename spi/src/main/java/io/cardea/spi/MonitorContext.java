package io.cardea.spi;

import java.util.Optional;

/** What the server gives a monitor at its start. Any thread. */
public interface MonitorContext {
    /** The group {@code metrics} of the main configuration file. */
    Settings settings();

    /** What there is to tell; the same for a second, however often it is asked for. */
    Figures figures();

    /** Why the server must be started again, such as a loop that hangs; empty if it is well. */
    Optional<String> illness();

    /** Why it takes no new sessions now; empty if it does. */
    Optional<String> unreadiness();
}
