package io.cardea.transport.websocket;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a client may be silent.
 *
 * @param pingAfter silence after which it is pinged; empty to never ping
 * @param closeAfter how long after the ping it is given up
 */
record Limits(Optional<Duration> pingAfter, Duration closeAfter) {
    /** The upgrade request's line and headers, in bytes. */
    static final int MAX_HANDSHAKE = 32 << 10;

    /** From connecting to the end of the handshake. */
    static final Duration HANDSHAKE = Duration.ofSeconds(20);

    /** Messages read ahead while an earlier one is served; then the socket is left alone. */
    static final int MAX_WAITING = 64;

    /** Characters that wait to be sent; a client that lets more pile up is disconnected. */
    static final int MAX_QUEUED = 4 << 20;

    /** The size of the pieces that a long message is sent in. */
    static final int FRAGMENT = 2_800;

    /** Connections open at a time, per listener. */
    static final int CONNECTIONS = 65_536;
}
