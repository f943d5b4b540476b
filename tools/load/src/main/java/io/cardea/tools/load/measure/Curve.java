package io.cardea.tools.load.measure;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/** A figure of an interval, told once a second: its key in JSON, and how many decimals it has. */
public enum Curve {
    WANTED("wanted", 0, (t, s) -> t.wanted()),
    UP("up", 0, (t, s) -> t.up()),
    FAILED("failed", 0, (t, s) -> t.failed()),
    SENT("sent", 0, (t, s) -> t.sent()),
    EXPECTED("expected", 0, (t, s) -> t.expected()),
    RECEIVED("received", 0, (t, s) -> t.received()),
    LOST("lost", 0, (t, s) -> t.lost()),
    REORDERED("reordered", 0, (t, s) -> t.reordered()),
    DUPLICATED("duplicated", 0, (t, s) -> t.duplicated()),
    BYTES("bytes", 0, (t, s) -> t.bytes()),
    SEND_RATE("sent_per_s", 1, (t, s) -> t.sent() / t.length()),
    RECEIVE_RATE("received_per_s", 1, (t, s) -> t.received() / t.length()),
    LOSS("loss_percent", 3, (t, s) -> t.expected() <= 0 ? 0 : 100.0 * t.lost() / t.expected()),
    JITTER("jitter_ms", 3, (t, s) -> t.jitterMillis()),
    NACKS_SENT("nacks_sent", 0, (t, s) -> t.nacksSent()),
    PLIS_SENT("plis_sent", 0, (t, s) -> t.plisSent()),
    NACKS_HEARD("nacks_heard", 0, (t, s) -> t.nacksHeard()),
    PLIS_HEARD("plis_heard", 0, (t, s) -> t.plisHeard()),
    LATENCY_COUNT("latency_count", 0, (t, s) -> t.latencyMicros().getTotalCount()),
    LATENCY_P50("latency_p50_ms", 3, (t, s) -> millis(t, 50)),
    LATENCY_P90("latency_p90_ms", 3, (t, s) -> millis(t, 90)),
    LATENCY_P99("latency_p99_ms", 3, (t, s) -> millis(t, 99)),
    LATENCY_MAX("latency_max_ms", 3, (t, s) -> millis(t, 100)),
    SET_UP_COUNT("set_up_count", 0, (t, s) -> t.setUpMillis().getTotalCount()),
    SET_UP_P50("set_up_p50_ms", 0, (t, s) -> percentile(t.setUpMillis(), 50)),
    SET_UP_MAX("set_up_max_ms", 0, (t, s) -> percentile(t.setUpMillis(), 100)),
    FIRST_MEDIA_P50("first_media_p50_ms", 0, (t, s) -> percentile(t.firstMediaMillis(), 50)),
    FIRST_MEDIA_MAX("first_media_max_ms", 0, (t, s) -> percentile(t.firstMediaMillis(), 100)),
    GENERATOR_CPU("generator_cpu_percent", 1, (t, s) -> t.cpuNanos() / 1e7 / t.length()),
    SERVER_CPU("server_cpu_percent", 1, (t, s) -> s.cpuNanos() / 1e7 / s.length()),
    SERVER_COST(
            "server_us_per_packet",
            2,
            (t, s) -> t.received() == 0 ? Double.NaN : s.cpuNanos() / 1e3 / t.received()),
    SERVER_RESIDENT("server_rss_mb", 3, (t, s) -> s.residentBytes() / 1e6),
    SERVER_THREADS("server_threads", 0, (t, s) -> s.threads()),
    SERVER_DESCRIPTORS("server_descriptors", 0, (t, s) -> s.descriptors());

    private static final ServerTick UNMEASURED = new ServerTick(0, 0, 0, 0, 0, 0);

    private final String key;
    private final int decimals;
    private final Value value;

    private interface Value {
        double of(Tick tick, ServerTick server);
    }

    Curve(String key, int decimals, Value value) {
        this.key = key;
        this.decimals = decimals;
        this.value = value;
    }

    private static double millis(Tick tick, double percent) {
        return percentile(tick.latencyMicros(), percent) / 1e3;
    }

    private static double percentile(Histogram histogram, double percent) {
        return histogram.getTotalCount() == 0
                ? Double.NaN
                : histogram.getValueAtPercentile(percent);
    }

    /** Of an interval; not a number where it was not measured. */
    public double of(Tick tick, Optional<ServerTick> server) {
        boolean known = server.isPresent() || !key.startsWith("server_");
        return known ? value.of(tick, server.orElse(UNMEASURED)) : Double.NaN;
    }

    public String key() {
        return key;
    }

    public int decimals() {
        return decimals;
    }
}
