package io.cardea.media.record;

import io.cardea.rtc.packet.Packet;
import java.util.concurrent.atomic.AtomicLong;

/** Packets on their way from a loop to a recorder's writer: one thread puts, one takes. */
final class PacketRing {
    /** Some two seconds of video: longer than a disk should ever hesitate. */
    static final int CAPACITY = 1_024;

    /** A copy of a packet. */
    static final class Slot {
        final Packet packet = new Packet();
        long nowNanos;
        long nowMicros;

        // What a capture wants to know besides.
        boolean incoming;
        int wholeLength;

        // What a movie wants to know besides.
        int payloadOffset;
        int payloadLength;
        boolean red;
        boolean resumed;

        /** Of a sender report that came before the packet; 0 for none. */
        long reportNtp;

        int reportTimestamp;
    }

    private final Slot[] slots = new Slot[CAPACITY];
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    boolean isFull() {
        return written.get() - read.get() == CAPACITY;
    }

    /** A slot with a copy of the packet, to be changed and {@link #publish published}. */
    Slot fill(Packet lent) {
        int index = (int) (written.get() % CAPACITY);
        Slot slot = slots[index];
        if (slot == null) {
            slot = new Slot();
            slots[index] = slot;
        }
        slot.packet.length(0);
        slot.packet.append(lent.array(), 0, lent.length());
        return slot;
    }

    void publish() {
        written.set(written.get() + 1);
    }

    boolean isEmpty() {
        return written.get() == read.get();
    }

    /** The oldest; only when not empty. */
    Slot first() {
        return slots[(int) (read.get() % CAPACITY)];
    }

    void removeFirst() {
        read.set(read.get() + 1);
    }
}
