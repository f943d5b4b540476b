package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * The fixed RTP header where it lies, and the test that tells RTP from RTCP.
 *
 * <p>Static readers and writers over a packet of at least {@value #LENGTH} bytes; any loop. See RFC
 * 3550, 5.1 and 5.3.1; RFC 5761, 4.
 */
public final class RtpHeader {
    /** Bytes of the fixed header, without CSRCs and extension. */
    public static final int LENGTH = 12;

    /** Profile of a block of one-byte extension elements (RFC 8285, 4.2). */
    public static final int ONE_BYTE_PROFILE = 0xBEDE;

    /** Profile of a block of two-byte extension elements, the low four bits free (4.3). */
    public static final int TWO_BYTE_PROFILE = 0x1000;

    private static final int EXTENSION_HEADER_LENGTH = 4;
    private static final int MIN_RTCP_LENGTH = 8;

    private RtpHeader() {}

    /** Whether a datagram is an RTP or RTCP packet (or their SRTP forms): version 2. */
    public static boolean isRtpOrRtcp(Packet lent) {
        return lent.length() >= MIN_RTCP_LENGTH && lent.u8(0) >> 6 == 2;
    }

    /** Whether it is RTCP: version 2 and a 7-bit payload type of 64 to 95 (RFC 5761, 4). */
    public static boolean isRtcp(Packet lent) {
        return isRtpOrRtcp(lent) && hasRtcpType(lent);
    }

    /** Whether it is RTP: version 2, a whole fixed header, and not RTCP. */
    public static boolean isRtp(Packet lent) {
        return isRtpOrRtcp(lent) && lent.length() >= LENGTH && !hasRtcpType(lent);
    }

    private static boolean hasRtcpType(Packet lent) {
        int type = lent.u8(1) & 0x7F;
        return type >= 64 && type <= 95;
    }

    public static boolean hasPadding(Packet lent) {
        return (lent.u8(0) & 0x20) != 0;
    }

    public static boolean hasExtension(Packet lent) {
        return (lent.u8(0) & 0x10) != 0;
    }

    public static int csrcCount(Packet lent) {
        return lent.u8(0) & 0x0F;
    }

    public static boolean marker(Packet lent) {
        return (lent.u8(1) & 0x80) != 0;
    }

    public static int payloadType(Packet lent) {
        return lent.u8(1) & 0x7F;
    }

    public static int sequenceNumber(Packet lent) {
        return lent.u16(2);
    }

    public static int timestamp(Packet lent) {
        return lent.i32(4);
    }

    public static int ssrc(Packet lent) {
        return lent.i32(8);
    }

    public static void marker(Packet exclusive, boolean value) {
        exclusive.put8(1, (value ? 0x80 : 0) | payloadType(exclusive));
    }

    public static void payloadType(Packet exclusive, int value) {
        exclusive.put8(1, (exclusive.u8(1) & 0x80) | (value & 0x7F));
    }

    public static void sequenceNumber(Packet exclusive, int value) {
        exclusive.put16(2, value);
    }

    public static void timestamp(Packet exclusive, int value) {
        exclusive.put32(4, value);
    }

    public static void ssrc(Packet exclusive, int value) {
        exclusive.put32(8, value);
    }

    /** Index of the extension block's profile word; only meaningful with an extension. */
    static int extensionOffset(Packet lent) {
        return LENGTH + 4 * csrcCount(lent);
    }

    /**
     * Bytes of the whole header: fixed part, CSRCs and extension block. -1 when the packet is not
     * version 2 or ends before its header does.
     */
    public static int headerLength(Packet lent) {
        if (lent.length() < LENGTH || lent.u8(0) >> 6 != 2) return -1;
        int end = extensionOffset(lent);
        if (hasExtension(lent)) {
            if (end + EXTENSION_HEADER_LENGTH > lent.length()) return -1;
            end += EXTENSION_HEADER_LENGTH + 4 * lent.u16(end + 2);
        }
        return end <= lent.length() ? end : -1;
    }
}
