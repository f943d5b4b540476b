package io.cardea.server.monitor;

import io.cardea.media.LoopCounters;
import io.cardea.media.MediaLoop;
import io.cardea.server.gateway.JanusGateway;
import io.cardea.spi.Figures;
import io.cardea.spi.Histogram;
import io.cardea.spi.Metric;
import io.cardea.spi.MonitorContext;
import io.cardea.spi.ServerModule;
import io.cardea.spi.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What monitors are told. Any thread.
 *
 * <p>Of the media loops it reads what they publish once a second, and asks them nothing: neither a
 * scrape nor a thousand cost a packet its time. Figures are collected anew at most once a second.
 */
public final class Monitoring implements MonitorContext {
    private static final System.Logger LOG = System.getLogger(Monitoring.class.getName());
    private static final double BITS_PER_BYTE = 8;

    private final Settings settings;
    private final Sources sources;
    private final RequestFigures requests;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Figures> last = Optional.empty(); // under the lock
    private long collectedNanos; // under the lock
    private volatile Optional<String> notServing = Optional.of("starting");

    /**
     * Where figures come from.
     *
     * @param modules those in use at the moment
     * @param eventDrops events that found the broadcaster's queue full
     */
    public record Sources(
            JanusGateway gateway,
            List<MediaLoop> loops,
            Supplier<List<ServerModule>> modules,
            LongSupplier eventDrops) {
        public Sources {
            loops = List.copyOf(loops);
        }
    }

    /**
     * @param settings of monitors
     * @param nanoTime the clock of the loops
     */
    public Monitoring(
            Settings settings, Sources sources, RequestFigures requests, LongSupplier nanoTime) {
        this.settings = settings;
        this.sources = sources;
        this.requests = requests;
        this.nanoTime = nanoTime;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    // ---- How it is ----

    /** The transports serve. */
    public void started() {
        notServing = Optional.empty();
    }

    /** The server ends. */
    public void stopping() {
        notServing = Optional.of("stopping");
    }

    @Override
    public Optional<String> illness() {
        long now = nanoTime.getAsLong();
        for (MediaLoop loop : sources.loops()) {
            long told = loop.counters().nanos();
            boolean begun = told != LoopCounters.ZERO.nanos();
            if (begun && now - told > Limits.SILENT_LOOP.toNanos()) {
                long seconds = (now - told) / 1_000_000_000L;
                return Optional.of(
                        "media loop " + loop.index() + " hangs for " + seconds + " seconds");
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> unreadiness() {
        if (notServing.isPresent()) return notServing;
        if (sources.gateway().isDraining()) return Optional.of("draining");
        if (!sources.gateway().isAccepting()) return Optional.of("not accepting new sessions");
        return illness();
    }

    // ---- What there is ----

    @Override
    public Figures figures() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            boolean fresh = now - collectedNanos < Limits.COLLECT.toNanos();
            if (last.isPresent() && fresh) return last.get();
            Figures collected = collect();
            last = Optional.of(collected);
            collectedNanos = now;
            return collected;
        } finally {
            lock.unlock();
        }
    }

    private Figures collect() {
        List<LoopCounters> loops = sources.loops().stream().map(MediaLoop::counters).toList();
        List<Metric> metrics = new ArrayList<>();
        JanusGateway gateway = sources.gateway();
        metrics.add(Metric.gauge("sessions", "Sessions there are.", gateway.sessions()));
        metrics.add(Metric.gauge("handles", "Handles there are.", gateway.handles()));
        metrics.add(
                Metric.gauge(
                        "accepting",
                        "Whether new sessions are welcome, 1 or 0.",
                        gateway.isAccepting() ? 1 : 0));
        metrics.add(
                Metric.counter(
                        "events_dropped",
                        "Events for event handlers that found the server's queue full.",
                        sources.eventDrops().getAsLong()));
        metrics.addAll(gateway.metrics());
        metrics.addAll(requests.metrics());
        metrics.addAll(LoopFigures.metrics(loops));
        bandwidths(metrics);
        sources.modules().get().forEach(module -> ofModule(metrics, module));
        List<Histogram> histograms = new ArrayList<>(requests.histograms());
        histograms.addAll(LoopFigures.histograms(loops));
        return new Figures(metrics, histograms);
    }

    /** Of all viewers together, since a series for each would be too many. */
    private void bandwidths(List<Metric> metrics) {
        LongSummaryStatistics all = sources.gateway().bandwidths().summaryStatistics();
        metrics.add(
                Metric.gauge(
                        "bandwidth_estimates",
                        "PeerConnections whose bandwidth is estimated.",
                        all.getCount()));
        if (all.getCount() == 0) return;
        bandwidth(metrics, "minimum", all.getMin());
        bandwidth(metrics, "average", all.getAverage());
        bandwidth(metrics, "maximum", all.getMax());
    }

    private static void bandwidth(List<Metric> metrics, String statistic, double bitsPerSecond) {
        metrics.add(
                Metric.gauge(
                                "bandwidth_estimate_bytes_per_second",
                                "What paths to clients carry, as estimated.",
                                bitsPerSecond / BITS_PER_BYTE)
                        .with("statistic", statistic));
    }

    private static void ofModule(List<Metric> metrics, ServerModule module) {
        String name = module.info().packageName();
        String prefix =
                name.replaceFirst("^(janus|cardea)\\.", "").replaceAll("[^A-Za-z0-9]", "_") + "_";
        try {
            for (Metric metric : module.metrics()) {
                metrics.add(
                        new Metric(
                                prefix + metric.name(),
                                metric.kind(),
                                metric.help(),
                                metric.labels(),
                                metric.value()));
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "no figures of a module module=" + name, e);
        }
    }
}
