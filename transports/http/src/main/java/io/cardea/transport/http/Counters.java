package io.cardea.transport.http;

import io.cardea.spi.Metric;
import java.util.List;
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

    /** Requests refused for where they come from: a foreign origin, or a proxy's client. */
    final AtomicLong forbidden = new AtomicLong();

    /** Connections that broke. */
    final AtomicLong broken = new AtomicLong();

    /** Requests on which our own code failed. */
    final AtomicLong faults = new AtomicLong();

    List<Metric> metrics() {
        return List.of(
                Metric.gauge("serving", "Requests being served.", serving.get()),
                closed("too_slow_to_ask", tooSlowToAsk),
                closed("too_slow_to_read", tooSlowToRead),
                closed("unanswered", unanswered),
                closed("broken", broken),
                Metric.counter(
                        "too_large", "Requests beyond the limit of their size.", tooLarge.get()),
                Metric.counter(
                        "forbidden", "Requests refused for where they come from.", forbidden.get()),
                Metric.counter("faults", "Requests on which our code failed.", faults.get()));
    }

    private static Metric closed(String reason, AtomicLong count) {
        return Metric.counter("connections_closed", "Connections closed by us.", count.get())
                .with("reason", reason);
    }
}
