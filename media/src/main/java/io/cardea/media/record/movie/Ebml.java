package io.cardea.media.record.movie;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes of EBML elements, one after the other (RFC 8794). */
final class Ebml {
    /** Of a size that is not known yet, in eight bytes. */
    static final long UNKNOWN = 0x00FF_FFFF_FFFF_FFFFL;

    private static final int VOID = 0xEC;
    private static final int LONG_SIZE = 8;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    int length() {
        return bytes.size();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** An unsigned integer in as few bytes as it takes. */
    Ebml uint(int id, long value) {
        int length = Math.max(1, (71 - Long.numberOfLeadingZeros(value)) / 8);
        return id(id).size(length).number(value, length);
    }

    /** A signed integer of eight bytes: a date. */
    Ebml date(int id, long nanosSince2001) {
        return id(id).size(Long.BYTES).number(nanosSince2001, Long.BYTES);
    }

    /** A float of eight bytes. */
    Ebml real(int id, double value) {
        return id(id).size(Double.BYTES).number(Double.doubleToLongBits(value), Double.BYTES);
    }

    Ebml text(int id, String value) {
        return binary(id, value.getBytes(StandardCharsets.UTF_8));
    }

    Ebml binary(int id, byte[] value) {
        id(id).size(value.length);
        bytes.writeBytes(value);
        return this;
    }

    Ebml master(int id, Ebml children) {
        return binary(id, children.toBytes());
    }

    /** Elements made before. */
    Ebml raw(byte[] elements) {
        bytes.writeBytes(elements);
        return this;
    }

    /** The beginning of a master element, whose size has eight bytes, known or not. */
    Ebml begin(int id, long size) {
        return id(id).number(1L << 56 | size, LONG_SIZE);
    }

    /** An element of that many bytes, at least 2, that means nothing. */
    Ebml filler(int length) {
        if (length < 2) throw new IllegalArgumentException("filler of " + length);
        id(VOID);
        boolean isShort = length < 2 + LONG_SIZE;
        int content = length - 1 - (isShort ? 1 : LONG_SIZE);
        if (isShort) {
            size(content);
        } else {
            number(1L << 56 | content, LONG_SIZE);
        }
        bytes.writeBytes(new byte[content]);
        return this;
    }

    /** The head of a SimpleBlock (RFC 9559, 10.2), and the frame behind it. */
    Ebml simpleBlock(int track, int relativeMillis, boolean keyframe, byte[] frame) {
        id(0xA3).size(4 + frame.length);
        bytes.write(0x80 | track);
        bytes.write(relativeMillis >> 8);
        bytes.write(relativeMillis);
        bytes.write(keyframe ? 0x80 : 0);
        bytes.writeBytes(frame);
        return this;
    }

    private Ebml id(int id) {
        return number(id & 0xFFFF_FFFFL, (39 - Integer.numberOfLeadingZeros(id)) / 8);
    }

    /** RFC 8794, 4: all ones are reserved, so the largest value of a length is left out. */
    private Ebml size(long size) {
        int length = 1;
        while (size >= (1L << 7 * length) - 1) length++;
        return number(1L << 7 * length | size, length);
    }

    private Ebml number(long value, int length) {
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        bytes.write(all, Long.BYTES - length, length);
        return this;
    }
}
