package io.cardea.transport.unix;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What happened on the sockets of the transport. Any thread. */
final class Counters {
    /** Clients that are here. */
    final AtomicInteger clients = new AtomicInteger();

    /** Messages dropped for their length, or from a socket without a path. */
    final AtomicLong dropped = new AtomicLong();

    /** Clients refused because there were too many. */
    final AtomicLong refused = new AtomicLong();

    /** Clients given up because they did not read what was sent to them. */
    final AtomicLong tooSlow = new AtomicLong();

    /** Messages that could not be delivered: the receiver is gone, or they are too long. */
    final AtomicLong undelivered = new AtomicLong();

    /** Messages that were no JSON. */
    final AtomicLong malformed = new AtomicLong();

    /** Messages on which our own code failed. */
    final AtomicLong faults = new AtomicLong();
}
