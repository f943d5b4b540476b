package io.cardea.transport.unix;

import io.cardea.spi.Metric;
import java.util.List;
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

    List<Metric> metrics() {
        return List.of(
                Metric.gauge("clients", "Clients that are here.", clients.get()),
                Metric.counter("clients_refused", "Clients refused: too many.", refused.get()),
                Metric.counter("clients_closed", "Clients that did not read.", tooSlow.get()),
                Metric.counter("dropped", "Messages too long, or from nowhere.", dropped.get()),
                Metric.counter(
                        "undelivered", "Messages whose receiver is gone.", undelivered.get()),
                Metric.counter("malformed", "Messages that were no JSON.", malformed.get()),
                Metric.counter("faults", "Messages on which our code failed.", faults.get()));
    }
}
