package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.OutboundExtensions;
import io.cardea.rtc.rtp.RedBlocks;
import io.cardea.rtc.rtp.RedEncoder;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.RtpWriter;
import io.cardea.rtc.rtp.Rtx;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** RTP headers and header extensions, read and written again; RTX; RED. */
public final class RtpFuzz {
    private static final ExtensionIds ONE_BYTE = ids(1);
    private static final ExtensionIds TWO_BYTE = ids(10);

    private RtpFuzz() {}

    private static ExtensionIds ids(int first) {
        Map<RtpExtension, Integer> ids = new EnumMap<>(RtpExtension.class);
        for (RtpExtension extension : RtpExtension.values()) {
            ids.put(extension, first + extension.ordinal());
        }
        return new ExtensionIds(ids);
    }

    public static void fuzzerTestOneInput(byte[] data) {
        Input input = new Input(data);
        int choice = input.u8();
        ExtensionIds ids = (choice & 1) == 0 ? ONE_BYTE : TWO_BYTE;
        byte[] datagram = input.rest();
        Packet packet = Input.fill(new Packet(), datagram);
        RtpPacket view = new RtpPacket();
        if (!RtpParser.parse(packet, ids, view)) {
            Rtx.unwrap(packet, 96, 7, ids);
            return;
        }
        extents(view, packet);
        rewrite(view, (choice & 2) == 0 ? ONE_BYTE : TWO_BYTE, choice);
        repair(packet);
        red(packet, view);
        Rtx.unwrap(packet, 96, 7, ids);
        if (RtpParser.parse(packet, ids, view)) extents(view, packet);
    }

    private static void extents(RtpPacket view, Packet packet) {
        within(view.payloadOffset, view.payloadLength, packet);
        within(view.dependencyDescriptorOffset, view.dependencyDescriptorLength, packet);
        within(view.midOffset, view.midLength, packet);
        within(view.ridOffset, view.ridLength, packet);
        within(view.repairedRidOffset, view.repairedRidLength, packet);
        within(view.layersAllocationOffset, view.layersAllocationLength, packet);
    }

    private static void within(int offset, int length, Packet packet) {
        if (length == 0) return;
        require(length > 0 && offset >= 12 && offset + length <= packet.length(), "outside");
    }

    /** Written for another receiver it is RTP again, with the same payload and values. */
    private static void rewrite(RtpPacket view, ExtensionIds ids, int choice) {
        RtpRewrite rewrite = new RtpRewrite();
        rewrite.sequenceNumber = 0x1234;
        rewrite.timestamp = 0x5678_9ABC;
        rewrite.payloadType = 100;
        rewrite.marker = view.marker;
        MediaKind kind = (choice & 4) == 0 ? MediaKind.VIDEO : MediaKind.AUDIO;
        String mid = "m".repeat(choice >> 4);
        OutboundExtensions extensions = new OutboundExtensions(ids, kind, mid);
        Packet copy = new Packet();
        int payload = RtpWriter.write(view, rewrite, 0xCAFE, extensions, 1_000_000_000L, copy);
        if (payload < 0) return;
        RtpPacket again = new RtpPacket();
        require(RtpParser.parse(copy, ids, again), "what we write is no RTP");
        require(again.ssrc == 0xCAFE && again.sequenceNumber == 0x1234, "header");
        require(again.payloadOffset == payload, "payload offset");
        require(Arrays.equals(payload(view), payload(again)), "payload");
        require(again.audioLevel == view.audioLevel, "audio level");
        require(again.videoOrientation == view.videoOrientation, "orientation");
        require(again.midLength == mid.length(), "mid");
        RtpWriter.restamp(copy, extensions, 2_000_000_000L);
        require(RtpParser.parse(copy, ids, again), "restamped");
    }

    private static byte[] payload(RtpPacket view) {
        byte[] bytes = view.packet().array();
        return Arrays.copyOfRange(
                bytes, view.payloadOffset, view.payloadOffset + view.payloadLength);
    }

    /** What is wrapped for retransmission unwraps to what it was. */
    private static void repair(Packet packet) {
        if (packet.length() + Rtx.OVERHEAD > Packet.CAPACITY) return;
        Packet copy = Packet.of(packet.toBytes());
        int sequenceNumber = RtpHeader.sequenceNumber(packet);
        int payloadType = RtpHeader.payloadType(packet);
        int ssrc = RtpHeader.ssrc(packet);
        require(Rtx.wrap(copy, 97, 8, 9), "not wrapped");
        int original = Rtx.unwrap(copy, payloadType, ssrc, ExtensionIds.NONE);
        require(original == sequenceNumber, "original sequence number");
        require(Arrays.equals(copy.toBytes(), packet.toBytes()), "repaired");
    }

    /** Blocks lie within the payload and fill it; what we encode decodes. */
    private static void red(Packet packet, RtpPacket view) {
        RedBlocks blocks = new RedBlocks();
        if (!blocks.parse(packet, view.payloadOffset, view.payloadLength)) return;
        int end = view.payloadOffset + view.payloadLength;
        for (int i = 0; i < blocks.count(); i++) {
            within(blocks.offset(i), blocks.length(i), packet);
        }
        int last = blocks.count() - 1;
        require(blocks.offset(last) + blocks.length(last) == end, "primary does not end it");
        RedEncoder encoder = new RedEncoder(2);
        for (int i = 0; i < blocks.count(); i++) {
            Packet into = new Packet();
            into.append(new byte[12], 0, 12);
            int timestamp = blocks.timestampOffset(last) - blocks.timestampOffset(i);
            int length = blocks.length(i);
            if (!encoder.append(into, 111, timestamp, packet.array(), blocks.offset(i), length)) {
                continue;
            }
            RedBlocks again = new RedBlocks();
            require(again.parse(into, 12, into.length() - 12), "what we encode is no RED");
            require(again.length(again.count() - 1) == length, "primary");
        }
    }
}
