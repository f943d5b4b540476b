package io.cardea.tracer.opentelemetry;

import java.time.Duration;

/** Limits of what waits for the collector. */
final class Limits {
    /** Spans that may wait; further ones are dropped. */
    static final int QUEUE = 2_048;

    /** Spans in one message at most. */
    static final int BATCH = 512;

    /** How long a span waits for others to go with it. */
    static final Duration DELAY = Duration.ofSeconds(1);

    /** How long the collector may take for a message; then it is lost. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** How long the end of the server waits for the last ones. */
    static final Duration CLOSE = Duration.ofSeconds(2);

    private Limits() {}
}
