package io.cardea.rtc.peer;

import org.jspecify.annotations.Nullable;

/**
 * Packets that the peer misses and that wait to be sent again; they go before new ones. Belongs to
 * one loop.
 *
 * <p>Holds {@value #CAPACITY} at most: the peer asks again for what is dropped beyond.
 */
final class RepairQueue {
    static final int CAPACITY = 256;

    private final @Nullable OutboundStream[] streams = new OutboundStream[CAPACITY];
    private final int[] sequenceNumbers = new int[CAPACITY];
    private int first;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** Whether there was room. */
    boolean offer(OutboundStream stream, int sequenceNumber) {
        if (size == CAPACITY) return false;
        int at = (first + size) % CAPACITY;
        streams[at] = stream;
        sequenceNumbers[at] = sequenceNumber;
        size++;
        return true;
    }

    /** Takes the first out and sends it again, if it is still kept. */
    void sendFirst(long nowNanos) {
        OutboundStream stream = streams[first];
        int sequenceNumber = sequenceNumbers[first];
        assert stream != null;
        streams[first] = null;
        first = (first + 1) % CAPACITY;
        size--;
        stream.resend(sequenceNumber, nowNanos);
    }

    void clear() {
        java.util.Arrays.fill(streams, null);
        size = 0;
    }
}
