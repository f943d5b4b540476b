package io.cardea.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many bytes an operation may allocate: a file with a benchmark's {@link Figure#name} and a
 * number on each line.
 */
final class Bounds {
    /**
     * Allowed beyond each bound: the harness's own garbage, spread over few operations, and what
     * happens now and then.
     */
    private static final double TOLERANCE_BYTES = 2;

    private final Map<String, Double> bytes;

    private Bounds(Map<String, Double> bytes) {
        this.bytes = bytes;
    }

    static Bounds read(Path file) throws IOException {
        Map<String, Double> bytes = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String text = line.replaceFirst("#.*", "").strip();
            if (text.isEmpty()) continue;
            String[] fields = text.split("\\s+");
            if (fields.length != 2) throw new IOException("not a bound: " + line);
            bytes.put(fields[0], Double.valueOf(fields[1]));
        }
        return new Bounds(bytes);
    }

    /** What is wrong with these figures: above their bounds, or without a figure or a bound. */
    List<String> faults(Collection<Figure> figures) {
        List<String> faults = new ArrayList<>();
        Map<String, Double> missing = new LinkedHashMap<>(bytes);
        for (Figure figure : figures) {
            Double bound = missing.remove(figure.name());
            if (bound == null) {
                faults.add(figure.name() + " has no bound");
            } else if (!(figure.bytes() <= bound + TOLERANCE_BYTES)) {
                faults.add(figure.name() + " allocates more than " + bound + " bytes");
            }
        }
        for (String name : missing.keySet()) {
            faults.add(name + " has a bound and was not measured");
        }
        return faults;
    }
}
