package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * Tells from one packet's payload whether a keyframe begins there, so that a receiver can be
 * switched to it.
 *
 * <p>Stateless; never allocates. The tests are those the Janus API's users know, with VP9's P bit
 * beside the scalability structure.
 */
public final class Keyframes {
    private static final int MIN_LENGTH = 16; // compat: shorter VP8 and VP9 payloads never count

    private Keyframes() {}

    /** Whether a keyframe begins in a payload of that codec; false for codecs without keyframes. */
    public static boolean isKeyframe(CodecId codec, Packet lent, int offset, int length) {
        return switch (codec) {
            case VP8 -> isVp8(lent, offset, length);
            case VP9 -> isVp9(lent, offset, length);
            case H264 -> H264.hasSps(lent, offset, length);
            case H265 -> H265.isKeyframe(lent, offset, length);
            case AV1 -> isAv1(lent, offset, length);
            case OPUS,
                    MULTIOPUS,
                    PCMU,
                    PCMA,
                    G722,
                    L16,
                    L16_48,
                    ISAC16,
                    ISAC32,
                    RED,
                    TELEPHONE_EVENT,
                    OTHER ->
                    false;
        };
    }

    /** RFC 7741, 4.2 and 4.3: S bit, P bit of the frame tag zero, start code. */
    private static boolean isVp8(Packet lent, int offset, int length) {
        if (length < MIN_LENGTH || (lent.u8(offset) & 0x10) == 0) return false;
        int frame = offset + Vp8Descriptor.length(lent, offset, length);
        return frame > offset
                && frame + 6 <= offset + length
                && (lent.u8(frame) & 1) == 0
                && lent.u24(frame + 3) == 0x9D012A;
    }

    /** RFC 9628, 4.2: begins a picture predicted from no other, or tells resolutions. */
    private static boolean isVp9(Packet lent, int offset, int length) {
        if (length < MIN_LENGTH) return false;
        int first = lent.u8(offset);
        int layers = offset + 1;
        if ((first & 0x80) != 0) layers += (lent.u8(layers) & 0x80) != 0 ? 2 : 1;
        boolean hasLayers = (first & 0x20) != 0;
        boolean lowest = !hasLayers || (lent.u8(layers) & 0x0F) == 0; // SID and D
        if ((first & 0x48) == 0x08 && lowest) return true; // P = 0, B = 1
        if ((first & 0x02) == 0) return false;
        return hasSize(lent, offset, length);
    }

    private static boolean hasSize(Packet lent, int offset, int length) {
        int structure = Vp9Descriptor.structureOffset(lent, offset, length);
        if (structure < 0 || (lent.u8(structure) & 0x10) == 0) return false;
        int sizes = 4 * ((lent.u8(structure) >> 5) + 1);
        if (structure + 1 + sizes > offset + length) return false;
        for (int i = 0; i < sizes; i++) {
            if (lent.u8(structure + 1 + i) != 0) return true;
        }
        return false;
    }

    /** AV1 RTP, 4.4: not a continuation (Z = 0) and the start of a coded video sequence (N = 1). */
    private static boolean isAv1(Packet lent, int offset, int length) {
        return length > 0 && (lent.u8(offset) & 0x88) == 0x08;
    }
}
