package io.cardea.testkit;

import io.cardea.rtc.packet.Packet;

/**
 * Payloads that say of themselves, as those of the real codecs do, whether they belong to a
 * keyframe and where a frame begins and ends. The rest of them is filling. Belongs to a loop.
 */
final class Payloads {
    private static final int KEYFRAME_WIDTH = 320;
    private static final int KEYFRAME_HEIGHT = 180;

    private Payloads() {}

    /**
     * One packet of a frame.
     *
     * @param layer simulcast layer, 0 lowest: its pictures are that many times doubled in size
     * @param frame number of the frame; temporal layers follow from it (two, every other frame)
     */
    record Part(boolean keyframe, boolean first, boolean last, int layer, int frame) {}

    /** Appends a payload of that codec's, {@code bytes} long. */
    static void append(String codec, Part part, int bytes, Packet into) {
        int end = into.length() + bytes;
        switch (codec) {
            case "opus" -> into.append8(0xFC);
            case "vp8" -> vp8(part, into);
            case "vp9" -> vp9(part, into);
            case "h264" -> h264(part, into);
            case "av1" -> into.append8((part.first ? 0 : 0x80) | 0x10 | (isStart(part) ? 8 : 0));
            default -> {}
        }
        while (into.length() < end) {
            into.append8(codec.equals("pcma") ? 0xD5 : 0xFF);
        }
    }

    private static boolean isStart(Part part) {
        return part.keyframe && part.first;
    }

    private static int temporal(Part part) {
        return part.keyframe ? 0 : part.frame & 1;
    }

    /** RFC 7741, 4.2: picture id of 15 bits, TL0PICIDX and TID; then 4.3. */
    private static void vp8(Part part, Packet into) {
        into.append8(0x80 | (part.first ? 0x10 : 0));
        into.append8(0xE0);
        into.append16(0x8000 | (part.frame & 0x7FFF));
        into.append8((part.frame >> 1) & 0xFF);
        into.append8(temporal(part) << 6 | (temporal(part) == 1 ? 0x20 : 0));
        if (!part.first) return;
        into.append8(part.keyframe ? 0x10 : 0x11);
        into.append16(0x0200);
        if (!part.keyframe) return;
        into.append8(0x9D);
        into.append16(0x012A);
        littleEndian(KEYFRAME_WIDTH << part.layer, into);
        littleEndian(KEYFRAME_HEIGHT << part.layer, into);
    }

    private static void littleEndian(int value, Packet into) {
        into.append8(value & 0xFF);
        into.append8(value >> 8);
    }

    /** RFC 9628, 4.2: picture id of 15 bits, no layers; the size with a keyframe. */
    private static void vp9(Part part, Packet into) {
        boolean structure = isStart(part);
        int flags = 0x80;
        if (!part.keyframe) flags |= 0x40;
        if (part.first) flags |= 0x08;
        if (part.last) flags |= 0x04;
        if (structure) flags |= 0x02;
        into.append8(flags);
        into.append16(0x8000 | (part.frame & 0x7FFF));
        if (!structure) return;
        into.append8(0x10);
        into.append16(KEYFRAME_WIDTH);
        into.append16(KEYFRAME_HEIGHT);
    }

    /** RFC 6184: SPS and PPS in a STAP-A before a keyframe, then slices. */
    private static void h264(Part part, Packet into) {
        if (!isStart(part)) {
            into.append8(part.keyframe ? 0x65 : 0x41);
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
}
