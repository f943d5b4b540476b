package io.cardea.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs benchmarks and prints medians; see {@code benchmarks/run --help}. */
public final class Run {
    private static final String ALLOCATIONS = "--allocations";
    private static final String COMPARE = "--compare";

    private Run() {}

    public static void main(String... arguments)
            throws IOException, RunnerException, CommandLineOptionException {
        if (arguments.length == 2 && arguments[0].equals(ALLOCATIONS)) {
            check(Bounds.read(Path.of(arguments[1])));
            return;
        }
        if (arguments.length == 3 && arguments[0].equals(COMPARE)) {
            compare(Path.of(arguments[1]), Path.of(arguments[2]));
            return;
        }
        var options = new OptionsBuilder().parent(new CommandLineOptions(arguments));
        List<Figure> figures = measure(options);
        System.out.println(Figure.header());
        figures.forEach(figure -> System.out.println(figure.line()));
    }

    private static List<Figure> measure(ChainedOptionsBuilder options) throws RunnerException {
        options.addProfiler(GCProfiler.class).shouldFailOnError(true);
        return new Runner(options.build()).run().stream().map(Figure::of).toList();
    }

    private static void check(Bounds bounds) throws RunnerException {
        List<Figure> figures = measure(shortLook());
        figures.forEach(figure -> System.out.println(figure.bytesLine()));
        List<String> faults = bounds.faults(figures);
        faults.forEach(System.out::println);
        System.out.println(faults.isEmpty() ? "no more garbage than allowed" : "too much garbage");
        if (!faults.isEmpty()) System.exit(1);
    }

    private static void compare(Path base, Path head) throws IOException {
        Comparison comparison = new Comparison(Comparison.rounds(base), Comparison.rounds(head));
        comparison.lines().forEach(System.out::println);
        List<String> regressions = comparison.regressions();
        regressions.forEach(System.out::println);
        System.out.println(regressions.isEmpty() ? "no clear regression" : "regressions");
        if (!regressions.isEmpty()) System.exit(1);
    }

    /** Bytes hardly vary, so a moment in this process is enough; its times mean nothing. */
    private static ChainedOptionsBuilder shortLook() {
        return new OptionsBuilder()
                .verbosity(VerboseMode.SILENT)
                .mode(Mode.AverageTime)
                .forks(0)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(300))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(100));
    }
}
