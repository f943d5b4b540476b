package io.cardea.transport.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What happened on the connections of the transport. Any thread. */
final class Counters {
    /** Requests being served now. */
    final AtomicInteger serving = new AtomicInteger();

    /** Connections closed because the client did not finish its request or began none. */
    final AtomicLong tooSlowToAsk = new AtomicLong();

    /** Connections closed because the client did not take its answer. */
    final AtomicLong tooSlowToRead = new AtomicLong();

    /** Connections closed because the gateway did not answer in time. */
    final AtomicLong unanswered = new AtomicLong();

    /** Requests with a body or a header beyond the limit. */
    final AtomicLong tooLarge = new AtomicLong();

    /** Connections that broke. */
    final AtomicLong broken = new AtomicLong();

    /** Requests on which our own code failed. */
    final AtomicLong faults = new AtomicLong();
}
