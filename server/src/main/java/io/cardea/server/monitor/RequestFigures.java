package io.cardea.server.monitor;

import io.cardea.server.gateway.RequestObserver;
import io.cardea.spi.Histogram;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts requests by what they asked and how they ended, and how long they took. Any thread. */
public final class RequestFigures implements RequestObserver {
    /** In seconds; most requests are answered within the first. */
    private static final double[] BOUNDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
    };

    private static final double NANOS_PER_SECOND = 1e9;

    private record Kind(String api, String request) {}

    private record Outcome(Kind kind, String code) {}

    private static final class Times {
        private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
        private final LongAdder nanos = new LongAdder();

        void add(long took) {
            int bucket = 0;
            while (bucket < BOUNDS.length && took > BOUNDS[bucket] * NANOS_PER_SECOND) bucket++;
            counts.incrementAndGet(bucket);
            nanos.add(took);
        }

        List<Histogram.Bucket> buckets() {
            List<Histogram.Bucket> buckets = new ArrayList<>();
            for (int i = 0; i < counts.length(); i++) {
                double bound = i < BOUNDS.length ? BOUNDS[i] : Double.POSITIVE_INFINITY;
                buckets.add(new Histogram.Bucket(bound, counts.get(i)));
            }
            return buckets;
        }
    }

    // Of as many entries as there are verbs and codes: see Request.
    private final Map<Outcome, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final Map<Kind, Times> times = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    public RequestFigures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public Watch begin(Asked asked) {
        long began = nanoTime.getAsLong();
        Kind kind = new Kind(Request.api(asked), Request.name(asked));
        return reply -> count(kind, reply, nanoTime.getAsLong() - began);
    }

    private void count(Kind kind, Json reply, long nanos) {
        var error = Request.error(reply);
        String code = error.isPresent() ? Integer.toString(error.getAsInt()) : "0";
        outcomes.computeIfAbsent(new Outcome(kind, code), _ -> new LongAdder()).increment();
        times.computeIfAbsent(kind, _ -> new Times()).add(nanos);
    }

    List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        outcomes.forEach((outcome, count) ->
                metrics.add(
                        Metric.counter(
                                        "requests",
                                        "Requests by the code of their answer; 0 is success.",
                                        count.sum())
                                .with("api", outcome.kind().api())
                                .with("request", outcome.kind().request())
                                .with("code", outcome.code())));
        return metrics;
    }

    List<Histogram> histograms() {
        List<Histogram> histograms = new ArrayList<>();
        times.forEach((kind, each) ->
                histograms.add(
                        new Histogram(
                                "request_duration_seconds",
                                "From the request to its answer, as far as the server goes.",
                                Map.of("api", kind.api(), "request", kind.request()),
                                each.buckets(),
                                each.nanos.sum() / NANOS_PER_SECOND)));
        return histograms;
    }
}
