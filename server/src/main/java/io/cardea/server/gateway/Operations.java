package io.cardea.server.gateway;

import io.cardea.spi.Json;
import java.time.Duration;

/** What an operator asks of the server as a whole. Any thread. */
public interface Operations {
    /**
     * Reads the configuration again; see {@code docs/operations.md}.
     *
     * @return what was taken over ({@code applied}), what waits for the next start ({@code
     *     waiting}), and what could not be read ({@code faults})
     */
    Json reload();

    /**
     * Begins to drain: no new sessions; when all are over, or after a time, the server ends.
     * Accepting sessions again calls it off.
     *
     * @param exits whether the process ends with the last session
     */
    void drain(Duration limit, boolean exits);

    /** The time for a drain when none is given. */
    Duration drainLimit();
}
