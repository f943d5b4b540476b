package io.cardea.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The figures of two builds, each measured in several rounds, and whether the second is clearly
 * worse.
 *
 * <p>Slower is what is slower by more than {@link #TIME_TOLERANCE} in the median of its rounds, and
 * in its best round still slower than the first build's median: the machine may be busy in some
 * rounds, seldom in all. More garbage is what exceeds {@link #BYTES_TOLERANCE} and two bytes.
 * Benchmarks that only one of them has are left out.
 */
final class Comparison {
    /** As much as runs of one build differ on a machine that others use. */
    static final double TIME_TOLERANCE = 0.12;

    static final double BYTES_TOLERANCE = 0.05;
    private static final double MORE_BYTES = 2;

    /** Less cannot be told apart in an operation that takes a few. */
    private static final double MORE_NANOS = 1;

    private final Map<String, List<Figure>> base;
    private final Map<String, List<Figure>> head;

    Comparison(List<Figure> base, List<Figure> head) {
        this.base = byName(base);
        this.head = byName(head);
        this.base.keySet().retainAll(this.head.keySet());
        this.head.keySet().retainAll(this.base.keySet());
    }

    /** The figures of every round: each file of the folder is what one run printed. */
    static List<Figure> rounds(Path folder) throws IOException {
        List<Figure> figures = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                for (String line : Files.readAllLines(file)) {
                    Figure.parse(line).ifPresent(figures::add);
                }
            }
        }
        return figures;
    }

    private static Map<String, List<Figure>> byName(List<Figure> figures) {
        Map<String, List<Figure>> byName = new TreeMap<>();
        for (Figure figure : figures) {
            byName.computeIfAbsent(figure.name(), _ -> new ArrayList<>()).add(figure);
        }
        return byName;
    }

    /** What is clearly worse; also if there is nothing to compare. */
    List<String> regressions() {
        if (base.isEmpty()) return List.of("nothing to compare");
        List<String> regressions = new ArrayList<>();
        for (String name : base.keySet()) {
            if (isSlower(name)) regressions.add(name + " is slower");
            if (isMoreGarbage(name)) regressions.add(name + " allocates more");
        }
        return regressions;
    }

    private boolean isSlower(String name) {
        double before = median(base.get(name), Figure::medianNanos);
        double after = median(head.get(name), Figure::medianNanos);
        double best = head.get(name).stream().mapToDouble(Figure::medianNanos).min().orElseThrow();
        return after > before * (1 + TIME_TOLERANCE) + MORE_NANOS && best > before;
    }

    private boolean isMoreGarbage(String name) {
        double before = median(base.get(name), Figure::bytes);
        double after = median(head.get(name), Figure::bytes);
        return after > before * (1 + BYTES_TOLERANCE) + MORE_BYTES;
    }

    /** A table: medians of the rounds, and what became of them. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row("", "base ns", "head ns", "ratio", "base bytes", "head bytes"));
        for (String name : base.keySet()) {
            double before = median(base.get(name), Figure::medianNanos);
            double after = median(head.get(name), Figure::medianNanos);
            lines.add(
                    row(
                            name,
                            decimal(before),
                            decimal(after),
                            String.format(Locale.ROOT, "%.2f", after / before),
                            decimal(median(base.get(name), Figure::bytes)),
                            decimal(median(head.get(name), Figure::bytes))));
        }
        return lines;
    }

    private static double median(List<Figure> rounds, ToDoubleFunction<Figure> of) {
        double[] sorted = rounds.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String row(String... columns) {
        return String.format(Locale.ROOT, "%-50s %12s %12s %6s %12s %12s", (Object[]) columns);
    }
}
