package io.cardea.rtc.sctp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The Data Channel Establishment Protocol: two messages (RFC 8832, 5). */
final class Dcep {
    static final int ACK = 2;
    static final int OPEN = 3;

    private static final int UNORDERED = 0x80;
    private static final int RELIABLE = 0;
    private static final int REXMIT = 1;
    private static final int TIMED = 2;
    private static final int NORMAL_PRIORITY = 256;
    private static final int OPEN_HEADER_BYTES = 12;

    private Dcep() {}

    static byte[] ack() {
        return new byte[] {ACK};
    }

    static byte[] open(ChannelOptions options) {
        byte[] label = options.label().getBytes(StandardCharsets.UTF_8);
        byte[] protocol = options.protocol().getBytes(StandardCharsets.UTF_8);
        byte[] open = new byte[OPEN_HEADER_BYTES + label.length + protocol.length];
        int kind = RELIABLE;
        int parameter = 0;
        if (options.maxRetransmits() != ChannelOptions.UNLIMITED) {
            kind = REXMIT;
            parameter = options.maxRetransmits();
        } else if (options.maxPacketLifeTimeMs() != ChannelOptions.UNLIMITED) {
            kind = TIMED;
            parameter = options.maxPacketLifeTimeMs();
        }
        open[0] = OPEN;
        open[1] = (byte) (kind | (options.ordered() ? 0 : UNORDERED));
        Wire.put16(open, 2, NORMAL_PRIORITY);
        Wire.put32(open, 4, parameter);
        Wire.put16(open, 8, label.length);
        Wire.put16(open, 10, protocol.length);
        System.arraycopy(label, 0, open, OPEN_HEADER_BYTES, label.length);
        System.arraycopy(protocol, 0, open, OPEN_HEADER_BYTES + label.length, protocol.length);
        return open;
    }

    /** Reads an OPEN message; empty if it makes no sense. */
    static Optional<ChannelOptions> readOpen(byte[] open) {
        if (open.length < OPEN_HEADER_BYTES) return Optional.empty();
        int labelBytes = Wire.u16(open, 8);
        int protocolBytes = Wire.u16(open, 10);
        if (OPEN_HEADER_BYTES + labelBytes + protocolBytes > open.length) return Optional.empty();
        int kind = Wire.u8(open, 1) & ~UNORDERED;
        if (kind > TIMED) return Optional.empty();
        int parameter = (int) Math.min(Wire.u32(open, 4), Integer.MAX_VALUE);
        int protocolAt = OPEN_HEADER_BYTES + labelBytes;
        return Optional.of(
                new ChannelOptions(
                        text(open, OPEN_HEADER_BYTES, labelBytes, DataChannels.MAX_LABEL_BYTES),
                        text(open, protocolAt, protocolBytes, DataChannels.MAX_PROTOCOL_BYTES),
                        (open[1] & UNORDERED) == 0,
                        kind == REXMIT ? parameter : ChannelOptions.UNLIMITED,
                        kind == TIMED ? parameter : ChannelOptions.UNLIMITED,
                        ChannelOptions.IN_BAND));
    }

    /** The text, cut to so many bytes of UTF-8 but never inside a character. */
    static String cut(String text, int maxBytes) {
        if (3 * text.length() <= maxBytes) return text;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return text(bytes, 0, bytes.length, maxBytes);
    }

    private static String text(byte[] bytes, int at, int length, int maxBytes) {
        int end = at + length;
        if (length > maxBytes) {
            end = at + maxBytes;
            while (end > at && (bytes[end] & 0xC0) == 0x80) end--;
        }
        return new String(Arrays.copyOfRange(bytes, at, end), StandardCharsets.UTF_8);
    }
}
