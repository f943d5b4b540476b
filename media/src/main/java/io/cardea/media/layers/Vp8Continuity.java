package io.cardea.media.layers;

import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.Vp8Descriptor;

/**
 * Keeps VP8 picture ids and TL0PICIDX continuous when the source changes (RFC 7741, 4.2): the next
 * picture gets the next number, whatever the new source had counted to.
 *
 * <p>Belongs to a loop; one per outgoing stream.
 */
public final class Vp8Continuity {
    private final Vp8Descriptor descriptor = new Vp8Descriptor();
    private boolean started;
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
        if (!started || lent.ssrc != ssrc) switchSource(lent.ssrc);
        if (descriptor.pictureId >= 0) {
            int mask = descriptor.pictureIdBits == 15 ? 0x7FFF : 0x7F;
            int steps = (descriptor.pictureId - basePictureId) & mask;
            out.pictureId = (basePictureIdOut + 1 + steps) & mask;
            boolean newer = ((out.pictureId - lastPictureIdOut) & mask) <= mask / 2;
            if (newer) lastPictureIdOut = out.pictureId;
        }
        if (descriptor.tl0PicIdx >= 0) {
            out.tl0PicIdx = (descriptor.tl0PicIdx - baseTl0 + baseTl0Out + 1) & 0xFF;
            if ((byte) (out.tl0PicIdx - lastTl0Out) > 0) lastTl0Out = out.tl0PicIdx;
        }
    }

    private void switchSource(int newSsrc) {
        started = true;
        ssrc = newSsrc;
        basePictureId = descriptor.pictureId;
        basePictureIdOut = lastPictureIdOut;
        baseTl0 = descriptor.tl0PicIdx;
        baseTl0Out = lastTl0Out;
    }
}
