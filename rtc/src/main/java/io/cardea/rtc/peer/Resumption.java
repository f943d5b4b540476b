package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Seq16;

/**
 * How a stream goes on after packets of it were dropped: with a keyframe, which is numbered as if
 * nothing had been dropped. Otherwise the receiver would ask for what was never sent, and count it
 * as lost.
 *
 * <p>Belongs to its stream. Packets before the keyframe need what was dropped, so none of them is
 * sent; after {@link #LIMIT_NANOS} without one the stream goes on as it comes. A packet that comes
 * late, from before, is not sent any more: its number is another one's now.
 */
final class Resumption {
    /** Longer than an encoder needs, with one request lost and one put off. */
    static final long LIMIT_NANOS = 3_000_000_000L;

    /** Between two requests for the keyframe. */
    static final long ASK_AGAIN_NANOS = 500_000_000L;

    /** Packets after which none comes late any more. */
    static final int LATE_PACKETS = 8_192;

    private boolean waiting;
    private long sinceNanos;
    private long askedNanos;
    private int skipped; // numbers left out so far
    private int first; // the number of the first packet after those
    private boolean fresh; // whether there may be late ones

    /** A packet was dropped, and a keyframe asked for. */
    void await(long nowNanos) {
        if (!waiting) sinceNanos = nowNanos;
        waiting = true;
        askedNanos = nowNanos;
    }

    boolean isWaiting() {
        return waiting;
    }

    boolean isOver(long nowNanos) {
        return nowNanos - sinceNanos >= LIMIT_NANOS;
    }

    boolean takeKeyframeWanted(long nowNanos) {
        if (nowNanos - askedNanos < ASK_AGAIN_NANOS) return false;
        askedNanos = nowNanos;
        return true;
    }

    /**
     * It goes on.
     *
     * @param sequenceNumber of the packet with which it does
     * @param lastSent the number that was last sent
     */
    void resume(int sequenceNumber, int lastSent) {
        waiting = false;
        first = sequenceNumber;
        fresh = true;
        skipped = Seq16.distance(sequenceNumber, Seq16.next(lastSent));
    }

    /** Whether the packet is from before, and so has no number any more. */
    boolean isStale(int sequenceNumber) {
        if (!fresh) return false;
        int after = Seq16.distance(sequenceNumber, first);
        if (after > LATE_PACKETS) fresh = false;
        return after < 0;
    }

    /** Under which number a packet is sent. */
    int number(int sequenceNumber) {
        return Seq16.add(sequenceNumber, -skipped);
    }
}
