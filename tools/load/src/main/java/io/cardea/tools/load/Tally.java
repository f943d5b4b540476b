package io.cardea.tools.load;

import io.cardea.tools.load.measure.Tick;
import java.io.PrintWriter;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Writes a line a second, and at the end what the steady part came to. */
final class Tally implements Load.Watch {
    private final PrintWriter out;
    private final Histogram latency = new Histogram(60_000_000L, 3);
    private final Histogram setUp = new Histogram(600_000L, 3);
    private final Histogram firstMedia = new Histogram(600_000L, 3);
    private double seconds;
    private long expected;
    private long received;
    private long lost;
    private long reordered;
    private long duplicated;
    private long nacksSent;
    private long plisSent;
    private long nacksHeard;
    private long plisHeard;
    private long cpuNanos;
    private int failed;

    Tally(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void tick(Tick tick, boolean steady) {
        setUp.add(tick.setUpMillis());
        firstMedia.add(tick.firstMediaMillis());
        failed = tick.failed();
        out.printf(
                Locale.ROOT,
                "%6.1f s%s %d/%d up, %d failed, %.0f packets/s, %d lost, p99 %.1f ms, cpu %.0f %%%n",
                tick.seconds(),
                steady ? " *" : "  ",
                tick.up(),
                tick.wanted(),
                tick.failed(),
                tick.received() / tick.length(),
                tick.lost(),
                tick.latencyMicros().getValueAtPercentile(99) / 1e3,
                tick.cpuNanos() / tick.length() / 1e7);
        out.flush();
        nacksSent += tick.nacksSent();
        plisSent += tick.plisSent();
        nacksHeard += tick.nacksHeard();
        plisHeard += tick.plisHeard();
        if (!steady) return;
        latency.add(tick.latencyMicros());
        seconds += tick.length();
        expected += tick.expected();
        received += tick.received();
        lost += tick.lost();
        reordered += tick.reordered();
        duplicated += tick.duplicated();
        cpuNanos += tick.cpuNanos();
    }

    void summary() {
        out.printf(
                Locale.ROOT,
                "steady %.1f s: expected %d, received %d, lost %d, reordered %d, duplicated %d, failed %d%n",
                seconds,
                expected,
                received,
                lost,
                reordered,
                duplicated,
                failed);
        out.printf(
                Locale.ROOT,
                "latency ms: p50 %.2f, p99 %.2f, max %.2f of %d packets%n",
                latency.getValueAtPercentile(50) / 1e3,
                latency.getValueAtPercentile(99) / 1e3,
                latency.getMaxValue() / 1e3,
                latency.getTotalCount());
        out.printf(
                Locale.ROOT,
                "set-up ms: p50 %d, p99 %d; first media ms: p50 %d, p99 %d%n",
                setUp.getValueAtPercentile(50),
                setUp.getValueAtPercentile(99),
                firstMedia.getValueAtPercentile(50),
                firstMedia.getValueAtPercentile(99));
        out.printf(
                "asked: %d packets and %d keyframes again; heard: %d and %d%n",
                nacksSent, plisSent, nacksHeard, plisHeard);
        out.printf(
                Locale.ROOT,
                "generator: %.2f us of cpu a received packet, %.0f %% of a core%n",
                received == 0 ? 0 : cpuNanos / 1e3 / received,
                seconds == 0 ? 0 : cpuNanos / seconds / 1e7);
    }
}
