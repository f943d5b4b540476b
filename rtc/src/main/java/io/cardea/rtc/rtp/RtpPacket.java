package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A reusable view of one received RTP packet: header fields and the values of its header
 * extensions.
 *
 * <p>Belongs to one loop, which owns a few of these and fills them again for each packet. A sink is
 * lent one for the length of a call. To keep the media, retain {@link #packet()} and copy the
 * fields needed; the view itself is never kept.
 */
public final class RtpPacket {
    /** The value of an extension that was not in the packet. */
    public static final int ABSENT = -1;

    private @Nullable Packet packet;

    // Where it came from, filled by the receiver.
    /** Position of the m-line it belongs to. */
    public int mediaIndex;

    /** Simulcast layer, 0 is the lowest; 0 without simulcast. */
    public int layer;

    /** When it arrived, in the loop's nanoseconds. */
    public long arrivalNanos;

    /** Whether it arrived as a retransmission. */
    public boolean retransmitted;

    // The fixed header (RFC 3550, 5.1).
    public int ssrc;
    public int payloadType;
    public int sequenceNumber;
    public int timestamp;
    public boolean marker;

    /** Index of the first byte after header, CSRCs and extensions. */
    public int payloadOffset;

    /** Payload bytes, padding excluded. */
    public int payloadLength;

    // Header extensions (RFC 8285); ABSENT where the packet had none.
    /** -dBov, 0 (loudest) to 127 (RFC 6464). */
    public int audioLevel;

    public boolean voiceActivity;

    /** The byte of the video-orientation extension: camera, flip, rotation. */
    public int videoOrientation;

    /** In units of 10 ms. */
    public int playoutDelayMin;

    public int playoutDelayMax;
    public int transportSequenceNumber;

    /** 24 bits, 6.18 fixed point seconds; ABSENT without. */
    public int absSendTime;

    /** Index and length of the dependency descriptor's bytes in the packet; length 0 without. */
    public int dependencyDescriptorOffset;

    public int dependencyDescriptorLength;

    /** Whether {@link #absCaptureTime} is valid. */
    public boolean hasAbsCaptureTime;

    public long absCaptureTime;

    /** Index and length of the mid, rid and repaired-rid texts in the packet; length 0 without. */
    public int midOffset;

    public int midLength;
    public int ridOffset;
    public int ridLength;
    public int repairedRidOffset;
    public int repairedRidLength;

    /** Index and length of video-layers-allocation; length 0 without. */
    public int layersAllocationOffset;

    public int layersAllocationLength;

    /**
     * Whether the packet's bytes from {@code offset} are exactly {@code text}: compares a mid or
     * rid without making a string. False for an empty range.
     */
    public boolean textEquals(int offset, int length, byte[] text) {
        return length > 0
                && Arrays.equals(packet().array(), offset, offset + length, text, 0, text.length);
    }

    /** The bytes; owned by whoever lends this view. */
    public Packet packet() {
        assert packet != null : "empty view";
        return packet;
    }

    /** Points the view at another packet; the fields are filled by {@code RtpParser}. */
    public void packet(@Nullable Packet newPacket) {
        packet = newPacket;
    }
}
