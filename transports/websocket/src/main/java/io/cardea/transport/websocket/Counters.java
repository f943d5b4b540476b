package io.cardea.transport.websocket;

import io.cardea.spi.Metric;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What happened on the connections of the transport. Any thread. */
final class Counters {
    /** Clients that finished the handshake and are still here. */
    final AtomicInteger clients = new AtomicInteger();

    /** Handshakes refused: no sub-protocol of ours, a foreign origin, no upgrade at all. */
    final AtomicLong refused = new AtomicLong();

    /** Connections closed because the handshake took too long. */
    final AtomicLong unfinished = new AtomicLong();

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

    List<Metric> metrics() {
        return List.of(
                Metric.gauge("clients", "Clients that are here.", clients.get()),
                Metric.counter("handshakes_refused", "Handshakes refused.", refused.get()),
                closed("handshake_too_slow", unfinished),
                closed("too_slow", tooSlow),
                closed("silent", silent),
                closed("broken", broken),
                Metric.counter("malformed", "Messages that were no JSON.", malformed.get()),
                Metric.counter("faults", "Messages on which our code failed.", faults.get()));
    }

    private static Metric closed(String reason, AtomicLong count) {
        return Metric.counter("connections_closed", "Clients disconnected by us.", count.get())
                .with("reason", reason);
    }
}
