package io.cardea.tools.load.measure;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Made-up ticks and runs. */
public final class Ticks {
    private Ticks() {}

    private static Histogram of(long... values) {
        var histogram = new Histogram(60_000_000L, 3);
        for (long each : values) histogram.recordValue(each);
        return histogram;
    }

    /** A second with 10 peers up, in which 1000 packets were expected. */
    public static Tick second(double seconds, long lost, long latencyMicros) {
        return new Tick(
                seconds,
                1,
                10,
                10,
                0,
                100,
                1000,
                1000 - lost,
                lost,
                0,
                0,
                1_000_000,
                0.5,
                lost,
                0,
                0,
                0,
                of(latencyMicros),
                of(),
                of(),
                200_000_000);
    }

    /** A second of a server that used so much of a core. */
    public static ServerTick server(double seconds, double percent) {
        return new ServerTick(seconds, 1, (long) (percent * 1e7), 50_000_000, 12, 34);
    }

    /** A run of two steady seconds. */
    public static Run run(
            int number, String server, int level, double percent, long lost, long latencyMicros) {
        var outcome = new Outcome();
        var samples = new Samples();
        for (int i = 1; i <= 2; i++) {
            Tick tick = second(i, lost, latencyMicros);
            outcome.add(tick, true, Optional.of(server(i, percent)));
            samples.add(tick, true, Optional.of(server(i, percent)));
        }
        return new Run(number, server, level, outcome, samples, Limit.NONE);
    }
}
