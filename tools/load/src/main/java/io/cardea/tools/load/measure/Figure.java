package io.cardea.tools.load.measure;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * A figure of a run: its key in JSON, how it is called, its unit, and how many decimals are worth
 * being shown. Counts and rates are of the steady part, but for those of the set-up.
 */
public enum Figure {
    WANTED("peers_wanted", "Peers wanted", "", 0, o -> o.wanted),
    UP("peers_up", "Peers up", "", 0, o -> o.up),
    FAILED("peers_failed", "Peers failed", "", 0, o -> o.failed),
    SET_UP_RATE(
            "set_up_rate",
            "Set up a second",
            "",
            1,
            o -> ratio(o.setUpMillis.getTotalCount(), o.setUpSeconds)),
    SET_UP_P50("set_up_p50_ms", "Set-up, median", "ms", 0, o -> percentile(o.setUpMillis, 50)),
    SET_UP_P99("set_up_p99_ms", "Set-up, p99", "ms", 0, o -> percentile(o.setUpMillis, 99)),
    FIRST_MEDIA_P50(
            "first_media_p50_ms",
            "First media, median",
            "ms",
            0,
            o -> percentile(o.firstMediaMillis, 50)),
    FIRST_MEDIA_P99(
            "first_media_p99_ms",
            "First media, p99",
            "ms",
            0,
            o -> percentile(o.firstMediaMillis, 99)),

    STEADY("steady_s", "Steady part", "s", 1, o -> o.steadySeconds),
    SENT("sent", "Packets sent to the server", "", 0, o -> o.sent),
    EXPECTED("expected", "Packets expected", "", 0, o -> o.expected),
    RECEIVED("received", "Packets received", "", 0, o -> o.received),
    LOST("lost", "Packets lost", "", 0, o -> o.lost),
    LOSS("loss_percent", "Loss", "%", 3, o -> 100 * ratio(o.lost, o.expected)),
    REORDERED("reordered", "Packets reordered", "", 0, o -> o.reordered),
    DUPLICATED("duplicated", "Packets received twice", "", 0, o -> o.duplicated),
    SEND_RATE(
            "sent_per_s",
            "Packets a second to the server",
            "",
            0,
            o -> ratio(o.sent, o.steadySeconds)),
    RECEIVE_RATE(
            "received_per_s",
            "Packets a second from the server",
            "",
            0,
            o -> ratio(o.received, o.steadySeconds)),
    BITRATE(
            "received_mbit_per_s",
            "Bitrate from the server",
            "Mbit/s",
            1,
            o -> ratio(o.bytes * 8 / 1e6, o.steadySeconds)),
    LATENCY_P50("latency_p50_ms", "Latency, median", "ms", 2, o -> millis(o, 50)),
    LATENCY_P90("latency_p90_ms", "Latency, p90", "ms", 2, o -> millis(o, 90)),
    LATENCY_P99("latency_p99_ms", "Latency, p99", "ms", 2, o -> millis(o, 99)),
    LATENCY_MAX("latency_max_ms", "Latency, longest", "ms", 2, o -> millis(o, 100)),
    JITTER("jitter_ms", "Jitter, mean", "ms", 2, Outcome::jitterMillis),
    NACKS_SENT("nacks_sent", "Packets asked for again", "", 0, o -> o.nacksSent),
    PLIS_SENT("plis_sent", "Keyframes asked for", "", 0, o -> o.plisSent),
    NACKS_HEARD("nacks_heard", "Packets the server asked for again", "", 0, o -> o.nacksHeard),
    PLIS_HEARD("plis_heard", "Keyframes the server asked for", "", 0, o -> o.plisHeard),

    SERVER_CPU(
            "server_cpu_percent",
            "Server, CPU",
            "% of a core",
            1,
            o -> ratio(o.serverCpuNanos / 1e7, o.serverSeconds)),
    SERVER_COST(
            "server_us_per_packet",
            "Server, CPU a forwarded packet",
            "µs",
            2,
            o ->
                    o.serverSeconds == 0
                            ? Double.NaN
                            : ratio(o.serverCpuNanos / 1e3, o.serverPackets)),
    SERVER_YIELD(
            "packets_per_server_cpu_s",
            "Packets forwarded a server CPU second",
            "",
            0,
            o -> ratio(o.serverPackets, o.serverCpuNanos / 1e9)),
    SERVER_RESIDENT(
            "server_rss_mb",
            "Server, resident memory",
            "MB",
            1,
            o -> measured(o, o.residentBytes / 1e6)),
    SERVER_GROWTH(
            "server_rss_mb_per_min",
            "Server, memory's growth",
            "MB a minute",
            2,
            o -> o.residentSlope.value()),
    SERVER_THREADS("server_threads", "Server, threads", "", 0, o -> measured(o, o.threads)),
    SERVER_DESCRIPTORS(
            "server_descriptors",
            "Server, open files and sockets",
            "",
            0,
            o -> measured(o, o.descriptors)),
    TURN_P99("server_turn_p99_ms", "Server, turns, p99", "ms", 2, o -> turn(o, 99)),
    TURN_P9999("server_turn_p9999_ms", "Server, turns, p99.99", "ms", 2, o -> turn(o, 99.99)),
    TURN_MAX("server_turn_max_ms", "Server, longest turn", "ms", 2, o -> turn(o, 100)),

    GENERATOR_CPU(
            "generator_cpu_percent",
            "Generator, CPU",
            "% of a core",
            1,
            o -> ratio(o.cpuNanos / 1e7, o.steadySeconds)),
    GENERATOR_COST(
            "generator_us_per_packet",
            "Generator, CPU a received packet",
            "µs",
            2,
            o -> ratio(o.cpuNanos / 1e3, o.received)),

    SERVER_OUT(
            "server_out",
            "Packets sent in the whole run, by the server",
            "",
            0,
            o -> o.check().map(c -> (double) c.serverOut()).orElse(Double.NaN)),
    DIFFERENCE_OUT(
            "difference_out_percent",
            "Counts of sent packets differ by",
            "%",
            3,
            o -> o.check().map(PacketCheck::differenceOut).orElse(Double.NaN)),
    SERVER_IN(
            "server_in",
            "Packets received in the whole run, by the server",
            "",
            0,
            o -> o.check().map(c -> (double) c.serverIn()).orElse(Double.NaN)),
    DIFFERENCE_IN(
            "difference_in_percent",
            "Counts of received packets differ by",
            "%",
            3,
            o -> o.check().map(PacketCheck::differenceIn).orElse(Double.NaN));

    private final String key;
    private final String title;
    private final String unit;
    private final int decimals;
    private final ToDoubleFunction<Outcome> value;

    Figure(String key, String title, String unit, int decimals, ToDoubleFunction<Outcome> value) {
        this.key = key;
        this.title = title;
        this.unit = unit;
        this.decimals = decimals;
        this.value = value;
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? Double.NaN : part / whole;
    }

    private static double percentile(Histogram histogram, double percent) {
        return histogram.getTotalCount() == 0
                ? Double.NaN
                : histogram.getValueAtPercentile(percent);
    }

    private static double millis(Outcome outcome, double percent) {
        return percentile(outcome.latencyMicros, percent) / 1e3;
    }

    private static double turn(Outcome outcome, double percent) {
        return percentile(outcome.turnMicros, percent) / 1e3;
    }

    private static double measured(Outcome outcome, double value) {
        return outcome.serverSeconds == 0 ? Double.NaN : value;
    }

    /** Of a run; not a number where it was not measured. */
    public double of(Outcome outcome) {
        return value.applyAsDouble(outcome);
    }

    public String key() {
        return key;
    }

    public String title() {
        return title;
    }

    /** Empty for a plain number. */
    public String unit() {
        return unit;
    }

    public int decimals() {
        return decimals;
    }

    /** What it is called, with its unit. */
    public String heading() {
        return unit.isEmpty() ? title : title + " (" + unit + ")";
    }

    /** As it is shown where there is little room for its unit. */
    public String large(double number) {
        String sign = unit.startsWith("%") ? "%" : unit;
        return (text(number) + " " + sign).trim();
    }

    /** As it is shown, without its unit; a dash where it was not measured. */
    public String text(double number) {
        if (!Double.isFinite(number)) return "–";
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", number);
        return text.matches("-[0.]+") ? text.substring(1) : text;
    }
}
