package io.cardea.rtc.sctp;

/** One plain long per {@link SctpCount}. */
final class Counters {
    private final long[] counts = new long[SctpCount.values().length];

    void add(SctpCount what) {
        counts[what.ordinal()]++;
    }

    long of(SctpCount what) {
        return counts[what.ordinal()];
    }
}
