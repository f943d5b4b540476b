package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Seq16;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packets of a stream in order, waiting a while for those that are late: a retransmission
 * comes a round trip or more after what it repairs.
 *
 * <p>A packet in order passes at once. Behind a gap up to {@value #CAPACITY} packets wait for at
 * most {@link #WAIT_NANOS}; then the gap is given up. One owner at a time.
 */
public final class ReorderBuffer {
    /** Sequence numbers that a gap can be behind; about half a second of a 10 Mbit/s stream. */
    public static final int CAPACITY = 512;

    /** How long a gap may hold up what follows: several round trips of a bad connection. */
    public static final long WAIT_NANOS = 500_000_000L;

    /** So many late packets in a row are not late: the stream goes on from somewhere else. */
    static final int MAX_LATE = 32;

    private static final long NEVER = Long.MAX_VALUE;

    /** Takes packets in order. */
    public interface Output {
        /** The next packet, lent. */
        void packet(Payload lent);

        /** The packet before the next one is missing for good. */
        void lost();
    }

    private final Output output;
    private final @Nullable Payload[] waiting = new Payload[CAPACITY];
    private int count;
    private int next;
    private int lateInARow;
    private boolean started;
    private long waitingSince = NEVER;
    private long late;

    public ReorderBuffer(Output output) {
        this.output = output;
    }

    /** Packets that came when they were not waited for any more, or twice. */
    public long late() {
        return late;
    }

    /** One packet, lent. */
    public void put(Payload lent) {
        int sequence = lent.sequenceNumber();
        if (!started) next = sequence;
        started = true;
        int ahead = Seq16.distance(sequence, next);
        if (ahead < 0) {
            late++;
            if (++lateInARow < MAX_LATE) return;
            jump(sequence);
            ahead = 0;
        }
        lateInARow = 0;
        if (ahead >= CAPACITY) {
            jump(sequence);
            ahead = 0;
        }
        if (ahead == 0) {
            next = Seq16.next(next);
            output.packet(lent);
            drain();
        } else {
            keep(lent, sequence);
        }
    }

    private void keep(Payload lent, int sequence) {
        int slot = sequence % CAPACITY;
        if (waiting[slot] != null) {
            late++;
            return;
        }
        waiting[slot] = lent.copy();
        count++;
        waitingSince = Math.min(waitingSince, lent.arrivalNanos());
    }

    private void drain() {
        while (count > 0) {
            Payload following = waiting[next % CAPACITY];
            if (following == null) return;
            waiting[next % CAPACITY] = null;
            count--;
            next = Seq16.next(next);
            output.packet(following);
        }
        waitingSince = NEVER;
    }

    /** Gives up gaps that have been waited for long enough. */
    public void expire(long nowNanos) {
        while (count > 0 && nowNanos - waitingSince >= WAIT_NANOS) {
            skipGap();
            waitingSince = oldest();
        }
    }

    private long oldest() {
        long oldest = NEVER;
        for (Payload payload : waiting) {
            if (payload != null) oldest = Math.min(oldest, payload.arrivalNanos());
        }
        return oldest;
    }

    private void skipGap() {
        while (waiting[next % CAPACITY] == null) next = Seq16.next(next);
        output.lost();
        drain();
    }

    /** Passes everything that waits, whatever is missing in between. */
    public void flush() {
        while (count > 0) {
            skipGap();
        }
    }

    private void jump(int sequence) {
        flush();
        output.lost();
        next = sequence;
    }
}
