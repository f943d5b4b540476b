package io.cardea.rtc.sctp;

import java.util.Arrays;

/** Writes one control chunk. What is built is not padded at its end; {@link PacketWriter} pads. */
final class ChunkBuilder {
    private static final int INITIAL_BYTES = 64;

    private byte[] array = new byte[INITIAL_BYTES];
    private int length = Chunks.HEADER_BYTES;
    private int open = -1;

    ChunkBuilder(int type, int flags) {
        array[0] = (byte) type;
        array[1] = (byte) flags;
    }

    /** A chunk that is only a header. */
    static byte[] bare(int type, int flags) {
        return new ChunkBuilder(type, flags).build();
    }

    /** An ABORT or ERROR with one cause. */
    static byte[] withCause(int type, int flags, int cause, byte[] information) {
        return new ChunkBuilder(type, flags).begin(cause).bytes(information).build();
    }

    /** Begins a parameter or error cause, which share their form; ends the one before. */
    ChunkBuilder begin(int type) {
        end();
        length = Wire.padded(length);
        open = length;
        return u16(type).u16(0);
    }

    ChunkBuilder u16(int value) {
        reserve(2);
        Wire.put16(array, length, value);
        length += 2;
        return this;
    }

    ChunkBuilder u32(int value) {
        reserve(4);
        Wire.put32(array, length, value);
        length += 4;
        return this;
    }

    ChunkBuilder bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    ChunkBuilder bytes(byte[] bytes, int offset, int count) {
        reserve(count);
        System.arraycopy(bytes, offset, array, length, count);
        length += count;
        return this;
    }

    byte[] build() {
        end();
        Wire.put16(array, 2, length);
        return Arrays.copyOf(array, length);
    }

    private void end() {
        if (open >= 0) Wire.put16(array, open + 2, length - open);
        open = -1;
    }

    private void reserve(int count) {
        int needed = Wire.padded(length + count);
        if (needed > array.length) array = Arrays.copyOf(array, Math.max(needed, 2 * length));
    }
}
