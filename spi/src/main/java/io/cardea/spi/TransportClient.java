package io.cardea.spi;

import java.util.Optional;

/**
 * One client of a transport: a connection, or for connectionless transports all there is. Identity
 * matters: events of a session go to the client that created or claimed it.
 */
public interface TransportClient {
    /** The package of its transport; empty for a client of no transport. */
    default Optional<String> transport() {
        return Optional.empty();
    }

    /**
     * Whose requests count together where requests are limited: by default this client's own. What
     * is equal counts together.
     */
    default Object origin() {
        return this;
    }

    /** The W3C {@code traceparent} that came with the request being served, if it had one. */
    default Optional<String> traceParent() {
        return Optional.empty();
    }

    /** Sends an event or a late answer; called in order for one session. Must not block long. */
    void send(Json message);

    /** A session of this client is over: ended, timed out, or claimed by another. */
    void sessionOver(long sessionId, SessionEnd why);

    /** A session now belongs to this client (created or claimed). */
    void sessionCreated(long sessionId);

    /** Why a session left a client. */
    enum SessionEnd {
        DESTROYED,
        TIMEOUT,
        CLAIMED
    }
}
