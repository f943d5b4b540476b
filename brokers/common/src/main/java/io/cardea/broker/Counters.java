package io.cardea.broker;

import io.cardea.spi.Metric;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What happened between us and a broker. Any thread. */
public final class Counters {
    /** Connections made. */
    final AtomicLong connects = new AtomicLong();

    /** Connections that could not be made, or broke. */
    final AtomicLong failures = new AtomicLong();

    /** Messages that came. */
    final AtomicLong received = new AtomicLong();

    /** Messages given to the broker. */
    final AtomicLong sent = new AtomicLong();

    /** Messages to the broker that found no room, or were sent in vain too often. */
    final AtomicLong dropped = new AtomicLong();

    /** Messages that came and were too long, or nothing that can be served. */
    final AtomicLong refused = new AtomicLong();

    /** Messages that came and were no JSON. */
    final AtomicLong malformed = new AtomicLong();

    /** Messages on which our own code failed. */
    final AtomicLong faults = new AtomicLong();

    /** Counts a message that cannot be served. */
    public void countRefused() {
        refused.incrementAndGet();
    }

    /** Counts a message that the broker will not take. */
    public void countDropped() {
        dropped.incrementAndGet();
    }

    public long dropped() {
        return dropped.get();
    }

    /** What a link counts, and what waits for it. */
    public List<Metric> metrics(BrokerLink<?> link) {
        return List.of(
                Metric.gauge("broker_up", "Whether the broker is there.", link.isUp() ? 1 : 0),
                Metric.gauge("queued", "Messages that wait for the broker.", link.queued()),
                Metric.counter("broker_connects", "Connections made.", connects.get()),
                Metric.counter(
                        "broker_failures",
                        "Connections that broke or could not be made.",
                        failures.get()),
                Metric.counter("received", "Messages from the broker.", received.get()),
                Metric.counter("sent", "Messages given to the broker.", sent.get()),
                Metric.counter(
                        "dropped",
                        "Messages to the broker that found no room or were sent in vain.",
                        dropped.get()),
                Metric.counter(
                        "refused",
                        "Messages from the broker that were too long or cannot be served.",
                        refused.get()),
                Metric.counter(
                        "malformed",
                        "Messages from the broker that were no JSON.",
                        malformed.get()),
                Metric.counter("faults", "Messages on which our own code failed.", faults.get()));
    }
}
