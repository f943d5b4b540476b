package io.cardea.tools.load.peer;

import io.cardea.rtc.packet.Packet;

/**
 * Made-up payloads that say of themselves, as those of the real codecs do, whether they belong to a
 * keyframe and where a frame begins. The rest is filling, and at the very end, where no server
 * writes, the stamp: when it was made. Stateless.
 */
final class Payloads {
    /** What {@link #stamp} answers when there is none. */
    static final long NO_STAMP = Long.MIN_VALUE;

    /** Bytes of the stamp. */
    static final int STAMP_BYTES = 16;

    /** The shortest payload: what any codec begins with, and the stamp. */
    static final int MIN_BYTES = 48;

    private static final long MAGIC = 0x6361_7264_6561_6C64L;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;
    private static final byte[] FILLING = new byte[Packet.CAPACITY];

    private Payloads() {}

    /** Appends a packet of a VP8 frame; temporal layers are not played. RFC 7741, 4.2 and 4.3. */
    static void vp8(Packet into, boolean keyframe, boolean first, int frame, int layer) {
        into.append8(0x80 | (first ? 0x10 : 0));
        into.append8(0xE0);
        into.append16(0x8000 | (frame & 0x7FFF));
        into.append8(frame & 0xFF); // TL0PICIDX
        into.append8(0);
        if (!first) return;
        into.append8(keyframe ? 0x10 : 0x11);
        into.append16(0x0200);
        if (!keyframe) return;
        into.append8(0x9D);
        into.append16(0x012A);
        littleEndian(WIDTH << layer, into);
        littleEndian(HEIGHT << layer, into);
    }

    private static void littleEndian(int value, Packet into) {
        into.append8(value & 0xFF);
        into.append8(value >> 8);
    }

    /** Appends a packet of an H.264 frame. RFC 6184: SPS and PPS in a STAP-A, then slices. */
    static void h264(Packet into, boolean keyframe, boolean first) {
        if (!keyframe || !first) {
            into.append8(keyframe ? 0x65 : 0x41);
            return;
        }
        into.append8(0x78);
        into.append16(4);
        into.append32(0x6742E01F);
        into.append16(4);
        into.append32(0x68CE3C80);
        into.append16(2);
        into.append16(0x6588);
    }

    /** Appends the first byte of an Opus packet: one frame of 20 ms, full band. RFC 6716, 3.1. */
    static void opus(Packet into) {
        into.append8(0xF8);
    }

    /** Fills up to {@code end} bytes, the stamp last. */
    static void finish(Packet into, int end, long stampNanos) {
        int filling = end - STAMP_BYTES - into.length();
        into.append(FILLING, 0, filling);
        into.append32((int) (MAGIC >>> 32));
        into.append32((int) MAGIC);
        into.append32((int) (stampNanos >>> 32));
        into.append32((int) stampNanos);
    }

    /** The stamp of a decrypted packet. */
    static long stamp(Packet lent) {
        int end = lent.length();
        if (end < STAMP_BYTES || lent.i64(end - STAMP_BYTES) != MAGIC) return NO_STAMP;
        return lent.i64(end - STAMP_BYTES + 8);
    }
}
