package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * What can be told of an H.265 payload from its NAL unit headers: single NAL units, aggregation
 * packets and fragmentation units, without DONL fields (WebRTC never negotiates them).
 *
 * <p>Stateless static readers. See RFC 7798, 4.4.
 */
public final class H265 {
    public static final int AGGREGATION = 48;
    public static final int FRAGMENTATION = 49;

    private static final int HEADER_LENGTH = 2;

    private H265() {}

    /** The NAL unit type in the payload header. */
    public static int type(Packet lent, int offset) {
        return (lent.u8(offset) >> 1) & 0x3F;
    }

    /** Whether a random access picture (types 16 to 21) or a parameter set (32 to 34) begins. */
    public static boolean isKeyframe(Packet lent, int offset, int length) {
        if (length < HEADER_LENGTH) return false;
        int type = type(lent, offset);
        if (type == AGGREGATION) {
            return aggregatesKey(lent, offset + HEADER_LENGTH, offset + length);
        }
        if (type == FRAGMENTATION) {
            if (length < HEADER_LENGTH + 1) return false;
            int fragment = lent.u8(offset + HEADER_LENGTH);
            return (fragment & 0x80) != 0 && isKeyType(fragment & 0x3F);
        }
        return isKeyType(type);
    }

    private static boolean aggregatesKey(Packet lent, int from, int end) {
        int at = from;
        while (at + 2 < end) {
            int size = lent.u16(at);
            at += 2;
            if (size < HEADER_LENGTH || at + size > end) return false;
            if (isKeyType(type(lent, at))) return true;
            at += size;
        }
        return false;
    }

    private static boolean isKeyType(int type) {
        return (type >= 16 && type <= 21) || (type >= 32 && type <= 34);
    }
}
