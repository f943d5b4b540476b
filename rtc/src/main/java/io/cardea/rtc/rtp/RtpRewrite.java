package io.cardea.rtc.rtp;

/**
 * What a sink wants changed on the way out: the result of layer selection and switching.
 *
 * <p>Mutable and reused, one per sink; filled before each {@code OutboundStream.send}.
 */
public final class RtpRewrite {
    public int sequenceNumber;
    public int timestamp;
    public boolean marker;
    public int payloadType;

    /** VP8 picture id to write into the descriptor, or -1 to leave it. */
    public int pictureId = -1;

    /** VP8 TL0PICIDX to write into the descriptor, or -1 to leave it. */
    public int tl0PicIdx = -1;

    /** Playout delay to signal in units of 10 ms; -1 for what the packet itself carried. */
    public int playoutDelayMin = -1;

    public int playoutDelayMax = -1;

    /** Takes over all values. */
    public void set(RtpRewrite from) {
        sequenceNumber = from.sequenceNumber;
        timestamp = from.timestamp;
        marker = from.marker;
        payloadType = from.payloadType;
        pictureId = from.pictureId;
        tl0PicIdx = from.tl0PicIdx;
        playoutDelayMin = from.playoutDelayMin;
        playoutDelayMax = from.playoutDelayMax;
    }
}
