package io.cardea.benchmarks;

import java.util.Locale;
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
    private static final String ALLOCATED = "gc.alloc.rate.norm";

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
        return line("per packet or message", "median ns", "p90 ns", "bytes");
    }

    String line() {
        return line(name, round(medianNanos), round(p90Nanos), bytesText());
    }

    /** Where the times mean nothing. */
    String bytesLine() {
        return line(name, "", "", bytesText());
    }

    private String bytesText() {
        return String.format(Locale.ROOT, "%.1f", bytes);
    }

    private static String round(double nanos) {
        return String.valueOf(Math.round(nanos));
    }

    private static String line(String first, String second, String third, String fourth) {
        return String.format(Locale.ROOT, "%-56s %10s %10s %10s", first, second, third, fourth);
    }
}
