package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * Fills an {@link RtpPacket} view from the bytes of a decrypted packet.
 *
 * <p>Stateless; never throws whatever the bytes, never reads outside the packet, never allocates. A
 * damaged extension block costs the extensions from the damage on, not the packet (as RFC 8285, 4.2
 * and 4.3 ask). See RFC 3550, 5.1; RFC 8285.
 */
public final class RtpParser {
    private static final RtpExtension[] EXTENSIONS = RtpExtension.values();
    private static final int STOP_ID = 15; // RFC 8285, 4.2: ends a one-byte block

    private RtpParser() {}

    /**
     * Reads header, extensions and the extent of the payload. Where the packet belongs (m-line,
     * layer, retransmission) is set to the first m-line's only layer, for the receiver to correct.
     *
     * @return false when it is not an RTP packet; the view is then undefined
     */
    public static boolean parse(Packet lent, ExtensionIds ids, RtpPacket view) {
        int header = RtpHeader.headerLength(lent);
        if (header < 0) return false;
        int end = lent.length();
        if (RtpHeader.hasPadding(lent)) {
            int padding = lent.u8(end - 1);
            if (padding == 0 || padding > end - header) return false;
            end -= padding;
        }
        view.packet(lent);
        view.mediaIndex = 0;
        view.layer = 0;
        view.retransmitted = false;
        view.arrivalNanos = lent.arrivalNanos();
        view.ssrc = RtpHeader.ssrc(lent);
        view.payloadType = RtpHeader.payloadType(lent);
        view.sequenceNumber = RtpHeader.sequenceNumber(lent);
        view.timestamp = RtpHeader.timestamp(lent);
        view.marker = RtpHeader.marker(lent);
        view.payloadOffset = header;
        view.payloadLength = end - header;
        clearExtensions(view);
        if (RtpHeader.hasExtension(lent)) extensions(lent, header, ids, view);
        return true;
    }

    private static void clearExtensions(RtpPacket view) {
        view.audioLevel = RtpPacket.ABSENT;
        view.voiceActivity = false;
        view.videoOrientation = RtpPacket.ABSENT;
        view.playoutDelayMin = RtpPacket.ABSENT;
        view.playoutDelayMax = RtpPacket.ABSENT;
        view.transportSequenceNumber = RtpPacket.ABSENT;
        view.absSendTime = RtpPacket.ABSENT;
        view.dependencyDescriptorLength = 0;
        view.hasAbsCaptureTime = false;
        view.absCaptureTime = 0;
        view.midLength = 0;
        view.ridLength = 0;
        view.repairedRidLength = 0;
        view.layersAllocationLength = 0;
    }

    private static void extensions(Packet lent, int end, ExtensionIds ids, RtpPacket view) {
        int block = RtpHeader.extensionOffset(lent);
        int profile = lent.u16(block);
        if (profile == RtpHeader.ONE_BYTE_PROFILE) {
            oneByteElements(lent, block + 4, end, ids, view);
        } else if ((profile & 0xFFF0) == RtpHeader.TWO_BYTE_PROFILE) {
            twoByteElements(lent, block + 4, end, ids, view);
        }
    }

    private static void oneByteElements(
            Packet lent, int from, int end, ExtensionIds ids, RtpPacket view) {
        int at = from;
        while (at < end) {
            int element = lent.u8(at++);
            if (element == 0) continue; // padding
            int id = element >> 4;
            int length = (element & 0x0F) + 1;
            if (id == 0 || id == STOP_ID || at + length > end) return;
            value(lent, ids.ordinalOf(id), at, length, view);
            at += length;
        }
    }

    private static void twoByteElements(
            Packet lent, int from, int end, ExtensionIds ids, RtpPacket view) {
        int at = from;
        while (at < end) {
            int id = lent.u8(at++);
            if (id == 0) continue; // padding
            if (at == end) return;
            int length = lent.u8(at++);
            if (at + length > end) return;
            value(lent, ids.ordinalOf(id), at, length, view);
            at += length;
        }
    }

    private static void value(Packet lent, int ordinal, int at, int length, RtpPacket view) {
        if (ordinal < 0 || length == 0) return;
        switch (EXTENSIONS[ordinal]) {
            case AUDIO_LEVEL -> {
                view.audioLevel = lent.u8(at) & 0x7F;
                view.voiceActivity = (lent.u8(at) & 0x80) != 0;
            }
            case VIDEO_ORIENTATION -> view.videoOrientation = lent.u8(at);
            case PLAYOUT_DELAY -> {
                if (length < 3) return;
                view.playoutDelayMin = lent.u24(at) >> 12;
                view.playoutDelayMax = lent.u24(at) & 0xFFF;
            }
            case TRANSPORT_WIDE_CC -> {
                if (length < 2) return;
                view.transportSequenceNumber = lent.u16(at);
            }
            case ABS_SEND_TIME -> {
                if (length < 3) return;
                view.absSendTime = lent.u24(at);
            }
            case ABS_CAPTURE_TIME -> {
                if (length < 8) return;
                view.hasAbsCaptureTime = true;
                view.absCaptureTime = lent.i64(at);
            }
            case MID -> {
                view.midOffset = at;
                view.midLength = length;
            }
            case RID -> {
                view.ridOffset = at;
                view.ridLength = length;
            }
            case REPAIRED_RID -> {
                view.repairedRidOffset = at;
                view.repairedRidLength = length;
            }
            case DEPENDENCY_DESCRIPTOR -> {
                view.dependencyDescriptorOffset = at;
                view.dependencyDescriptorLength = length;
            }
            case VIDEO_LAYERS_ALLOCATION -> {
                view.layersAllocationOffset = at;
                view.layersAllocationLength = length;
            }
            case TOFFSET -> {}
        }
    }

    /**
     * Finds one element of the extension block.
     *
     * @return index of its value times 256 plus the value's length, or -1
     */
    static int find(Packet lent, int wantedId) {
        int end = RtpHeader.headerLength(lent);
        if (end < 0 || wantedId == 0 || !RtpHeader.hasExtension(lent)) return -1;
        int block = RtpHeader.extensionOffset(lent);
        int profile = lent.u16(block);
        boolean oneByte = profile == RtpHeader.ONE_BYTE_PROFILE;
        if (!oneByte && (profile & 0xFFF0) != RtpHeader.TWO_BYTE_PROFILE) return -1;
        int at = block + 4;
        while (at < end) {
            int first = lent.u8(at++);
            if (first == 0) continue;
            int id = oneByte ? first >> 4 : first;
            if (oneByte && (id == 0 || id == STOP_ID)) return -1;
            if (!oneByte && at == end) return -1;
            int length = oneByte ? (first & 0x0F) + 1 : lent.u8(at++);
            if (at + length > end) return -1;
            if (id == wantedId) return at << 8 | length;
            at += length;
        }
        return -1;
    }
}
