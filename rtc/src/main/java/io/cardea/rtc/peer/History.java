package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import org.jspecify.annotations.Nullable;

/**
 * What one outbound stream sent, kept so that it can be sent again.
 *
 * <p>Belongs to one loop. With RTX it retains the packet that everybody shares together with what
 * was changed for this receiver, so that a packet forwarded to a thousand viewers is kept once; the
 * retransmission is written and encrypted anew. Without RTX the very bytes that were sent must be
 * sent again (a second encryption under the same index would reuse a nonce), so a copy of those is
 * kept: the packet itself may yet be wrapped for a relay. Holds {@value #CAPACITY} packets at most;
 * older ones are released when overwritten. See RFC 4585, 6.2.1; RFC 4588.
 */
final class History {
    /** Two seconds of a 250 packets/s stream. */
    static final int CAPACITY = 512;

    private static final int MASK = CAPACITY - 1;
    private static final int MAX_BACKOFF_SHIFT = 5;
    private static final long BACKOFF_NANOS = 40_000_000; // after the first, then doubling
    private static final long MAX_BACKOFF_NANOS = 1_000_000_000;

    private final @Nullable Packet[] packets = new Packet[CAPACITY];
    private final Slot[] slots = new Slot[CAPACITY];

    /** Why a packet is not sent again, or that it is. */
    enum Lookup {
        FOUND,
        UNKNOWN,
        TOO_OLD,
        TOO_SOON
    }

    /** A sent packet; mutable, reused. */
    private static final class Slot {
        final Draft draft = new Draft();
        long sentNanos;
        long resentNanos;
        int resent;
    }

    /** Keeps what was made of {@code lent}, in a packet that becomes the history's. */
    void store(Packet owned, RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        int at = rewrite.sequenceNumber & MASK;
        release(at);
        packets[at] = owned;
        Slot slot = slots[at];
        if (slot == null) {
            slot = new Slot();
            slots[at] = slot;
        }
        slot.sentNanos = nowNanos;
        slot.resent = 0;
        slot.draft.fill(lent, rewrite);
    }

    /** Whether the packet of that sequence number is still kept. */
    boolean holds(int sequenceNumber) {
        int at = sequenceNumber & MASK;
        return packets[at] != null && slots[at].draft.sequenceNumber() == sequenceNumber;
    }

    /** Whether that packet may be sent again now; if so, its back-off is started. */
    Lookup lookup(int sequenceNumber, long windowNanos, long nowNanos) {
        if (!holds(sequenceNumber)) return Lookup.UNKNOWN;
        Slot slot = slots[sequenceNumber & MASK];
        if (nowNanos - slot.sentNanos > windowNanos) return Lookup.TOO_OLD;
        if (slot.resent > 0 && nowNanos - slot.resentNanos < backoff(slot.resent)) {
            return Lookup.TOO_SOON;
        }
        slot.resent++;
        slot.resentNanos = nowNanos;
        return Lookup.FOUND;
    }

    private static long backoff(int resent) {
        int shift = Math.min(resent - 1, MAX_BACKOFF_SHIFT);
        return Math.min(BACKOFF_NANOS << shift, MAX_BACKOFF_NANOS);
    }

    /** The kept packet of a sequence number that is held; lent. */
    Packet packet(int sequenceNumber) {
        Packet packet = packets[sequenceNumber & MASK];
        assert packet != null : "not looked up";
        return packet;
    }

    /** Restores the view and the changes with which a found packet was written. */
    void restore(int sequenceNumber, RtpPacket view, RtpRewrite rewrite) {
        slots[sequenceNumber & MASK].draft.restore(packet(sequenceNumber), view, rewrite);
    }

    /** The payload's length of a packet that is held. */
    int payloadLength(int sequenceNumber) {
        return slots[sequenceNumber & MASK].draft.payloadLength();
    }

    /** How long ago a packet that is held was sent first. */
    long ageNanos(int sequenceNumber, long nowNanos) {
        return nowNanos - slots[sequenceNumber & MASK].sentNanos;
    }

    /** Releases everything. */
    void clear() {
        for (int at = 0; at < CAPACITY; at++) {
            release(at);
        }
    }

    private void release(int at) {
        Packet packet = packets[at];
        if (packet == null) return;
        packets[at] = null;
        packet.release();
    }
}
