package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * What can be told of an H.264 payload from its NAL unit headers: single NAL units, STAP-A and
 * FU-A.
 *
 * <p>Stateless static readers. See RFC 6184, 5.2 to 5.8.
 */
public final class H264 {
    public static final int IDR = 5;
    public static final int SPS = 7;
    public static final int PPS = 8;
    public static final int STAP_A = 24;
    public static final int FU_A = 28;
    public static final int FU_B = 29;

    private H264() {}

    /** Type of the payload's first byte: 1 to 23 a NAL unit, 24 to 29 a packetization structure. */
    public static int type(Packet lent, int offset) {
        return lent.u8(offset) & 0x1F;
    }

    /** Whether a sequence parameter set begins here: what a decoder needs to start. */
    public static boolean hasSps(Packet lent, int offset, int length) {
        return begins(SPS, lent, offset, length);
    }

    /** Whether a slice of an IDR picture begins here. */
    public static boolean hasIdr(Packet lent, int offset, int length) {
        return begins(IDR, lent, offset, length);
    }

    /** Whether a NAL unit of a type begins here: alone, in a STAP-A, or in a first fragment. */
    public static boolean begins(int nalType, Packet lent, int offset, int length) {
        if (length < 1) return false;
        int type = type(lent, offset);
        if (type == STAP_A) return aggregates(nalType, lent, offset + 1, offset + length);
        if (type == FU_A || type == FU_B) {
            if (length < 2) return false;
            int fragment = lent.u8(offset + 1);
            return (fragment & 0x80) != 0 && (fragment & 0x1F) == nalType;
        }
        return type == nalType;
    }

    private static boolean aggregates(int nalType, Packet lent, int from, int end) {
        int at = from;
        while (at + 2 < end) {
            int size = lent.u16(at);
            at += 2;
            if (size == 0 || at + size > end) return false;
            if (type(lent, at) == nalType) return true;
            at += size;
        }
        return false;
    }
}
