package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * The VP8 payload descriptor of one packet, and the frame header behind it on keyframes.
 *
 * <p>A reusable view: {@link #parse} fills the fields. See RFC 7741, 4.2 and 4.3.
 */
public final class Vp8Descriptor {
    /** The value of a field the descriptor does not have. */
    public static final int ABSENT = -1;

    private static final int KEYFRAME_HEADER_LENGTH = 10;

    /** N: no other frame refers to this one. */
    public boolean nonReference;

    /** S: first packet of a partition. */
    public boolean start;

    public int partitionId;

    /** 7 or 15 bits, or {@link #ABSENT}. */
    public int pictureId;

    /** 0, 7 or 15. */
    public int pictureIdBits;

    public int tl0PicIdx;
    public int temporalId;

    /** Y: this frame depends on the base layer only. */
    public boolean layerSync;

    public int keyIndex;

    /** Bytes of the descriptor. */
    public int length;

    /** Whether this is the first packet of a keyframe. */
    public boolean keyframe;

    /** Of a keyframe; 0 otherwise. */
    public int width;

    public int height;

    /**
     * Reads a payload.
     *
     * @return false when it is too short for its descriptor
     */
    public boolean parse(Packet lent, int offset, int payloadLength) {
        clear();
        int end = offset + payloadLength;
        int at = offset;
        if (at >= end) return false;
        int first = lent.u8(at++);
        nonReference = (first & 0x20) != 0;
        start = (first & 0x10) != 0;
        partitionId = first & 0x07;
        if ((first & 0x80) != 0) {
            if (at >= end) return false;
            int extension = lent.u8(at++);
            if ((extension & 0x80) != 0) {
                if (at >= end) return false;
                boolean wide = (lent.u8(at) & 0x80) != 0;
                if (wide && at + 2 > end) return false;
                pictureIdBits = wide ? 15 : 7;
                pictureId = wide ? lent.u16(at) & 0x7FFF : lent.u8(at);
                at += wide ? 2 : 1;
            }
            if ((extension & 0x40) != 0) {
                if (at >= end) return false;
                tl0PicIdx = lent.u8(at++);
            }
            if ((extension & 0x30) != 0) {
                if (at >= end) return false;
                int layers = lent.u8(at++);
                if ((extension & 0x20) != 0) {
                    temporalId = layers >> 6;
                    layerSync = (layers & 0x20) != 0;
                }
                if ((extension & 0x10) != 0) keyIndex = layers & 0x1F;
            }
        }
        length = at - offset;
        frameHeader(lent, at, end);
        return true;
    }

    private void clear() {
        nonReference = false;
        start = false;
        partitionId = 0;
        pictureId = ABSENT;
        pictureIdBits = 0;
        tl0PicIdx = ABSENT;
        temporalId = ABSENT;
        layerSync = false;
        keyIndex = ABSENT;
        length = 0;
        keyframe = false;
        width = 0;
        height = 0;
    }

    private void frameHeader(Packet lent, int at, int end) {
        if (!start || at + KEYFRAME_HEADER_LENGTH > end) return;
        keyframe = (lent.u8(at) & 1) == 0 && lent.u24(at + 3) == 0x9D012A;
        if (!keyframe) return;
        width = (lent.u8(at + 7) << 8 | lent.u8(at + 6)) & 0x3FFF;
        height = (lent.u8(at + 9) << 8 | lent.u8(at + 8)) & 0x3FFF;
    }

    /** Bytes of the descriptor of a payload, or 0 when the payload ends within it. */
    static int length(Packet lent, int offset, int payloadLength) {
        int end = offset + payloadLength;
        if (offset >= end) return 0;
        int at = offset + 1;
        if ((lent.u8(offset) & 0x80) != 0) {
            if (at >= end) return 0;
            int extension = lent.u8(at++);
            if ((extension & 0x80) != 0) {
                if (at >= end) return 0;
                at += (lent.u8(at) & 0x80) != 0 ? 2 : 1;
            }
            if ((extension & 0x40) != 0) at++;
            if ((extension & 0x30) != 0) at++;
        }
        return at <= end ? at - offset : 0;
    }

    /**
     * Writes a picture id and TL0PICIDX over those in a descriptor; -1 leaves one alone, and so
     * does a descriptor without the field. The picture id keeps its width of 7 or 15 bits.
     */
    public static void rewrite(
            Packet exclusive, int offset, int payloadLength, int newPictureId, int newTl0PicIdx) {
        int end = offset + payloadLength;
        if (offset + 2 > end || (exclusive.u8(offset) & 0x80) == 0) return;
        int extension = exclusive.u8(offset + 1);
        int at = offset + 2;
        if ((extension & 0x80) != 0) {
            if (at >= end) return;
            boolean wide = (exclusive.u8(at) & 0x80) != 0;
            if (wide && at + 2 > end) return;
            if (newPictureId >= 0 && wide) exclusive.put16(at, 0x8000 | newPictureId & 0x7FFF);
            if (newPictureId >= 0 && !wide) exclusive.put8(at, newPictureId & 0x7F);
            at += wide ? 2 : 1;
        }
        if ((extension & 0x40) != 0 && at < end && newTl0PicIdx >= 0) {
            exclusive.put8(at, newTl0PicIdx);
        }
    }
}
