package io.cardea.tools.load;

import io.cardea.tools.load.measure.Outcome;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.measure.Samples;
import io.cardea.tools.load.measure.ServerTick;
import io.cardea.tools.load.measure.Tick;
import io.cardea.tools.load.report.JsonLines;
import io.cardea.tools.load.report.Progress;
import io.cardea.tools.load.server.AdminCounters;
import io.cardea.tools.load.server.ServerMeter;
import io.cardea.tools.load.server.SocketOwner;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes runs, one after another: measures both sides, shows progress, writes JSON lines. One
 * thread.
 */
public final class Runner {
    private final Progress progress;
    private final JsonLines lines;
    private final int loops;
    private int runs;

    /**
     * @param loops threads of the generator that carry peers
     */
    public Runner(Progress progress, JsonLines lines, int loops) {
        this.progress = progress;
        this.lines = lines;
        this.loops = loops;
    }

    /**
     * Runs a load to its end.
     *
     * @throws LoadException if it could not be made, or never got to its steady part
     */
    public Run run(Load load, Side side) throws LoadException, InterruptedException {
        runs++;
        var recording = new Recording(side);
        progress.begin(runs, side.name(), load.title());
        try {
            load.run(side.target(), recording);
        } finally {
            progress.end();
        }
        if (!recording.outcome.hasSteadyPart()) throw new LoadException("no steady part");
        if (recording.trouble.isPresent()) throw recording.trouble.get();
        int cores = Runtime.getRuntime().availableProcessors();
        Run run =
                new Run(
                        runs,
                        side.name(),
                        load.level(),
                        recording.outcome,
                        recording.samples,
                        recording.outcome.limit(loops, cores));
        lines.run(run, load.title());
        return run;
    }

    /** One run as it goes on. */
    private final class Recording implements Load.Watch {
        private final Outcome outcome = new Outcome();
        private final Samples samples = new Samples();
        private final Side side;
        private final Optional<ServerMeter> meter;
        private Optional<LoadException> trouble = Optional.empty();
        private @Nullable Map<Double, Long> turnsBefore;

        Recording(Side side) {
            this.side = side;
            OptionalLong pid = side.target().pid();
            if (pid.isEmpty()) pid = SocketOwner.of(side.target().url());
            meter = pid.isEmpty() ? Optional.empty() : ServerMeter.of(pid.getAsLong());
        }

        @Override
        public void tick(Tick tick, boolean steady) {
            Optional<ServerTick> server = meter.flatMap(each -> each.tick(tick.seconds()));
            outcome.add(tick, steady, server);
            samples.add(tick, steady, server);
            lines.tick(runs, side.name(), samples);
            progress.tick(samples);
            if (steady && turnsBefore == null) turnsBefore = turnTimes();
        }

        private Map<Double, Long> turnTimes() {
            try {
                return side.admin().isEmpty() ? Map.of() : side.admin().get().turnTimes();
            } catch (LoadException e) {
                return Map.of(); // a Janus that does not know the request
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Map.of();
            }
        }

        @Override
        public void settled() {
            if (side.admin().isEmpty()) return;
            if (turnsBefore != null) outcome.turnTimes(turnsBefore, turnTimes());
            try {
                AdminCounters.Packets counted = side.admin().get().read();
                outcome.check(counted.in(), counted.out());
            } catch (LoadException e) {
                trouble = Optional.of(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
