package io.cardea.media;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * How long a loop's turns took: a histogram with eight steps for each power of two, so that what it
 * tells is at most an eighth too much. A stall, whatever its reason, is a long turn.
 *
 * <p>Mutable, belongs to one loop; a {@link #copy} may go anywhere.
 */
public final class TurnTimes {
    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[STEPS * (Long.SIZE - STEP_BITS)];
    private long turns;
    private long busyNanos;
    private long longestNanos;

    void add(long nanos) {
        long positive = Math.max(0, nanos);
        counts[bucket(positive)]++;
        turns++;
        busyNanos += positive;
        longestNanos = Math.max(longestNanos, positive);
    }

    private static int bucket(long nanos) {
        if (nanos < STEPS) return (int) nanos;
        int shift = Long.SIZE - Long.numberOfLeadingZeros(nanos) - STEP_BITS - 1;
        return STEPS * (shift + 1) + (int) (nanos >>> shift) - STEPS;
    }

    /** The longest time that falls into a bucket. */
    private static long end(int bucket) {
        if (bucket < STEPS) return bucket;
        int shift = bucket / STEPS - 1;
        return ((long) (bucket % STEPS + STEPS + 1) << shift) - 1;
    }

    /** Both together, as another object. */
    public TurnTimes plus(TurnTimes other) {
        TurnTimes sum = new TurnTimes();
        sum.take(this);
        sum.take(other);
        return sum;
    }

    TurnTimes copy() {
        TurnTimes copy = new TurnTimes();
        copy.take(this);
        return copy;
    }

    private void take(TurnTimes other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        turns += other.turns;
        busyNanos += other.busyNanos;
        longestNanos = Math.max(longestNanos, other.longestNanos);
    }

    public long turns() {
        return turns;
    }

    /** All turns together, in nanoseconds. */
    public long busyNanos() {
        return busyNanos;
    }

    /** In nanoseconds, exact. */
    public long longestNanos() {
        return longestNanos;
    }

    /**
     * The time within which that share of the turns was done.
     *
     * @param share 0 to 1
     */
    public long quantileNanos(double share) {
        long wanted = (long) Math.ceil(share * turns);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) return Math.min(end(i), longestNanos);
        }
        return longestNanos;
    }

    /** How many turns took how long: by the longest time of a step, in nanoseconds, ascending. */
    public SequencedMap<Long, Long> histogram() {
        SequencedMap<Long, Long> steps = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) steps.put(Math.min(end(i), longestNanos), counts[i]);
        }
        return steps;
    }

    @Override
    public String toString() {
        return "turns="
                + turns
                + " median="
                + micros(quantileNanos(0.5))
                + " p99="
                + micros(quantileNanos(0.99))
                + " p99.99="
                + micros(quantileNanos(0.9999))
                + " longest="
                + micros(longestNanos);
    }

    private static String micros(long nanos) {
        return nanos / 1_000 + "us";
    }
}
