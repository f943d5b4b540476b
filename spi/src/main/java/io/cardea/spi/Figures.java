package io.cardea.spi;

import java.util.List;

/** Everything the server counts, at one moment. Immutable. */
public record Figures(List<Metric> metrics, List<Histogram> histograms) {
    public Figures {
        metrics = List.copyOf(metrics);
        histograms = List.copyOf(histograms);
    }
}
