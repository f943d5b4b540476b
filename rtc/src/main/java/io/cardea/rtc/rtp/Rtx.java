package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * The retransmission payload format: a packet sent again under its own SSRC, payload type and
 * sequence numbers, with the original sequence number in front of the payload.
 *
 * <p>Stateless; works in place. See RFC 4588, 4.
 */
public final class Rtx {
    /** Bytes that wrapping adds: the original sequence number. */
    public static final int OVERHEAD = 2;

    /** What {@link #unwrap} answers for a packet that carries no original. */
    public static final int NONE = -1;

    private Rtx() {}

    /**
     * Turns a media packet into its retransmission.
     *
     * @return false, and nothing changed, when there is no room or it is not an RTP packet
     */
    public static boolean wrap(Packet exclusive, int payloadType, int ssrc, int sequenceNumber) {
        int payload = RtpHeader.headerLength(exclusive);
        int length = exclusive.length();
        if (payload < 0 || length + OVERHEAD > Packet.CAPACITY) return false;
        byte[] bytes = exclusive.array();
        System.arraycopy(bytes, payload, bytes, payload + OVERHEAD, length - payload);
        exclusive.length(length + OVERHEAD);
        exclusive.put16(payload, RtpHeader.sequenceNumber(exclusive));
        RtpHeader.payloadType(exclusive, payloadType);
        RtpHeader.ssrc(exclusive, ssrc);
        RtpHeader.sequenceNumber(exclusive, sequenceNumber);
        return true;
    }

    /**
     * Turns a retransmission back into the packet it repeats, and its repaired-rid extension into
     * rid.
     *
     * @return the original sequence number, or {@link #NONE} (nothing changed) when the packet has
     *     no original: malformed, or padding sent to probe
     */
    public static int unwrap(Packet exclusive, int payloadType, int ssrc, ExtensionIds ids) {
        int payload = RtpHeader.headerLength(exclusive);
        if (payload < 0) return NONE;
        int length = exclusive.length();
        int padding = RtpHeader.hasPadding(exclusive) ? exclusive.u8(length - 1) : 0;
        if (payload + OVERHEAD + padding > length) return NONE;
        int original = exclusive.u16(payload);
        byte[] bytes = exclusive.array();
        int rest = payload + OVERHEAD;
        System.arraycopy(bytes, rest, bytes, payload, length - rest);
        exclusive.length(length - OVERHEAD);
        RtpHeader.payloadType(exclusive, payloadType);
        RtpHeader.ssrc(exclusive, ssrc);
        RtpHeader.sequenceNumber(exclusive, original);
        renameRepairedRid(exclusive, ids);
        return original;
    }

    private static void renameRepairedRid(Packet exclusive, ExtensionIds ids) {
        int rid = ids.id(RtpExtension.RID);
        int found = RtpParser.find(exclusive, ids.id(RtpExtension.REPAIRED_RID));
        if (rid == 0 || found < 0) return;
        int value = found >> 8;
        int block = RtpHeader.extensionOffset(exclusive);
        if (exclusive.u16(block) != RtpHeader.ONE_BYTE_PROFILE) {
            exclusive.put8(value - 2, rid);
        } else if (rid < 15) {
            exclusive.put8(value - 1, rid << 4 | ((found & 0xFF) - 1));
        }
    }
}
