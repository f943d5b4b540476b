package io.cardea.transport.websocket;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What happened on the connections of the transport. Any thread. */
final class Counters {
    /** Clients that finished the handshake and are still here. */
    final AtomicInteger clients = new AtomicInteger();

    /** Handshakes refused: no sub-protocol of ours, a foreign origin, no upgrade at all. */
    final AtomicLong refused = new AtomicLong();

    /** Clients disconnected because they did not read what was sent to them. */
    final AtomicLong tooSlow = new AtomicLong();

    /** Clients disconnected because they did not answer a ping. */
    final AtomicLong silent = new AtomicLong();

    /** Messages that were no JSON. */
    final AtomicLong malformed = new AtomicLong();

    /** Connections that broke a rule of the protocol, a limit on sizes included, or just broke. */
    final AtomicLong broken = new AtomicLong();

    /** Messages on which our own code failed. */
    final AtomicLong faults = new AtomicLong();
}
