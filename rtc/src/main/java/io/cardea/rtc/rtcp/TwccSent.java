package io.cardea.rtc.rtcp;

import io.cardea.rtc.packet.Seq16;

/**
 * What was sent under which transport-wide sequence number, to make sense of feedback.
 *
 * <p>One per PeerConnection, belongs to its loop; owns the counter. Remembers the last {@value
 * #RING} packets.
 */
public final class TwccSent {
    /** Packets remembered. */
    public static final int RING = 2_048;

    private static final int MASK = RING - 1;

    private final int[] sequences = new int[RING]; // sequence number plus one; 0 for an empty slot
    private final long[] sent = new long[RING];
    private final int[] bytes = new int[RING];
    private int next;

    /** The number the next packet gets. */
    public int nextSequenceNumber() {
        return next;
    }

    /** A packet was sent with {@link #nextSequenceNumber}, which moves on. */
    public void onSent(int packetBytes, long nowNanos) {
        int slot = next & MASK;
        sequences[slot] = next + 1;
        sent[slot] = nowNanos;
        bytes[slot] = packetBytes;
        next = Seq16.next(next);
    }

    /** Whether a packet is remembered. */
    public boolean has(int sequenceNumber) {
        return sequences[sequenceNumber & MASK] == sequenceNumber + 1;
    }

    /** Forgets a packet: feedback about it has been used. */
    public void forget(int sequenceNumber) {
        if (has(sequenceNumber)) sequences[sequenceNumber & MASK] = 0;
    }

    /** When it was sent; only if {@link #has}. */
    public long sentNanos(int sequenceNumber) {
        return sent[sequenceNumber & MASK];
    }

    /** Its length; only if {@link #has}. */
    public int bytes(int sequenceNumber) {
        return bytes[sequenceNumber & MASK];
    }
}
