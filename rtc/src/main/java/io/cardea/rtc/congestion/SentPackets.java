package io.cardea.rtc.congestion;

/**
 * What was sent under which transport-wide sequence number, to make sense of feedback.
 *
 * <p>One per PeerConnection, belongs to its loop. Remembers the last {@value #CAPACITY} packets; an
 * older one is overwritten, and feedback about it then means nothing.
 */
final class SentPackets {
    /** Two seconds of a 10 Mbit/s stream. */
    static final int CAPACITY = 2_048;

    private static final int MASK = CAPACITY - 1;
    private static final byte FREE = 0;
    private static final byte IN_FLIGHT = 1;
    private static final byte LOST = 2;

    private final short[] sequences = new short[CAPACITY];
    private final byte[] states = new byte[CAPACITY];
    private final long[] sent = new long[CAPACITY];
    private final int[] bytes = new int[CAPACITY];
    private final int[] untracked = new int[CAPACITY];
    private final int[] clusters = new int[CAPACITY];

    private int untrackedBytes;

    /**
     * A packet was sent.
     *
     * @param cluster the probe it is part of, 0 for none
     */
    void add(int sequenceNumber, int packetBytes, int cluster, long nowNanos) {
        int at = sequenceNumber & MASK;
        sequences[at] = (short) sequenceNumber;
        states[at] = IN_FLIGHT;
        sent[at] = nowNanos;
        bytes[at] = packetBytes;
        untracked[at] = untrackedBytes;
        clusters[at] = cluster;
        untrackedBytes = 0;
    }

    /** A packet was sent that feedback will not tell about: it counts with the next one. */
    void addUntracked(int packetBytes) {
        untrackedBytes = Math.min(untrackedBytes + packetBytes, 1 << 20);
    }

    /** Whether that packet is remembered, and not yet known to have arrived. */
    boolean has(int sequenceNumber) {
        int at = sequenceNumber & MASK;
        return states[at] != FREE && sequences[at] == (short) sequenceNumber;
    }

    /** Whether a remembered packet was reported lost. */
    boolean isLost(int sequenceNumber) {
        return states[sequenceNumber & MASK] == LOST;
    }

    void lost(int sequenceNumber) {
        states[sequenceNumber & MASK] = LOST;
    }

    void arrived(int sequenceNumber) {
        states[sequenceNumber & MASK] = FREE;
    }

    long sentNanos(int sequenceNumber) {
        return sent[sequenceNumber & MASK];
    }

    int bytes(int sequenceNumber) {
        return bytes[sequenceNumber & MASK];
    }

    /** The same with what was sent before it and is not tracked. */
    int bytesWithUntracked(int sequenceNumber) {
        int at = sequenceNumber & MASK;
        return bytes[at] + untracked[at];
    }

    int cluster(int sequenceNumber) {
        return clusters[sequenceNumber & MASK];
    }
}
