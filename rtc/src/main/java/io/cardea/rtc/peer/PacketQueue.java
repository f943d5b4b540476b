package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import org.jspecify.annotations.Nullable;

/**
 * Video packets that wait to be sent, in order. Belongs to one loop.
 *
 * <p>Retains the packet that everybody shares, with what is to be changed for this receiver: the
 * header is written when it leaves, so that its sequence numbers and times are those of that
 * moment. Grows to {@value #CAPACITY} packets; its slots are reused.
 */
final class PacketQueue {
    /** Two seconds of 512 packets/s, as much as a stream's history. */
    static final int CAPACITY = 1_024;

    private static final int FIRST_SIZE = 32;

    private Slot[] slots = slots(new Slot[FIRST_SIZE], 0);
    private int first;
    private int size;
    private long bytes;
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();

    private static final class Slot {
        final RtpRewrite rewrite = new RtpRewrite();
        @Nullable Packet packet;
        @Nullable OutboundStream stream;
        long sinceNanos;
        int length;
    }

    private static Slot[] slots(Slot[] slots, int from) {
        for (int i = from; i < slots.length; i++) {
            slots[i] = new Slot();
        }
        return slots;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size == CAPACITY;
    }

    int size() {
        return size;
    }

    /** Payload bytes. */
    long bytes() {
        return bytes;
    }

    /** How long the first has waited. */
    long ageNanos(long nowNanos) {
        return size == 0 ? 0 : nowNanos - slots[first].sinceNanos;
    }

    /** Since when the first waits; there must be one. */
    long sinceNanos() {
        return slots[first].sinceNanos;
    }

    /** Appends a packet; there must be room. */
    void add(OutboundStream stream, RtpPacket lent, RtpRewrite from, long nowNanos) {
        assert size < CAPACITY;
        if (size == slots.length) grow();
        Slot slot = slots[(first + size) & (slots.length - 1)];
        Reading.keep(lent);
        slot.rewrite.set(from);
        slot.packet = lent.packet().retain();
        slot.stream = stream;
        slot.sinceNanos = nowNanos;
        slot.length = lent.payloadLength;
        bytes += slot.length;
        size++;
    }

    private void grow() {
        Slot[] larger = new Slot[2 * slots.length];
        for (int i = 0; i < size; i++) {
            larger[i] = slots[(first + i) & (slots.length - 1)];
        }
        slots = slots(larger, size);
        first = 0;
    }

    /** Takes the first out and sends it. */
    void sendFirst(long nowNanos) {
        Slot slot = slots[first];
        Packet packet = slot.packet;
        OutboundStream stream = slot.stream;
        assert packet != null && stream != null;
        Reading.restore(packet, view);
        rewrite.set(slot.rewrite);
        remove(slot);
        stream.sendNow(view, rewrite, nowNanos);
        packet.release();
    }

    /** Takes the first out and drops it. */
    OutboundStream dropFirst() {
        Slot slot = slots[first];
        Packet packet = slot.packet;
        OutboundStream stream = slot.stream;
        assert packet != null && stream != null;
        remove(slot);
        packet.release();
        return stream;
    }

    private void remove(Slot slot) {
        slot.packet = null;
        slot.stream = null;
        bytes -= slot.length;
        first = (first + 1) & (slots.length - 1);
        size--;
    }
}
