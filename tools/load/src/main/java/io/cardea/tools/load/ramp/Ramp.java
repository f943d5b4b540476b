package io.cardea.tools.load.ramp;

import io.cardea.tools.load.LoadException;
import io.cardea.tools.load.measure.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs a load at level after level. One thread. */
public final class Ramp {
    private final Attempt attempt;
    private final Limits limits;
    private final List<Run> runs = new ArrayList<>();
    private Optional<String> trouble = Optional.empty();

    /** Runs the load at a level. */
    public interface Attempt {
        Run at(int level) throws LoadException, InterruptedException;
    }

    public Ramp(Attempt attempt, Limits limits) {
        this.attempt = attempt;
        this.limits = limits;
    }

    /**
     * Looks for the highest good level.
     *
     * @param tries as often a level may fail before it is bad: a busy machine is not a bad server
     * @throws LoadException if not even the first run could be made
     */
    public void search(Search.Range range, int tries) throws LoadException, InterruptedException {
        var search = new Search(range);
        for (OptionalInt next = search.next(); next.isPresent(); next = search.next()) {
            if (isGood(next.getAsInt(), tries)) {
                search.took();
            } else {
                search.failed();
            }
        }
    }

    private boolean isGood(int level, int tries) throws LoadException, InterruptedException {
        for (int i = 0; i < tries; i++) {
            try {
                Run run = attempt.at(level);
                runs.add(run);
                if (limits.hold(run)) return true;
            } catch (LoadException e) {
                if (runs.isEmpty()) throw e;
                trouble = Optional.of("level " + level + ": " + e.getMessage());
            }
        }
        return false;
    }

    /** Measures each of these levels once. */
    public void sweep(List<Integer> levels) throws LoadException, InterruptedException {
        for (int level : levels) runs.add(attempt.at(level));
    }

    /** At least one, in their order. */
    public List<Run> runs() {
        return List.copyOf(runs);
    }

    /** The run of the highest level that kept within the limits. */
    public Optional<Run> best() {
        return runs.stream().filter(limits::hold).max(Comparator.comparingInt(Run::level));
    }

    /** Why a run could not be made, if one could not. */
    public Optional<String> trouble() {
        return trouble;
    }
}
