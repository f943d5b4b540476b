package io.cardea.transport.unix;

/** The limits of the transport. */
final class Limits {
    private Limits() {}

    /** A client's message, in bytes, as in Janus; longer ones are dropped. */
    static final int MAX_MESSAGE = 8_192;

    /** Messages read ahead while an earlier one is served; what comes then waits, or is lost. */
    static final int MAX_WAITING = 64;

    /** Bytes that wait to be sent; a client that lets more pile up is given up. */
    static final int MAX_QUEUED = 4 << 20;

    /** Clients of a listener at a time: connections, or paths that datagrams came from. */
    static final int MAX_CLIENTS = 4_096;

    /** Connections that wait to be accepted. */
    static final int BACKLOG = 128;

    /** How long a datagram may find no room at its receiver before it is lost, in milliseconds. */
    static final int MAX_RETRY_MILLIS = 2_000;
}
