package io.cardea.media.layers;

import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.Vp8Descriptor;

/**
 * Keeps VP8 picture ids and TL0PICIDX continuous when the source changes (RFC 7741, 4.2): the next
 * picture gets the next number, whatever the new source had counted to, and pictures left out on
 * purpose count for nothing. A receiver that sees a gap waits for a picture that never comes.
 *
 * <p>Belongs to a loop; one per outgoing stream.
 */
public final class Vp8Continuity {
    /** Left-out pictures remembered, for late packets from before them. */
    static final int REMEMBERED = 32;

    private final int[] skipped = new int[REMEMBERED];
    private int skippedCount;
    private int highestPictureId;

    private final Vp8Descriptor descriptor = new Vp8Descriptor();
    private boolean started;
    private boolean restarting;
    private int ssrc;
    private int basePictureId;
    private int basePictureIdOut;
    private int lastPictureIdOut;
    private int baseTl0;
    private int baseTl0Out;
    private int lastTl0Out;

    /** Fills picture id and TL0PICIDX of the packet on its way out, where it has them. */
    public void rewrite(RtpPacket lent, RtpRewrite out) {
        if (!descriptor.parse(lent.packet(), lent.payloadOffset, lent.payloadLength)) return;
        if (!started || restarting || lent.ssrc != ssrc) switchSource(lent.ssrc);
        if (descriptor.pictureId >= 0) {
            int mask = descriptor.pictureIdBits == 15 ? 0x7FFF : 0x7F;
            int id = descriptor.pictureId;
            boolean late = id != highestPictureId && !isNewer(id, highestPictureId, mask);
            if (!late) highestPictureId = id;
            int steps = id - basePictureId + (late ? skippedAfter(id, mask) : 0) & mask;
            out.pictureId = (basePictureIdOut + 1 + steps) & mask;
            if (isNewer(out.pictureId, lastPictureIdOut, mask)) lastPictureIdOut = out.pictureId;
        }
        if (descriptor.tl0PicIdx >= 0) {
            out.tl0PicIdx = (descriptor.tl0PicIdx - baseTl0 + baseTl0Out + 1) & 0xFF;
            if ((byte) (out.tl0PicIdx - lastTl0Out) > 0) lastTl0Out = out.tl0PicIdx;
        }
    }

    /** Whatever comes next begins with a keyframe and follows directly on what was sent last. */
    public void restart() {
        restarting = true;
    }

    /** A packet of a picture that is left out. */
    public void skip(RtpPacket lent) {
        if (!started || lent.ssrc != ssrc) return;
        if (!descriptor.parse(lent.packet(), lent.payloadOffset, lent.payloadLength)) return;
        int mask = descriptor.pictureIdBits == 15 ? 0x7FFF : 0x7F;
        int id = descriptor.pictureId;
        if (id < 0 || !isNewer(id, highestPictureId, mask)) return;
        highestPictureId = id;
        basePictureId++;
        skipped[skippedCount++ % REMEMBERED] = id;
    }

    private int skippedAfter(int id, int mask) {
        int count = 0;
        for (int i = 0; i < Math.min(skippedCount, REMEMBERED); i++) {
            if (isNewer(skipped[i], id, mask)) count++;
        }
        return count;
    }

    private static boolean isNewer(int id, int than, int mask) {
        int steps = id - than & mask;
        return steps != 0 && steps <= mask / 2;
    }

    private void switchSource(int newSsrc) {
        started = true;
        restarting = false;
        ssrc = newSsrc;
        basePictureId = descriptor.pictureId;
        highestPictureId = descriptor.pictureId;
        skippedCount = 0;
        basePictureIdOut = lastPictureIdOut;
        baseTl0 = descriptor.tl0PicIdx;
        baseTl0Out = lastTl0Out;
    }
}
