package io.cardea.benchmarks;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * What was measured of one benchmark with one set of parameters, per operation.
 *
 * @param name as in {@code SrtpBenchmark.protect/AEAD_AES_128_GCM}: what bounds are told for
 * @param bytes allocated, in the iteration with least: what is left once the code is compiled
 */
record Figure(String name, double medianNanos, double p90Nanos, double bytes) {
    /** Of the first column: what a figure is for, if its benchmark says nothing else. */
    private static final String HEADING = "per packet, message or handshake";

    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final double SECOND_NANOS = 1e9;

    static Figure of(RunResult result) {
        Statistics times = result.getPrimaryResult().getStatistics();
        return new Figure(
                name(result.getParams()),
                times.getPercentile(50),
                times.getPercentile(90),
                bytes(result));
    }

    private static double bytes(RunResult result) {
        for (String key : result.getSecondaryResults().keySet()) {
            if (!key.endsWith(ALLOCATED)) continue;
            return result.getSecondaryResults().get(key).getStatistics().getMin();
        }
        return Double.NaN;
    }

    private static String name(BenchmarkParams params) {
        String method = params.getBenchmark();
        String name = method.substring(Figure.class.getPackageName().length() + 1);
        String values =
                params.getParamsKeys().stream()
                        .map(params::getParam)
                        .collect(Collectors.joining("/"));
        return values.isEmpty() ? name : name + "/" + values;
    }

    static String header() {
        return line(HEADING, "median ns", "p90 ns", "bytes", "per second");
    }

    String line() {
        return line(
                name,
                decimal(medianNanos),
                decimal(p90Nanos),
                decimal(bytes),
                String.valueOf(Math.round(SECOND_NANOS / medianNanos)));
    }

    /** Where the times mean nothing. */
    String bytesLine() {
        return line(name, "", "", decimal(bytes), "");
    }

    /** Reads a {@link #line}; lines without the last column, too. */
    static Optional<Figure> parse(String line) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length < 4) return Optional.empty();
        try {
            return Optional.of(
                    new Figure(
                            fields[0],
                            Double.parseDouble(fields[1]),
                            Double.parseDouble(fields[2]),
                            Double.parseDouble(fields[3])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String line(String... columns) {
        return String.format(Locale.ROOT, "%-56s %12s %12s %12s %12s", (Object[]) columns)
                .stripTrailing();
    }
}
