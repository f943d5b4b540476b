package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * Builds the packet one receiver gets from the packet everybody shares: a header of our own, the
 * extension block agreed with this receiver, and a copy of the payload.
 *
 * <p>Stateless; never allocates. Nothing of the original's extension block survives except values
 * carried over one by one, written in this order where negotiated: abs-send-time (video only),
 * transport-wide sequence number, audio level, video orientation, playout delay, mid, dependency
 * descriptor, abs-capture-time. The whole block takes the two-byte form when some value is longer
 * than 16 bytes or some id is above 14 (RFC 8285, 4.1.2). CSRCs stay, padding goes.
 */
public final class RtpWriter {
    /** Bytes a packet leaves free for the SRTP tag, an MKI, and the two bytes of RTX. */
    public static final int HEADROOM = 64;

    /** The longest packet written. */
    public static final int MAX_LENGTH = Packet.CAPACITY - HEADROOM;

    private static final int ONE_BYTE_MAX_LENGTH = 16;
    private static final int ONE_BYTE_MAX_ID = 14;
    private static final int TWO_BYTE_MAX_LENGTH = 255;

    private static final int MAX_PADDING = 255;

    private static final RtpPacket NOTHING = nothing();
    private static final RtpRewrite NO_CHANGE = new RtpRewrite();

    private RtpWriter() {}

    private static RtpPacket nothing() {
        var view = new RtpPacket();
        view.audioLevel = RtpPacket.ABSENT;
        view.videoOrientation = RtpPacket.ABSENT;
        view.playoutDelayMin = RtpPacket.ABSENT;
        view.playoutDelayMax = RtpPacket.ABSENT;
        return view;
    }

    /**
     * Writes {@code lent} as one receiver shall see it.
     *
     * @param into empty, exclusively the caller's
     * @return index of the payload in {@code into}, or -1 when it would not fit
     */
    public static int write(
            RtpPacket lent,
            RtpRewrite rewrite,
            int ssrc,
            OutboundExtensions extensions,
            long nowNanos,
            Packet into) {
        assert into.length() == 0 && into.isExclusive();
        Packet from = lent.packet();
        int csrcs = RtpHeader.csrcCount(from);
        into.append8(0x80 | csrcs);
        into.append8((rewrite.marker ? 0x80 : 0) | (rewrite.payloadType & 0x7F));
        into.append16(rewrite.sequenceNumber);
        into.append32(rewrite.timestamp);
        into.append32(ssrc);
        into.append(from.array(), RtpHeader.LENGTH, 4 * csrcs);
        writeExtensions(lent, rewrite, extensions, nowNanos, into);
        int payload = into.length();
        if (payload + lent.payloadLength > MAX_LENGTH) return -1;
        into.append(from.array(), lent.payloadOffset, lent.payloadLength);
        if (rewrite.pictureId >= 0 || rewrite.tl0PicIdx >= 0) {
            Vp8Descriptor.rewrite(
                    into, payload, lent.payloadLength, rewrite.pictureId, rewrite.tl0PicIdx);
        }
        return payload;
    }

    /**
     * Writes a packet of nothing but padding (RFC 3550, 5.1), which only fills the path.
     *
     * @param bytes how long it should be; it is as near as one packet's padding allows
     * @param into empty, exclusively the caller's
     */
    public static void writePadding(
            RtpRewrite rewrite,
            int ssrc,
            OutboundExtensions extensions,
            long nowNanos,
            int bytes,
            Packet into) {
        assert into.length() == 0 && into.isExclusive();
        into.append8(0x80);
        into.append8(rewrite.payloadType & 0x7F);
        into.append16(rewrite.sequenceNumber);
        into.append32(rewrite.timestamp);
        into.append32(ssrc);
        writeExtensions(NOTHING, NO_CHANGE, extensions, nowNanos, into);
        into.put8(0, into.u8(0) | 0x20);
        int padding = Math.clamp(bytes - into.length(), 1, MAX_PADDING);
        for (int i = 1; i < padding; i++) {
            into.append8(0);
        }
        into.append8(padding);
    }

    /**
     * Brings the time-bound extensions of an already written packet up to date, before it is sent
     * again: abs-send-time, and the transport-wide sequence number if {@code extensions} has one.
     */
    public static void restamp(Packet exclusive, OutboundExtensions extensions, long nowNanos) {
        ExtensionIds ids = extensions.ids();
        if (extensions.hasAbsSendTime()) {
            int found = RtpParser.find(exclusive, ids.id(RtpExtension.ABS_SEND_TIME));
            if (found >= 0 && (found & 0xFF) == 3) {
                int value = absSendTime(nowNanos);
                exclusive.put8(found >> 8, value >> 16);
                exclusive.put16((found >> 8) + 1, value);
            }
        }
        if (extensions.hasTransportSequenceNumber()) {
            int found = RtpParser.find(exclusive, ids.id(RtpExtension.TRANSPORT_WIDE_CC));
            if (found >= 0 && (found & 0xFF) == 2) {
                exclusive.put16(found >> 8, extensions.transportSequenceNumber);
            }
        }
    }

    /** 24 bits of seconds in 6.18 fixed point, wrapping every 64 s. */
    public static int absSendTime(long nanos) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        long rest = Math.floorMod(nanos, 1_000_000_000L);
        return (int) ((seconds & 0x3F) << 18 | (rest << 18) / 1_000_000_000L);
    }

    private static void writeExtensions(
            RtpPacket lent,
            RtpRewrite rewrite,
            OutboundExtensions extensions,
            long nowNanos,
            Packet into) {
        ExtensionIds ids = extensions.ids();
        int block = into.length();
        into.append32(0); // profile and length, known at the end
        boolean twoByte = needsTwoBytes(lent, extensions);
        if (extensions.hasAbsSendTime()) {
            int value = absSendTime(nowNanos);
            element(into, twoByte, ids.id(RtpExtension.ABS_SEND_TIME), 3);
            append24(into, value);
        }
        if (extensions.hasTransportSequenceNumber()) {
            element(into, twoByte, ids.id(RtpExtension.TRANSPORT_WIDE_CC), 2);
            into.append16(extensions.transportSequenceNumber);
        }
        if (lent.audioLevel >= 0 && ids.has(RtpExtension.AUDIO_LEVEL)) {
            element(into, twoByte, ids.id(RtpExtension.AUDIO_LEVEL), 1);
            into.append8((lent.voiceActivity ? 0x80 : 0) | lent.audioLevel);
        }
        if (lent.videoOrientation >= 0 && ids.has(RtpExtension.VIDEO_ORIENTATION)) {
            element(into, twoByte, ids.id(RtpExtension.VIDEO_ORIENTATION), 1);
            into.append8(lent.videoOrientation);
        }
        playoutDelay(lent, rewrite, ids, twoByte, into);
        byte[] mid = extensions.mid();
        if (mid.length > 0 && ids.has(RtpExtension.MID)) {
            element(into, twoByte, ids.id(RtpExtension.MID), mid.length);
            into.append(mid, 0, mid.length);
        }
        if (carriesDependencyDescriptor(lent, ids)) {
            int length = lent.dependencyDescriptorLength;
            element(into, twoByte, ids.id(RtpExtension.DEPENDENCY_DESCRIPTOR), length);
            into.append(lent.packet().array(), lent.dependencyDescriptorOffset, length);
        }
        if (lent.hasAbsCaptureTime && ids.has(RtpExtension.ABS_CAPTURE_TIME)) {
            element(into, twoByte, ids.id(RtpExtension.ABS_CAPTURE_TIME), 8);
            into.append32((int) (lent.absCaptureTime >>> 32));
            into.append32((int) lent.absCaptureTime);
        }
        closeBlock(into, block, twoByte);
    }

    private static boolean needsTwoBytes(RtpPacket lent, OutboundExtensions extensions) {
        ExtensionIds ids = extensions.ids();
        return ids.highestId() > ONE_BYTE_MAX_ID
                || (extensions.mid().length > ONE_BYTE_MAX_LENGTH && ids.has(RtpExtension.MID))
                || (carriesDependencyDescriptor(lent, ids)
                        && lent.dependencyDescriptorLength > ONE_BYTE_MAX_LENGTH);
    }

    private static boolean carriesDependencyDescriptor(RtpPacket lent, ExtensionIds ids) {
        return lent.dependencyDescriptorLength > 0
                && lent.dependencyDescriptorLength <= TWO_BYTE_MAX_LENGTH
                && ids.has(RtpExtension.DEPENDENCY_DESCRIPTOR);
    }

    private static void playoutDelay(
            RtpPacket lent, RtpRewrite rewrite, ExtensionIds ids, boolean twoByte, Packet into) {
        if (!ids.has(RtpExtension.PLAYOUT_DELAY)) return;
        boolean ours = rewrite.playoutDelayMin >= 0 && rewrite.playoutDelayMax >= 0;
        int min = ours ? rewrite.playoutDelayMin : lent.playoutDelayMin;
        int max = ours ? rewrite.playoutDelayMax : lent.playoutDelayMax;
        if (min < 0 || max < 0) return;
        element(into, twoByte, ids.id(RtpExtension.PLAYOUT_DELAY), 3);
        append24(into, Math.min(min, 0xFFF) << 12 | Math.min(max, 0xFFF));
    }

    private static void element(Packet into, boolean twoByte, int id, int length) {
        if (twoByte) {
            into.append8(id);
            into.append8(length);
        } else {
            into.append8(id << 4 | (length - 1));
        }
    }

    private static void append24(Packet into, int value) {
        into.append8(value >> 16);
        into.append16(value);
    }

    private static void closeBlock(Packet into, int block, boolean twoByte) {
        if (into.length() == block + 4) {
            into.length(block);
            return;
        }
        while ((into.length() - block & 3) != 0) {
            into.append8(0);
        }
        into.put16(block, twoByte ? RtpHeader.TWO_BYTE_PROFILE : RtpHeader.ONE_BYTE_PROFILE);
        into.put16(block + 2, (into.length() - block) / 4 - 1);
        into.put8(0, into.u8(0) | 0x10);
    }
}
