package io.cardea.tools.load.compare;

import io.cardea.tools.load.measure.Figure;
import io.cardea.tools.load.measure.Run;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The rounds of two servers, of which each had as many.
 *
 * <p>Medians, since now and then another program takes a processor away; ratios round by round,
 * since that lies close together in time.
 */
public record Comparison(List<Run> a, List<Run> b) {
    public Comparison {
        a = List.copyOf(a);
        b = List.copyOf(b);
        if (a.isEmpty() || a.size() != b.size()) {
            throw new IllegalArgumentException("rounds: " + a.size() + " and " + b.size());
        }
    }

    public int rounds() {
        return a.size();
    }

    /** Not a number where it was not measured in every round. */
    public double medianOfA(Figure figure) {
        return median(i -> a.get(i).figure(figure));
    }

    /** The same of B. */
    public double medianOfB(Figure figure) {
        return median(i -> b.get(i).figure(figure));
    }

    /** The median of the rounds' ratios, B by A; not a number where one of them is not. */
    public double ratio(Figure figure) {
        return median(i -> ratio(i, figure));
    }

    /** A round's, from 0. */
    public double ratio(int round, Figure figure) {
        double divisor = a.get(round).figure(figure);
        return divisor == 0 ? Double.NaN : b.get(round).figure(figure) / divisor;
    }

    private double median(IntToDoubleFunction ofRound) {
        double[] sorted = IntStream.range(0, rounds()).mapToDouble(ofRound).sorted().toArray();
        // Sorting puts what is not a number last.
        if (Double.isNaN(sorted[sorted.length - 1])) return Double.NaN;
        int middle = sorted.length / 2;
        boolean odd = sorted.length % 2 == 1;
        return odd ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
