package io.cardea.media.record.movie;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes of ISO base media boxes and their fields, one after the other (ISO/IEC 14496-12, 4.2). */
final class Boxes {
    private static final int HEADER = 8;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    int length() {
        return bytes.size();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    Boxes u8(int value) {
        bytes.write(value);
        return this;
    }

    Boxes u16(int value) {
        return u8(value >> 8).u8(value);
    }

    Boxes u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    Boxes u64(long value) {
        return u32(value >> 32).u32(value);
    }

    Boxes zeros(int count) {
        bytes.writeBytes(new byte[count]);
        return this;
    }

    Boxes raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    /** A string without its end. */
    Boxes ascii(String text) {
        return raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    Boxes box(String type, Boxes content) {
        return u32(HEADER + content.length()).ascii(type).raw(content.toBytes());
    }

    Boxes full(String type, int version, int flags, Boxes content) {
        Boxes all = new Boxes().u32((long) version << 24 | flags).raw(content.toBytes());
        return box(type, all);
    }

    /** A box of that many bytes, at least 8, that means nothing. */
    Boxes filler(int length) {
        if (length < HEADER) throw new IllegalArgumentException("filler of " + length);
        return box("free", new Boxes().zeros(length - HEADER));
    }
}
