package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtcp.RtcpWriter;
import io.cardea.rtc.rtp.RtpHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** RTP and RTCP as a peer makes them. */
final class Bytes {
    private Bytes() {}

    /** An RTP packet with a payload made of its sequence number. */
    static byte[] rtp(int payloadType, int ssrc, int sequenceNumber, int timestamp) {
        return rtp(payloadType, ssrc, sequenceNumber, timestamp, payload(sequenceNumber));
    }

    static byte[] payload(int sequenceNumber) {
        return ("payload of packet " + sequenceNumber).getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] rtp(
            int payloadType, int ssrc, int sequenceNumber, int timestamp, byte[] payload) {
        Packet packet = header(payloadType, ssrc, sequenceNumber, timestamp);
        packet.append(payload, 0, payload.length);
        return packet.toBytes();
    }

    private static Packet header(int payloadType, int ssrc, int sequenceNumber, int timestamp) {
        Packet packet = new Packet();
        packet.append8(0x80);
        packet.append8(payloadType);
        packet.append16(sequenceNumber);
        packet.append32(timestamp);
        packet.append32(ssrc);
        return packet;
    }

    /** One with extensions: pairs of an id and a text. */
    static byte[] rtpWith(
            int payloadType, int ssrc, int sequenceNumber, int timestamp, Object... extensions) {
        Packet packet = header(payloadType, ssrc, sequenceNumber, timestamp);
        packet.put8(0, 0x90);
        Packet block = new Packet();
        for (int i = 0; i < extensions.length; i += 2) {
            byte[] value = value(extensions[i + 1]);
            block.append8((int) extensions[i] << 4 | (value.length - 1));
            block.append(value, 0, value.length);
        }
        while (block.length() % 4 != 0) block.append8(0);
        packet.append16(0xBEDE);
        packet.append16(block.length() / 4);
        packet.append(block.array(), 0, block.length());
        byte[] payload = payload(sequenceNumber);
        packet.append(payload, 0, payload.length);
        return packet.toBytes();
    }

    private static byte[] value(Object value) {
        if (value instanceof Integer sixteen) {
            return new byte[] {(byte) (sixteen >> 8), sixteen.byteValue()};
        }
        return ((String) value).getBytes(StandardCharsets.US_ASCII);
    }

    /** The retransmission of a packet made by {@link #rtp} (RFC 4588, 4). */
    static byte[] rtx(int payloadType, int ssrc, int sequenceNumber, int timestamp, int original) {
        byte[] payload = payload(original);
        byte[] wrapped = new byte[payload.length + 2];
        wrapped[0] = (byte) (original >> 8);
        wrapped[1] = (byte) original;
        System.arraycopy(payload, 0, wrapped, 2, payload.length);
        return rtp(payloadType, ssrc, sequenceNumber, timestamp, wrapped);
    }

    /** A VP8 payload of which the first bytes say that a keyframe begins. */
    static byte[] keyframe() {
        byte[] payload = new byte[40];
        payload[0] = 0x10; // start of the first partition
        payload[1] = 0x10; // P bit clear, show frame
        payload[4] = (byte) 0x9D;
        payload[5] = 0x01;
        payload[6] = 0x2A;
        payload[8] = 1;
        payload[10] = 1;
        return payload;
    }

    static byte[] rtcp(Consumer<Packet> writer) {
        Packet packet = new Packet();
        writer.accept(packet);
        return packet.toBytes();
    }

    static byte[] pli(int sender, int media) {
        return rtcp(packet -> RtcpWriter.pli(packet, sender, media));
    }

    static byte[] nack(int sender, int media, int... sequenceNumbers) {
        return rtcp(packet -> {
            int nack = RtcpWriter.beginNack(packet, sender, media);
            for (int sequenceNumber : sequenceNumbers) {
                RtcpWriter.nackItem(packet, nack, sequenceNumber, 0);
            }
        });
    }

    /** A receiver report with one block. */
    static byte[] report(int sender, int media, long lost, int highest, int lsr, int dlsr) {
        return rtcp(packet -> {
            int report = RtcpWriter.beginReceiverReport(packet, sender);
            RtcpWriter.reportBlock(packet, report, media, 0, lost, highest, 0, lsr, dlsr);
        });
    }

    static byte[] senderReport(int ssrc, long ntp, int timestamp) {
        return rtcp(packet -> RtcpWriter.beginSenderReport(packet, ssrc, ntp, timestamp, 1, 1));
    }

    /** The original sequence number put in front of the payload of a packet without CSRCs. */
    static byte[] wrapped(byte[] rtp, int original) {
        Packet packet = Packet.of(rtp);
        int header = RtpHeader.headerLength(packet);
        byte[] wrapped = new byte[rtp.length + 2];
        System.arraycopy(rtp, 0, wrapped, 0, header);
        wrapped[header] = (byte) (original >> 8);
        wrapped[header + 1] = (byte) original;
        System.arraycopy(rtp, header, wrapped, header + 2, rtp.length - header);
        return wrapped;
    }

    static int i32(byte[] bytes, int index) {
        return Packet.of(bytes).i32(index);
    }

    static byte[] from(Packet packet, int index) {
        return Arrays.copyOfRange(packet.array(), index, packet.length());
    }

    /** The 16-bit value of an extension of a packet without CSRCs, -1 if it has none. */
    static int extension(byte[] rtp, int id) {
        Packet packet = Packet.of(rtp);
        if (!RtpHeader.hasExtension(packet)) return -1;
        int end = RtpHeader.headerLength(packet);
        for (int at = 16; at < end; at += 2 + (packet.u8(at) & 15)) {
            if (packet.u8(at) >> 4 == id) return packet.u16(at + 1);
            if (packet.u8(at) == 0) break;
        }
        return -1;
    }

    static byte[] nackWithMask(int sender, int media, int pid, int blp) {
        return rtcp(packet -> {
            int nack = RtcpWriter.beginNack(packet, sender, media);
            RtcpWriter.nackItem(packet, nack, pid, blp);
        });
    }
}
