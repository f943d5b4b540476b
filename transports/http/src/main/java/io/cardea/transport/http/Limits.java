package io.cardea.transport.http;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param poll a long poll without events, then it gets a keepalive
 * @param reply the gateway's answer to a request, then the connection is closed
 * @param request from a request's first byte to its last, whatever the pace
 * @param idle a connection without a request
 * @param write a client taking its answer
 */
record Limits(Duration poll, Duration reply, Duration request, Duration idle, Duration write) {
    /** A request's line and headers, in bytes. */
    static final int MAX_HEADER = 32 << 10;

    /** Requests of one connection read ahead while an earlier one is served. */
    static final int MAX_PIPELINED = 16;

    static Limits defaults() {
        return new Limits(
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(120),
                Duration.ofSeconds(30));
    }
}
