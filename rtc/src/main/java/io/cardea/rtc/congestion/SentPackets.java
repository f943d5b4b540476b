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
    private static final int FREE = 0;
    private static final int IN_FLIGHT = 1;
    private static final int LOST = 2;
    private static final int MAX_UNTRACKED_BYTES = (1 << 24) - 1;

    // The words of a packet, side by side since all are written for every packet sent.
    private static final int WORDS = 2;
    private static final int SENT_NANOS = 0;
    private static final int FACTS = 1;

    // FACTS from the bottom: state, sequence number, bytes, untracked bytes, slot of the cluster.
    private static final long STATE = 0b11;
    private static final int SEQUENCE_SHIFT = 2;
    private static final int BYTES_SHIFT = 18;
    private static final int UNTRACKED_SHIFT = 34;
    private static final int CLUSTER_SHIFT = 58;

    private final long[] words = new long[WORDS * CAPACITY];
    private final int[] clusters = new int[1 << Long.SIZE - CLUSTER_SHIFT];
    private int untrackedBytes;

    /**
     * A packet was sent.
     *
     * @param cluster the probe it is part of, 0 for none
     */
    void add(int sequenceNumber, int packetBytes, int cluster, long nowNanos) {
        int at = at(sequenceNumber);
        words[at + SENT_NANOS] = nowNanos;
        words[at + FACTS] =
                IN_FLIGHT
                        | (sequenceNumber & 0xFFFFL) << SEQUENCE_SHIFT
                        | (packetBytes & 0xFFFFL) << BYTES_SHIFT
                        | (long) untrackedBytes << UNTRACKED_SHIFT
                        | (long) slot(cluster) << CLUSTER_SHIFT;
        untrackedBytes = 0;
    }

    /** Probes are told apart by a few bits: far fewer are remembered at a time. */
    private int slot(int cluster) {
        if (cluster == 0) return 0;
        int slot = 1 + cluster % (clusters.length - 1);
        clusters[slot] = cluster;
        return slot;
    }

    private static int at(int sequenceNumber) {
        return (sequenceNumber & MASK) * WORDS;
    }

    /** A packet was sent that feedback will not tell about: it counts with the next one. */
    void addUntracked(int packetBytes) {
        untrackedBytes = Math.min(untrackedBytes + packetBytes, MAX_UNTRACKED_BYTES);
    }

    /** Whether that packet is remembered, and not yet known to have arrived. */
    boolean has(int sequenceNumber) {
        long facts = facts(sequenceNumber);
        return (facts & STATE) != FREE
                && (facts >>> SEQUENCE_SHIFT & 0xFFFF) == (sequenceNumber & 0xFFFF);
    }

    private long facts(int sequenceNumber) {
        return words[at(sequenceNumber) + FACTS];
    }

    /** Whether a remembered packet was reported lost. */
    boolean isLost(int sequenceNumber) {
        return (facts(sequenceNumber) & STATE) == LOST;
    }

    void lost(int sequenceNumber) {
        state(sequenceNumber, LOST);
    }

    void arrived(int sequenceNumber) {
        state(sequenceNumber, FREE);
    }

    private void state(int sequenceNumber, int state) {
        int at = at(sequenceNumber) + FACTS;
        words[at] = words[at] & ~STATE | state;
    }

    long sentNanos(int sequenceNumber) {
        return words[at(sequenceNumber) + SENT_NANOS];
    }

    int bytes(int sequenceNumber) {
        return (int) (facts(sequenceNumber) >>> BYTES_SHIFT) & 0xFFFF;
    }

    /** The same with what was sent before it and is not tracked. */
    int bytesWithUntracked(int sequenceNumber) {
        int untracked = (int) (facts(sequenceNumber) >>> UNTRACKED_SHIFT) & MAX_UNTRACKED_BYTES;
        return bytes(sequenceNumber) + untracked;
    }

    int cluster(int sequenceNumber) {
        return clusters[(int) (facts(sequenceNumber) >>> CLUSTER_SHIFT)];
    }
}
