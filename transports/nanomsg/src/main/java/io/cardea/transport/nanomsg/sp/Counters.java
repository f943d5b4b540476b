package io.cardea.transport.nanomsg.sp;

import io.cardea.spi.Metric;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What happened on a socket. Any thread. */
public final class Counters {
    /** Peers that are here. */
    final AtomicInteger peers = new AtomicInteger();

    /** Peers that came, or that we reached. */
    final AtomicLong joined = new AtomicLong();

    /** Connections closed because there was no room for one more. */
    final AtomicLong refused = new AtomicLong();

    /** Connections that did not say in time what they are. */
    final AtomicLong silent = new AtomicLong();

    /** Connections closed for what they said, other than too long a message. */
    final AtomicLong faulty = new AtomicLong();

    /** Connections closed for too long a message. */
    final AtomicLong tooLong = new AtomicLong();

    /** Attempts to reach a peer that failed. */
    final AtomicLong unreached = new AtomicLong();

    /** Messages that came. */
    final AtomicLong received = new AtomicLong();

    /** Messages handed to the system. */
    final AtomicLong sent = new AtomicLong();

    /** Messages that waited, and had to make room for others or lost their subscriber. */
    final AtomicLong dropped = new AtomicLong();

    /** Whether somebody is there. */
    public int peers() {
        return peers.get();
    }

    public List<Metric> metrics() {
        return List.of(
                Metric.gauge("peers", "Nanomsg peers that are connected.", peers.get()),
                Metric.counter("connections", "Nanomsg peers that came.", joined.get()),
                Metric.counter(
                        "connections_refused",
                        "Connections closed because there was no room for one more.",
                        refused.get()),
                Metric.counter(
                        "handshakes_timed_out",
                        "Connections that did not say in time what they are.",
                        silent.get()),
                Metric.counter(
                        "protocol_errors",
                        "Connections closed because they broke the protocol.",
                        faulty.get()),
                Metric.counter(
                        "messages_too_long",
                        "Connections closed for a message beyond the limit.",
                        tooLong.get()),
                Metric.counter(
                        "dials_failed", "Attempts to reach a peer that failed.", unreached.get()),
                Metric.counter("messages_received", "Messages that came.", received.get()),
                Metric.counter("messages_sent", "Messages that were sent.", sent.get()),
                Metric.counter(
                        "messages_dropped",
                        "Messages that waited for a peer and were given up.",
                        dropped.get()));
    }
}
