package io.cardea.monitor.prometheus;

import java.time.Duration;

/**
 * Limits of the listener.
 *
 * @param connections open at a time; one more closes the oldest, so that those who dawdle cannot
 *     keep others out
 * @param time from a connection's first moment to its end
 */
record Limits(int connections, Duration time) {
    /** Bytes of a request: there is nothing to say in more. */
    static final int MAX_HEAD = 8_192;

    /** Connections the system may hold for us while we do not come to accept them. */
    static final int BACKLOG = 64;

    static Limits defaults() {
        return new Limits(16, Duration.ofSeconds(10));
    }
}
