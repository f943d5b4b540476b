package io.cardea.tools.load.ramp;

import java.util.OptionalInt;

/**
 * Looks for the highest good level: multiplies it until one is bad, then halves what lies between.
 *
 * <pre>
 *   rising ──bad──► between (good, bad) ──► found, when they lie close
 *          ──top──► found
 *   first level bad: falls by the same factor until one is good, or 1 is bad
 * </pre>
 *
 * <p>One thread: ask {@link #next}, try it, tell {@link #took} or {@link #failed}.
 */
public final class Search {
    private final Range range;
    private int good;
    private int bad;
    private int next;

    /**
     * Where to look.
     *
     * @param from level that is tried first
     * @param to highest level
     * @param factor by which it grows, more than 1
     * @param resolution as a part of the level, 0.05 for within 5 %
     */
    public record Range(int from, int to, double factor, double resolution) {
        public Range {
            if (from < 1 || to < from) {
                throw new IllegalArgumentException("levels out of range: " + from + " to " + to);
            }
            if (factor < 1.05 || factor > 100) {
                throw new IllegalArgumentException("factor out of range: " + factor);
            }
            if (resolution < 0.001 || resolution > 1) {
                throw new IllegalArgumentException("resolution out of range: " + resolution);
            }
        }
    }

    public Search(Range range) {
        this.range = range;
        this.next = range.from;
        this.bad = Integer.MAX_VALUE;
    }

    /** The level to be tried; empty once the search is over. */
    public OptionalInt next() {
        return next == 0 ? OptionalInt.empty() : OptionalInt.of(next);
    }

    /** The highest level known to be good; 0 if there is none. */
    public int best() {
        return good;
    }

    /** The level tried was good. */
    public void took() {
        good = Math.max(good, next);
        choose();
    }

    /** The level tried was bad. */
    public void failed() {
        bad = Math.min(bad, next);
        choose();
    }

    private void choose() {
        if (bad == Integer.MAX_VALUE) {
            int higher = (int) Math.min(range.to, Math.ceil(good * range.factor));
            next = good >= range.to ? 0 : higher;
        } else if (good == 0) {
            next = bad == 1 ? 0 : (int) Math.max(1, Math.floor(bad / range.factor));
        } else {
            boolean close = bad - good <= Math.max(1, good * range.resolution);
            next = close ? 0 : good + (bad - good) / 2;
        }
    }
}
