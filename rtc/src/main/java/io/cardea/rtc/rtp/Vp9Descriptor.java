package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * The VP9 payload descriptor of one packet.
 *
 * <p>A reusable view: {@link #parse} fills the fields; those of the scalability structure keep the
 * last structure seen. See RFC 9628, 4.2.
 */
public final class Vp9Descriptor {
    /** The value of a field the descriptor does not have. */
    public static final int ABSENT = -1;

    /** Spatial layers a structure can describe. */
    public static final int MAX_SPATIAL_LAYERS = 8;

    private static final int MAX_REFERENCES = 3; // RFC 9628, 4.2: P_DIFF up to three times

    /** 7 or 15 bits, or {@link #ABSENT}. */
    public int pictureId;

    /** P: predicted from an earlier picture; false on keyframes. */
    public boolean interPicturePredicted;

    /** F: flexible mode, references are listed. */
    public boolean flexible;

    /** B: first packet of a layer frame. */
    public boolean start;

    /** E: last packet of a layer frame. */
    public boolean end;

    /** Z: no higher spatial layer of this picture refers to this frame. */
    public boolean notReferencedByHigherLayers;

    public int temporalId;

    /** U: a switching up point; layers above may be added after this picture. */
    public boolean switchingUpPoint;

    public int spatialId;

    /** D: predicted from the lower spatial layer of the same picture. */
    public boolean interLayerPredicted;

    /** Non-flexible mode only, otherwise {@link #ABSENT}. */
    public int tl0PicIdx;

    /** V: this packet has a scalability structure. */
    public boolean hasStructure;

    /** Y: this packet's structure has resolutions. */
    public boolean hasResolutions;

    /** Of the last structure; 0 before. */
    public int spatialLayers;

    /** Of the last structure with a picture group: highest temporal id plus one; 0 before. */
    public int temporalLayers;

    /** By spatial id, of the last structure with resolutions. */
    public final int[] widths = new int[MAX_SPATIAL_LAYERS];

    public final int[] heights = new int[MAX_SPATIAL_LAYERS];

    /** Bytes of the descriptor. */
    public int length;

    private int at;
    private int limit;

    /**
     * Reads a payload.
     *
     * @return false when it is too short for its descriptor, or the descriptor is malformed
     */
    public boolean parse(Packet lent, int offset, int payloadLength) {
        at = offset;
        limit = offset + payloadLength;
        clear();
        if (at >= limit) return false;
        int first = lent.u8(at++);
        interPicturePredicted = (first & 0x40) != 0;
        flexible = (first & 0x10) != 0;
        start = (first & 0x08) != 0;
        end = (first & 0x04) != 0;
        hasStructure = (first & 0x02) != 0;
        notReferencedByHigherLayers = (first & 0x01) != 0;
        if ((first & 0x80) != 0 && !pictureId(lent)) return false;
        if ((first & 0x20) != 0 && !layers(lent)) return false;
        if (flexible && interPicturePredicted && !references(lent)) return false;
        if (hasStructure && !structure(lent)) return false;
        length = at - offset;
        return true;
    }

    /** Whether this is the first packet of a picture that depends on no other (P = 0). */
    public boolean isKeyframe() {
        return !interPicturePredicted && start && spatialId <= 0 && !interLayerPredicted;
    }

    /** Index of a payload's scalability structure, or -1 when it has none or is too short. */
    static int structureOffset(Packet lent, int offset, int payloadLength) {
        int end = offset + payloadLength;
        int at = offset + 1;
        if (at >= end || (lent.u8(offset) & 0x02) == 0) return -1;
        int first = lent.u8(offset);
        if ((first & 0x80) != 0) at += (lent.u8(at) & 0x80) != 0 ? 2 : 1;
        if ((first & 0x20) != 0) at += (first & 0x10) != 0 ? 1 : 2;
        if ((first & 0x50) == 0x50) {
            while (at < end && (lent.u8(at) & 0x01) != 0) {
                at++;
            }
            at++;
        }
        return at < end ? at : -1;
    }

    private void clear() {
        pictureId = ABSENT;
        temporalId = ABSENT;
        switchingUpPoint = false;
        spatialId = ABSENT;
        interLayerPredicted = false;
        tl0PicIdx = ABSENT;
        hasResolutions = false;
        length = 0;
    }

    private boolean pictureId(Packet lent) {
        if (at >= limit) return false;
        boolean wide = (lent.u8(at) & 0x80) != 0;
        if (wide && at + 2 > limit) return false;
        pictureId = wide ? lent.u16(at) & 0x7FFF : lent.u8(at);
        at += wide ? 2 : 1;
        return true;
    }

    private boolean layers(Packet lent) {
        if (at >= limit) return false;
        int layers = lent.u8(at++);
        temporalId = layers >> 5;
        switchingUpPoint = (layers & 0x10) != 0;
        spatialId = (layers >> 1) & 0x07;
        interLayerPredicted = (layers & 0x01) != 0;
        if (flexible) return true;
        if (at >= limit) return false;
        tl0PicIdx = lent.u8(at++);
        return true;
    }

    private boolean references(Packet lent) {
        for (int i = 0; i < MAX_REFERENCES; i++) {
            if (at >= limit) return false;
            if ((lent.u8(at++) & 0x01) == 0) return true;
        }
        return false;
    }

    private boolean structure(Packet lent) {
        if (at >= limit) return false;
        int first = lent.u8(at++);
        int layers = (first >> 5) + 1;
        boolean resolutions = (first & 0x10) != 0;
        boolean group = (first & 0x08) != 0;
        if (resolutions) {
            if (at + 4 * layers > limit) return false;
            for (int i = 0; i < layers; i++) {
                widths[i] = lent.u16(at);
                heights[i] = lent.u16(at + 2);
                at += 4;
            }
        }
        spatialLayers = layers;
        hasResolutions = resolutions;
        return !group || pictureGroup(lent);
    }

    private boolean pictureGroup(Packet lent) {
        if (at >= limit) return false;
        int pictures = lent.u8(at++);
        int highest = 0;
        for (int i = 0; i < pictures; i++) {
            if (at >= limit) return false;
            int picture = lent.u8(at++);
            highest = Math.max(highest, picture >> 5);
            at += (picture >> 2) & 0x03;
        }
        if (at > limit) return false;
        if (pictures > 0) temporalLayers = highest + 1;
        return true;
    }
}
