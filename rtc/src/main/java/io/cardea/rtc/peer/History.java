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
 *
 * <p>Every viewer writes one for each packet: so it is four words in a row, two to a cache line.
 */
final class History {
    /** Two seconds of a 250 packets/s stream. */
    static final int CAPACITY = 512;

    private static final int MASK = CAPACITY - 1;
    private static final int MAX_BACKOFF_SHIFT = 5;
    private static final long BACKOFF_NANOS = 40_000_000; // after the first, then doubling
    private static final long MAX_BACKOFF_NANOS = 1_000_000_000;

    // The words of an entry.
    private static final int WORDS = 4;
    private static final int SENT_NANOS = 0;
    private static final int RESENT_NANOS = 1;
    private static final int NUMBERS = 2; // timestamp, sequence number, payload length
    private static final int CHANGES = 3; // see pack

    private static final int MAX_RESENT = 31;
    private static final int MAX_DELAY = 0xFFF;
    private static final int DELAY_BITS = 13;
    private static final int TL0_BITS = 9;
    private static final int PICTURE_BITS = 16;
    private static final int RESENT_BITS = 5;

    private @Nullable Packet[] packets = {};
    private long[] words = {};

    /** Why a packet is not sent again, or that it is. */
    enum Lookup {
        FOUND,
        UNKNOWN,
        TOO_OLD,
        TOO_SOON
    }

    /** Keeps what was made of {@code lent}, in a packet that becomes the history's. */
    void store(Packet owned, RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        if (words.length == 0) {
            words = new long[WORDS * CAPACITY];
            packets = new Packet[CAPACITY];
        }
        int at = rewrite.sequenceNumber & MASK;
        release(at);
        packets[at] = owned;
        int entry = at * WORDS;
        words[entry + SENT_NANOS] = nowNanos;
        words[entry + NUMBERS] =
                (long) rewrite.timestamp << 32
                        | (rewrite.sequenceNumber & 0xFFFFL) << 16
                        | lent.payloadLength & 0xFFFFL;
        words[entry + CHANGES] = pack(rewrite);
    }

    /** From the top: picture id, TL0PICIDX, playout delay (all plus one), type, marker, resent. */
    private static long pack(RtpRewrite rewrite) {
        long packed = (rewrite.pictureId + 1L) & 0xFFFF;
        packed = packed << TL0_BITS | (rewrite.tl0PicIdx + 1 & 0x1FF);
        packed = packed << DELAY_BITS | delay(rewrite.playoutDelayMin);
        packed = packed << DELAY_BITS | delay(rewrite.playoutDelayMax);
        packed = packed << 7 | (rewrite.payloadType & 0x7F);
        packed = packed << 1 | (rewrite.marker ? 1 : 0);
        return packed << RESENT_BITS;
    }

    private static int delay(int value) {
        return Math.clamp(value, -1, MAX_DELAY) + 1;
    }

    private static void unpack(long packed, RtpRewrite rewrite) {
        long rest = packed >>> RESENT_BITS;
        rewrite.marker = (rest & 1) != 0;
        rest >>>= 1;
        rewrite.payloadType = (int) rest & 0x7F;
        rest >>>= 7;
        rewrite.playoutDelayMax = ((int) rest & (1 << DELAY_BITS) - 1) - 1;
        rest >>>= DELAY_BITS;
        rewrite.playoutDelayMin = ((int) rest & (1 << DELAY_BITS) - 1) - 1;
        rest >>>= DELAY_BITS;
        rewrite.tl0PicIdx = ((int) rest & (1 << TL0_BITS) - 1) - 1;
        rest >>>= TL0_BITS;
        rewrite.pictureId = ((int) rest & (1 << PICTURE_BITS) - 1) - 1;
    }

    /** Whether the packet of that sequence number is still kept. */
    boolean holds(int sequenceNumber) {
        int at = sequenceNumber & MASK;
        return at < packets.length
                && packets[at] != null
                && (int) (words[at * WORDS + NUMBERS] >>> 16 & 0xFFFF) == sequenceNumber;
    }

    /** Whether that packet may be sent again now; if so, its back-off is started. */
    Lookup lookup(int sequenceNumber, long windowNanos, long nowNanos) {
        if (!holds(sequenceNumber)) return Lookup.UNKNOWN;
        int entry = (sequenceNumber & MASK) * WORDS;
        if (nowNanos - words[entry + SENT_NANOS] > windowNanos) return Lookup.TOO_OLD;
        int resent = (int) words[entry + CHANGES] & MAX_RESENT;
        if (resent > 0 && nowNanos - words[entry + RESENT_NANOS] < backoff(resent)) {
            return Lookup.TOO_SOON;
        }
        if (resent < MAX_RESENT) words[entry + CHANGES]++;
        words[entry + RESENT_NANOS] = nowNanos;
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

    /** Restores the changes with which a packet that is held was written. */
    void restore(int sequenceNumber, RtpRewrite rewrite) {
        int entry = (sequenceNumber & MASK) * WORDS;
        rewrite.sequenceNumber = sequenceNumber;
        rewrite.timestamp = (int) (words[entry + NUMBERS] >>> 32);
        unpack(words[entry + CHANGES], rewrite);
    }

    /** The payload's length of a packet that is held. */
    int payloadLength(int sequenceNumber) {
        return (int) words[(sequenceNumber & MASK) * WORDS + NUMBERS] & 0xFFFF;
    }

    /** How long ago a packet that is held was sent first. */
    long ageNanos(int sequenceNumber, long nowNanos) {
        return nowNanos - words[(sequenceNumber & MASK) * WORDS + SENT_NANOS];
    }

    /** Releases everything. */
    void clear() {
        for (int at = 0; at < packets.length; at++) {
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
