package io.cardea.rtc.rtcp;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.Seq16;
import java.util.Arrays;

/**
 * Decides which packets of one stream to ask for again, and when; and tells packets that are new
 * from those that nobody waits for.
 *
 * <p>One per stream, belongs to its loop. {@link #onPacket} for each packet, {@link #collect} when
 * {@link #nextDeadlineNanos} has come. See RFC 4585, 6.2.1.
 *
 * <p>The idea: a ring remembers for each of the last {@value #RING} sequence numbers whether it
 * came. A gap of more than {@link #MAX_JUMP} is not worth asking for, nor is anything before a
 * keyframe. A missing packet gets {@link #FIRST_DELAY_NANOS} to come out of order before it is
 * asked for. Without a round-trip time it is asked for once more after {@link #RETRY_NANOS}, as
 * Janus does; with one, as soon as the answer to the last request is overdue, up to {@link
 * #MAX_TRIES} times, because a path that loses the packet loses the repair just as often.
 */
public final class NackGenerator {
    /** A forward jump longer than this clears the list. */
    public static final int MAX_JUMP = 160;

    /** Time to arrive out of order. */
    public static final long FIRST_DELAY_NANOS = 12_000_000L;

    /** Between requests while the round-trip time is unknown. */
    public static final long RETRY_NANOS = 155_000_000L;

    /** Requests for one packet while the round-trip time is unknown. */
    public static final int TRIES_WITHOUT_RTT = 2;

    /** Requests for one packet when the round-trip time is known. */
    public static final int MAX_TRIES = 10;

    /** Added to the round-trip time: jitter, and the sender's own pace. */
    public static final long RTT_MARGIN_NANOS = 20_000_000L;

    /** No request follows another sooner than this: senders ignore repeated ones for a while. */
    public static final long MIN_RETRY_NANOS = 50_000_000L;

    /** A packet missing longer is of no use to anybody; a retransmission still counts as wanted. */
    public static final long MAX_AGE_NANOS = 5_000_000_000L;

    /** Sequence numbers remembered. */
    static final int RING = 1_024;

    private static final int MASK = RING - 1;

    /** Bytes of one NACK message, as Janus has it. */
    private static final int MAX_MESSAGE = 120;

    // What is known of a sequence number.
    private static final byte RECEIVED = 0;
    private static final byte MISSING = 1; // to be asked for
    private static final byte GIVEN_UP = 2; // not to be asked for (again), welcome if it comes

    private final byte[] states = new byte[RING];
    private final byte[] tries = new byte[RING];
    private final long[] missingSince = new long[RING];
    private final long[] nextTry = new long[RING];

    private boolean begun;
    private int highest;
    private int known; // sequence numbers up to highest that the ring holds
    private int missing;
    private int suspect = -1;
    private long rttNanos;
    private long deadline = Long.MAX_VALUE;
    private long requested;
    private long repaired;
    private long unwanted;

    /** The round-trip time to the sender, once known and whenever it changes. */
    public void rtt(long nanos) {
        rttNanos = nanos;
    }

    /**
     * Takes note of a packet.
     *
     * @param keyframe whether a keyframe begins in it
     * @param retransmitted whether it came as RTX
     * @return whether it is wanted: false for duplicates and for retransmissions of packets that
     *     were never asked for
     */
    public boolean onPacket(int seq, long nowNanos, boolean keyframe, boolean retransmitted) {
        if (!begun) {
            if (retransmitted) return refuse();
            begin(seq);
            return true;
        }
        int ahead = Seq16.distance(seq, highest);
        if (retransmitted) return ahead <= 0 && fill(seq, -ahead, nowNanos, true) || refuse();
        if (ahead > 0) {
            advance(seq, ahead, nowNanos, keyframe);
            return true;
        }
        if (-ahead >= known) return old(seq, ahead);
        return fill(seq, -ahead, nowNanos, false) || refuse();
    }

    private boolean refuse() {
        unwanted++;
        return false;
    }

    private void begin(int seq) {
        begun = true;
        highest = seq;
        known = 1;
        missing = 0;
        suspect = -1;
        deadline = Long.MAX_VALUE;
        Arrays.fill(states, RECEIVED);
    }

    private void advance(int seq, int ahead, long nowNanos, boolean keyframe) {
        suspect = -1;
        if (ahead >= RING) {
            begin(seq);
            return;
        }
        boolean hopeless = ahead > MAX_JUMP;
        if (hopeless || keyframe) clear();
        for (int i = 1; i < ahead; i++) {
            miss((highest + i) & MASK, nowNanos, !hopeless && !keyframe);
        }
        forget(seq & MASK);
        states[seq & MASK] = RECEIVED;
        highest = seq;
        known = Math.min(known + ahead, RING);
    }

    private void miss(int slot, long nowNanos, boolean ask) {
        forget(slot);
        states[slot] = ask ? MISSING : GIVEN_UP;
        tries[slot] = 0;
        if (!ask) return;
        missingSince[slot] = nowNanos;
        nextTry[slot] = nowNanos + FIRST_DELAY_NANOS;
        missing++;
        deadline = Math.min(deadline, nextTry[slot]);
    }

    private void forget(int slot) {
        if (states[slot] != MISSING) return;
        states[slot] = GIVEN_UP;
        missing--;
        if (missing == 0) deadline = Long.MAX_VALUE;
    }

    /** Nothing before this moment is to be asked for any more. */
    public void clear() {
        if (missing == 0) return;
        for (int age = 0; age < known; age++) {
            forget((highest - age) & MASK);
        }
    }

    /** A packet from the ring's time that has not come yet. */
    private boolean fill(int seq, int age, long nowNanos, boolean retransmitted) {
        int slot = seq & MASK;
        if (age >= known || states[slot] == RECEIVED) return false;
        if (retransmitted) {
            if (tries[slot] == 0 || nowNanos - missingSince[slot] > MAX_AGE_NANOS) return false;
            repaired++;
        }
        forget(slot);
        states[slot] = RECEIVED;
        return true;
    }

    /**
     * A packet from before the ring: very late, or the source has begun anew far behind. Two in a
     * row mean the latter (RFC 3550, A.1).
     */
    private boolean old(int seq, int ahead) {
        if (-ahead < RING) return true; // before the first packet: late, and never counted missing
        if (seq == suspect) {
            begin(seq);
        } else {
            suspect = Seq16.next(seq);
        }
        return true;
    }

    /** When {@link #collect} has something to ask for; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return deadline;
    }

    /**
     * Appends NACKs for what is due, as many as there is room for; the rest stays due.
     *
     * @return how many packets were asked for
     */
    public int collect(long nowNanos, Packet into, int senderSsrc, int mediaSsrc) {
        if (deadline > nowNanos) return 0;
        int asked = 0;
        int message = RtcpWriter.NO_ROOM;
        boolean full = false;
        long next = Long.MAX_VALUE;
        int left = missing;
        for (int age = known - 1; age > 0 && left > 0; age--) {
            int seq = (highest - age) & 0xFFFF;
            int slot = seq & MASK;
            if (states[slot] != MISSING) continue;
            left--;
            if (isOver(slot, nowNanos)) {
                forget(slot);
                continue;
            }
            if (nextTry[slot] <= nowNanos && !full) {
                if (message == RtcpWriter.NO_ROOM || into.length() - message > MAX_MESSAGE - 4) {
                    message = RtcpWriter.beginNack(into, senderSsrc, mediaSsrc);
                }
                int blp = message == RtcpWriter.NO_ROOM ? 0 : mask(age, nowNanos);
                full =
                        message == RtcpWriter.NO_ROOM
                                || !RtcpWriter.nackItem(into, message, seq, blp);
                if (!full) asked += 1 + ask(slot, age, blp, nowNanos);
            }
            next = Math.min(next, nextTry[slot]);
        }
        deadline = missing == 0 ? Long.MAX_VALUE : next;
        requested += asked;
        return asked;
    }

    /** Whether nothing more is asked: every request made and its answer overdue, or too old. */
    private boolean isOver(int slot, long nowNanos) {
        int allowed = rttNanos > 0 ? MAX_TRIES : TRIES_WITHOUT_RTT;
        if (tries[slot] >= allowed) return true;
        return nowNanos - missingSince[slot] > MAX_AGE_NANOS;
    }

    /** The bits of an item: which of the 16 packets after it are due as well. */
    private int mask(int age, long nowNanos) {
        int blp = 0;
        for (int bit = 0; bit < 16 && age - bit - 1 > 0; bit++) {
            int slot = (highest - (age - bit - 1)) & MASK;
            boolean due = states[slot] == MISSING && nextTry[slot] <= nowNanos;
            if (due && !isOver(slot, nowNanos)) blp |= 1 << bit;
        }
        return blp;
    }

    /** Counts a request for a slot and for those in the mask; returns how many the mask has. */
    private int ask(int slot, int age, int blp, long nowNanos) {
        asked(slot, nowNanos);
        for (int bits = blp; bits != 0; bits &= bits - 1) {
            int bit = Integer.numberOfTrailingZeros(bits);
            asked((highest - (age - bit - 1)) & MASK, nowNanos);
        }
        return Integer.bitCount(blp);
    }

    private void asked(int slot, long nowNanos) {
        tries[slot]++;
        long wait = RETRY_NANOS;
        if (rttNanos > 0) wait = Math.max(rttNanos + RTT_MARGIN_NANOS, MIN_RETRY_NANOS);
        nextTry[slot] = nowNanos + wait;
    }

    /** Packets waited for at the moment. */
    public int missing() {
        return missing;
    }

    /** Requests made, each repetition counted. */
    public long requested() {
        return requested;
    }

    /** Retransmissions that filled a gap. */
    public long repaired() {
        return repaired;
    }

    /** Duplicates and uncalled-for retransmissions. */
    public long unwanted() {
        return unwanted;
    }

    /** Forgets everything: the source has changed. */
    public void reset() {
        begun = false;
        known = 0;
        missing = 0;
        deadline = Long.MAX_VALUE;
    }
}
