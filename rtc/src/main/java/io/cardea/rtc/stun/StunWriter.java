package io.cardea.rtc.stun;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import java.nio.charset.StandardCharsets;

/**
 * Writes STUN messages into packets, attribute by attribute.
 *
 * <p>Stateless. {@link #begin} empties the packet and writes the header; every further method
 * appends one attribute and corrects the header's length, so the message is whole after each call.
 * Order matters at the end only: {@link #integrity}, then {@link #fingerprint}. Does not allocate.
 */
public final class StunWriter {
    private StunWriter() {}

    /** A header; the type as made by {@link Stun#type(int, int)}. */
    public static void begin(Packet packet, int type, int transactionHigh, long transactionLow) {
        packet.length(Stun.HEADER_LENGTH);
        packet.put16(0, type);
        packet.put16(2, 0);
        packet.put32(4, Stun.MAGIC_COOKIE);
        packet.put32(8, transactionHigh);
        packet.put64(12, transactionLow);
    }

    /** The header of the answer to a request. */
    public static void beginResponse(Packet packet, Packet lentRequest, int messageClass) {
        begin(
                packet,
                Stun.type(Stun.method(lentRequest), messageClass),
                Stun.transactionHigh(lentRequest),
                Stun.transactionLow(lentRequest));
    }

    /** An attribute without a value, such as USE-CANDIDATE. */
    public static void flag(Packet packet, int attribute) {
        header(packet, attribute, 0);
    }

    public static void u32(Packet packet, int attribute, int value) {
        header(packet, attribute, 4);
        packet.append32(value);
    }

    public static void u64(Packet packet, int attribute, long value) {
        header(packet, attribute, 8);
        packet.append32((int) (value >>> 32));
        packet.append32((int) value);
    }

    /** A value of bytes, padded with zeros to a multiple of four. */
    public static void bytes(Packet packet, int attribute, byte[] value) {
        bytes(packet, attribute, value, 0, value.length);
    }

    public static void bytes(Packet packet, int attribute, byte[] from, int offset, int count) {
        header(packet, attribute, count);
        packet.append(from, offset, count);
        while ((packet.length() & 3) != 0) {
            packet.append8(0);
        }
    }

    /** XOR-MAPPED-ADDRESS and its relatives (RFC 8489, 14.2). */
    public static void xorAddress(Packet packet, int attribute, TransportAddress address) {
        header(packet, attribute, address.isIpv6() ? 20 : 8);
        packet.append16(address.isIpv6() ? 2 : 1);
        packet.append16(address.port() ^ (Stun.MAGIC_COOKIE >>> 16));
        if (address.isIpv6()) {
            long high = address.high() ^ packet.i64(4);
            long low = address.low() ^ packet.i64(12);
            packet.append32((int) (high >>> 32));
            packet.append32((int) high);
            packet.append32((int) (low >>> 32));
            packet.append32((int) low);
        } else {
            packet.append32((int) address.low() ^ Stun.MAGIC_COOKIE);
        }
    }

    /** ERROR-CODE (RFC 8489, 14.8). */
    public static void error(Packet packet, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        header(packet, Stun.ERROR_CODE, 4 + text.length);
        packet.append16(0);
        packet.append8(code / 100);
        packet.append8(code % 100);
        packet.append(text, 0, text.length);
        while ((packet.length() & 3) != 0) {
            packet.append8(0);
        }
    }

    /** UNKNOWN-ATTRIBUTES with one type. */
    public static void unknownAttribute(Packet packet, int unknown) {
        header(packet, Stun.UNKNOWN_ATTRIBUTES, 2);
        packet.append16(unknown);
        packet.append16(0);
    }

    /** MESSAGE-INTEGRITY over all that was written. */
    public static void integrity(Packet packet, StunKey key) {
        int covered = packet.length();
        header(packet, Stun.MESSAGE_INTEGRITY, StunKey.MAC_LENGTH);
        int target = packet.length();
        packet.length(target + StunKey.MAC_LENGTH);
        key.sign(packet.array(), covered, target);
    }

    /** FINGERPRINT over all that was written; the last attribute. */
    public static void fingerprint(Packet packet) {
        int covered = packet.length();
        header(packet, Stun.FINGERPRINT, 4);
        packet.append32(Stun.fingerprint(packet.array(), covered));
    }

    private static void header(Packet packet, int attribute, int length) {
        packet.append16(attribute);
        packet.append16(length);
        packet.put16(2, packet.length() - Stun.HEADER_LENGTH + ((length + 3) & ~3));
    }
}
