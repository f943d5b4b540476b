package io.cardea.rtc.ice;

/** Counters of what was dropped, one per reason. */
final class Drops {
    private final long[] counts = new long[IceDrop.values().length];

    void count(IceDrop reason) {
        counts[reason.ordinal()]++;
    }

    long of(IceDrop reason) {
        return counts[reason.ordinal()];
    }
}
