package io.cardea.monitor.prometheus;

import io.cardea.spi.Metric;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What happened on the listener. Any thread. */
final class Counters {
    /** Requests answered. */
    final LongAdder answered = new LongAdder();

    /** Connections that had to make room for another. */
    final LongAdder evicted = new LongAdder();

    /** Connections that took too long. */
    final LongAdder tooSlow = new LongAdder();

    /** Requests that were none, or too long. */
    final LongAdder malformed = new LongAdder();

    /** Figures that could not be told, and requests on which our own code failed. */
    final LongAdder faults = new LongAdder();

    List<Metric> metrics() {
        String closed = "Connections of the listener for monitors closed by us.";
        return List.of(
                Metric.counter("monitor_requests", "Requests of monitors.", answered.sum()),
                Metric.counter("monitor_connections_closed", closed, evicted.sum())
                        .with("reason", "too_many"),
                Metric.counter("monitor_connections_closed", closed, tooSlow.sum())
                        .with("reason", "too_slow"),
                Metric.counter(
                        "monitor_malformed_requests",
                        "Requests of monitors that were none.",
                        malformed.sum()),
                Metric.counter("monitor_faults", "Figures that could not be told.", faults.sum()));
    }
}
