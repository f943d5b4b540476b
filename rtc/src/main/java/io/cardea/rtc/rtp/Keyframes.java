package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * Tells from one packet's payload whether a keyframe begins there, so that a receiver can be
 * switched to it.
 *
 * <p>Belongs to one loop (it reuses a VP9 view); never allocates after creation. The tests are those
 * of the Janus API's reference behaviour, with VP9's P bit beside the scalability structure.
 */
public final class Keyframes {
    private static final int MIN_LENGTH = 16; // compat: shorter VP8 and VP9 payloads never count

    private final Vp9Descriptor vp9 = new Vp9Descriptor();

    /** Whether a keyframe begins in a payload of that codec; false for codecs without keyframes. */
    public boolean isKeyframe(CodecId codec, Packet lent, int offset, int length) {
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

    private boolean isVp9(Packet lent, int offset, int length) {
        if (length < MIN_LENGTH || !vp9.parse(lent, offset, length)) return false;
        return vp9.isKeyframe() || (vp9.hasResolutions && hasSize());
    }

    private boolean hasSize() {
        for (int i = 0; i < vp9.spatialLayers; i++) {
            if (vp9.widths[i] != 0 || vp9.heights[i] != 0) return true;
        }
        return false;
    }

    /** AV1 RTP, 4.4: not a continuation (Z = 0) and the start of a coded video sequence (N = 1). */
    private static boolean isAv1(Packet lent, int offset, int length) {
        return length > 0 && (lent.u8(offset) & 0x88) == 0x08;
    }
}
