package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/** Builds bytes bit field by bit field, the way specifications draw them. */
final class BitText {
    private final StringBuilder bits = new StringBuilder();

    BitText put(int count, int value) {
        for (int i = count - 1; i >= 0; i--) {
            bits.append(value >> i & 1);
        }
        return this;
    }

    /** {@code ns(n)} of the AV1 specification. */
    BitText putBelow(int limit, int value) {
        int width = 32 - Integer.numberOfLeadingZeros(limit);
        int shorter = (1 << width) - limit;
        if (value < shorter) return put(width - 1, value);
        return put(width, value + shorter);
    }

    Packet packet() {
        Packet packet = new Packet();
        for (int i = 0; i < bits.length(); i += 8) {
            String octet = bits.substring(i, Math.min(i + 8, bits.length()));
            packet.append8(Integer.parseInt((octet + "0000000").substring(0, 8), 2));
        }
        return packet;
    }
}
