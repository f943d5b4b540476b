package io.cardea.spi;

import java.util.List;
import java.util.Map;

/**
 * How often something took how much, as it is now. Immutable.
 *
 * @param name and the other two: as of a {@link Metric}; the name ends in its unit
 * @param buckets ascending; what lies above the last bound is in one more, whose bound is infinite
 * @param sum of all that was counted
 */
public record Histogram(
        String name, String help, Map<String, String> labels, List<Bucket> buckets, double sum) {
    /**
     * What was at most so much, and more than the bound before.
     *
     * @param count not of those below
     */
    public record Bucket(double bound, long count) {}

    public Histogram {
        labels = Map.copyOf(labels);
        buckets = List.copyOf(buckets);
        if (buckets.isEmpty() || buckets.getLast().bound() != Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("the last bucket of " + name + " has a bound");
        }
    }
}
