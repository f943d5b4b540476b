package io.cardea.transport.nanomsg;

/** The limits of the transport, besides those of its sockets. */
final class Limits {
    private Limits() {}

    /** Requests read ahead while an earlier one is served; the peer waits with what comes then. */
    static final int MAX_WAITING = 64;
}
