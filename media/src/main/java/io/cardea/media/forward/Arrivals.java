package io.cardea.media.forward;

import io.cardea.rtc.packet.Seq16;

/**
 * Looks at the sequence numbers of one SSRC on a path that may repeat, reorder and lose (RFC 3550,
 * A.1). Nothing is held back: a packet is passed on at once, or not at all.
 *
 * <p>Passed are those up to {@link #MAX_DROPOUT} ahead, and late ones within {@link #WINDOW} that
 * were not seen before. Anything else is dropped, unless the next one follows it: then the sender
 * has begun anew, and what comes is another stream to whoever looks on.
 */
final class Arrivals {
    /** How far ahead a sequence number may jump. */
    static final int MAX_DROPOUT = 3_000;

    /** How late a packet may be: a sender repairs loss within some hundred packets. */
    static final int WINDOW = 1_024;

    /** What to do with a packet. */
    enum Verdict {
        PASS,
        DUPLICATE,
        /** Out of any order. */
        STRANGE,
        /** To be passed, as the first of another stream. */
        RESTART
    }

    private static final int NONE = -1;

    private final long[] seen = new long[WINDOW / Long.SIZE];
    private int highest = NONE;
    private int strange = NONE;

    Verdict accept(int sequenceNumber) {
        if (highest == NONE) return begin(sequenceNumber, Verdict.PASS);
        int ahead = (short) (sequenceNumber - highest);
        if (ahead > 0 && ahead < MAX_DROPOUT) {
            for (int i = 1; i < Math.min(ahead, WINDOW); i++) {
                clear(Seq16.add(highest, i));
            }
            if (ahead > WINDOW) forget();
            highest = sequenceNumber;
        } else if (ahead > 0 || -ahead >= WINDOW) {
            if (sequenceNumber == strange) return begin(sequenceNumber, Verdict.RESTART);
            strange = Seq16.next(sequenceNumber);
            return Verdict.STRANGE;
        } else if (isMarked(sequenceNumber)) {
            return Verdict.DUPLICATE;
        }
        strange = NONE;
        mark(sequenceNumber);
        return Verdict.PASS;
    }

    /** The next packet begins a stream. */
    void reset() {
        highest = NONE;
    }

    private Verdict begin(int sequenceNumber, Verdict verdict) {
        forget();
        strange = NONE;
        highest = sequenceNumber;
        mark(sequenceNumber);
        return verdict;
    }

    private void forget() {
        java.util.Arrays.fill(seen, 0);
    }

    private void mark(int sequenceNumber) {
        seen[word(sequenceNumber)] |= 1L << sequenceNumber;
    }

    private void clear(int sequenceNumber) {
        seen[word(sequenceNumber)] &= ~(1L << sequenceNumber);
    }

    private boolean isMarked(int sequenceNumber) {
        return (seen[word(sequenceNumber)] & 1L << sequenceNumber) != 0;
    }

    private static int word(int sequenceNumber) {
        return sequenceNumber % WINDOW / Long.SIZE;
    }
}
