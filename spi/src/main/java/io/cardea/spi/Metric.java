package io.cardea.spi;

import java.util.Map;

/**
 * One figure of a module, as it is now. Immutable.
 *
 * @param name in lower case with underscores, without the module's name and without {@code _total},
 *     such as {@code clients_refused}
 * @param help one sentence for who reads the figure
 * @param labels what tells figures of one name apart; few and of few values, since each combination
 *     is a series of its own
 */
public record Metric(
        String name, Kind kind, String help, Map<String, String> labels, double value) {
    /** Whether a figure only grows, or goes up and down. */
    public enum Kind {
        COUNTER,
        GAUGE
    }

    public Metric {
        labels = Map.copyOf(labels);
    }

    public static Metric counter(String name, String help, double value) {
        return new Metric(name, Kind.COUNTER, help, Map.of(), value);
    }

    public static Metric gauge(String name, String help, double value) {
        return new Metric(name, Kind.GAUGE, help, Map.of(), value);
    }

    /** The same with one more label. */
    public Metric with(String label, String text) {
        Map<String, String> more = new java.util.HashMap<>(labels);
        more.put(label, text);
        return new Metric(name, kind, help, more, value);
    }
}
