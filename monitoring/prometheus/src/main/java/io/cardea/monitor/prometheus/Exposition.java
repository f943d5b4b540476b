package io.cardea.monitor.prometheus;

import io.cardea.spi.Figures;
import io.cardea.spi.Histogram;
import io.cardea.spi.Metric;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Figures of the server and of the virtual machine, written in the format that is asked for. Any
 * thread. What a module tells that cannot be written (a counter below zero, a figure twice) is left
 * out and counted; the rest is there.
 */
final class Exposition {
    private static final System.Logger LOG = System.getLogger(Exposition.class.getName());
    private static final String PREFIX = "cardea_";

    private final Supplier<Figures> figures;
    private final Counters counters;
    private final Set<String> complained = ConcurrentHashMap.newKeySet(); // once each
    private final PrometheusRegistry machine = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    Exposition(Supplier<Figures> figures, Counters counters) {
        this.figures = figures;
        this.counters = counters;
        JvmMetrics.builder().register(machine);
    }

    /**
     * Everything there is.
     *
     * @param accept the header by which a scraper says what it reads
     */
    Answer answer(String accept) {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, snapshots());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(200, writer.getContentType(), text.toByteArray());
    }

    private MetricSnapshots snapshots() {
        Figures now = figures.get();
        List<MetricSnapshot> all = new ArrayList<>();
        byName(now.metrics())
                .forEach((name, group) -> add(all, name, () -> ofMetrics(name, group)));
        add(all, byName(counters.metrics()));
        histogramsByName(now.histograms())
                .forEach((name, group) -> add(all, name, () -> ofHistograms(name, group)));
        machine.scrape().forEach(all::add);
        return new MetricSnapshots(all);
    }

    private void add(List<MetricSnapshot> all, SortedMap<String, List<Metric>> groups) {
        groups.forEach((name, group) -> add(all, name, () -> ofMetrics(name, group)));
    }

    private void add(List<MetricSnapshot> all, String name, Supplier<MetricSnapshot> made) {
        try {
            all.add(made.get());
        } catch (IllegalArgumentException e) {
            counters.faults.increment();
            if (complained.add(name))
                LOG.log(
                        System.Logger.Level.WARNING,
                        "figure left out name=" + name + " cause=" + e);
        }
    }

    private static SortedMap<String, List<Metric>> byName(List<Metric> metrics) {
        SortedMap<String, List<Metric>> groups = new TreeMap<>();
        metrics.forEach(
                each -> groups.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(each));
        return groups;
    }

    private static Map<String, List<Histogram>> histogramsByName(List<Histogram> histograms) {
        Map<String, List<Histogram>> groups = new LinkedHashMap<>();
        histograms.forEach(
                each -> groups.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(each));
        return groups;
    }

    private static MetricSnapshot ofMetrics(String name, List<Metric> group) {
        String help = group.getFirst().help();
        return switch (group.getFirst().kind()) {
            case COUNTER -> {
                CounterSnapshot.Builder counter =
                        CounterSnapshot.builder().name(PREFIX + name).help(help);
                for (Metric each : group) {
                    counter.dataPoint(
                            CounterDataPointSnapshot.builder()
                                    .value(each.value())
                                    .labels(labels(each.labels()))
                                    .build());
                }
                yield counter.build();
            }
            case GAUGE -> {
                GaugeSnapshot.Builder gauge =
                        GaugeSnapshot.builder().name(PREFIX + name).help(help);
                for (Metric each : group) {
                    gauge.dataPoint(
                            GaugeDataPointSnapshot.builder()
                                    .value(each.value())
                                    .labels(labels(each.labels()))
                                    .build());
                }
                yield gauge.build();
            }
        };
    }

    private static MetricSnapshot ofHistograms(String name, List<Histogram> group) {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(PREFIX + name).help(group.getFirst().help());
        for (Histogram each : group) {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            each.buckets().forEach(bucket -> buckets.bucket(bucket.bound(), bucket.count()));
            snapshot.dataPoint(
                    HistogramDataPointSnapshot.builder()
                            .classicHistogramBuckets(buckets.build())
                            .sum(each.sum())
                            .labels(labels(each.labels()))
                            .build());
        }
        return snapshot.build();
    }

    private static Labels labels(Map<String, String> labels) {
        Labels.Builder built = Labels.builder();
        new TreeMap<>(labels).forEach(built::label);
        return built.build();
    }
}
