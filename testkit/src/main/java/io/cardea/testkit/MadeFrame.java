package io.cardea.testkit;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;

/**
 * What a packet of made-up video says about itself, behind the codec's headers: enough to tell on
 * the other side what could be decoded.
 *
 * @param layer simulcast or spatial layer
 * @param temporal temporal layer
 * @param picture counts the source's pictures; all layers of a moment have the same
 * @param packet position within the frame
 * @param packets of the frame
 * @param needs the picture that this one is predicted from, in the same layer; -1 for none
 * @param needsBelow whether the same picture's lower layer is needed too
 */
public record MadeFrame(
        int layer,
        int temporal,
        int picture,
        int packet,
        int packets,
        int needs,
        boolean needsBelow) {
    /** Bytes from the beginning of the payload, longer than any codec's headers here. */
    static final int OFFSET = 24;

    static final int END = OFFSET + 14;

    void append(Packet to) {
        to.append8(layer);
        to.append8(temporal);
        to.append32(picture);
        to.append8(packet);
        to.append8(packets);
        to.append32(needs);
        to.append8(needsBelow ? 1 : 0);
        to.append8(0x55);
    }

    static MadeFrame read(RtpPacket lent) {
        Packet from = lent.packet();
        int at = lent.payloadOffset + OFFSET;
        if (from.u8(at + 13) != 0x55) throw new AssertionError("not made here");
        return new MadeFrame(
                from.u8(at),
                from.u8(at + 1),
                from.i32(at + 2),
                from.u8(at + 6),
                from.u8(at + 7),
                from.i32(at + 8),
                from.u8(at + 12) != 0);
    }
}
