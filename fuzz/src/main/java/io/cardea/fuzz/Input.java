package io.cardea.fuzz;

import io.cardea.rtc.packet.Packet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes an input apart, front to back. At its end there are zeros and empty chunks for ever. */
final class Input {
    /** The most that one datagram holds. */
    static final int MAX_DATAGRAM = 1_500;

    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isEmpty() {
        return at >= bytes.length;
    }

    int u8() {
        return isEmpty() ? 0 : bytes[at++] & 0xFF;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    int i32() {
        return u16() << 16 | u16();
    }

    /** A chunk behind its length in 16 bits, or as much of it as there is. */
    byte[] chunk() {
        int length = Math.min(u16(), MAX_DATAGRAM);
        byte[] chunk = Arrays.copyOfRange(bytes, at, Math.min(at + length, bytes.length));
        at += chunk.length;
        return chunk;
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, Math.min(at, bytes.length), bytes.length);
        at = bytes.length;
        return rest;
    }

    String text() {
        return new String(rest(), StandardCharsets.UTF_8);
    }

    /** Puts the bytes into a packet, as many as a datagram has. */
    static Packet fill(Packet empty, byte[] bytes) {
        empty.append(bytes, 0, Math.min(bytes.length, MAX_DATAGRAM));
        return empty;
    }

    /** Fails the input unless the condition holds. */
    static void require(boolean condition, String what) {
        if (!condition) throw new AssertionError(what);
    }
}
