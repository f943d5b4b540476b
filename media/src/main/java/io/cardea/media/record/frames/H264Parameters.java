package io.cardea.media.record.frames;

import java.io.ByteArrayOutputStream;

/** What H.264 parameter sets tell: the picture size and the avcC record (ISO/IEC 14496-15, 5.3). */
final class H264Parameters {
    private static final int MAX_SIDE = 16_384;

    private H264Parameters() {}

    /** The profiles whose sets tell of chroma and bit depth (H.264, 7.3.2.1.1). */
    private static boolean isHigh(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    static VideoFormat format(byte[] sps, byte[] pps) {
        int profile = sps[1] & 0xFF;
        BitReader bits = BitReader.ofNalUnit(sps, 4);
        bits.exponential(); // seq_parameter_set_id
        int chroma = 1;
        int lumaDepth = 0;
        int chromaDepth = 0;
        if (isHigh(profile)) {
            chroma = bits.exponential();
            if (chroma == 3) bits.skip(1);
            lumaDepth = bits.exponential();
            chromaDepth = bits.exponential();
            bits.skip(1);
            if (bits.flag()) scalingLists(bits, chroma == 3 ? 12 : 8);
        }
        byte[] record =
                record(sps, pps, isHigh(profile) ? new int[] {chroma, lumaDepth, chromaDepth} : NO);
        return size(bits, chroma, record);
    }

    private static final int[] NO = {};

    private static VideoFormat size(BitReader bits, int chroma, byte[] record) {
        bits.exponential(); // log2_max_frame_num_minus4
        pictureOrder(bits);
        bits.exponential(); // max_num_ref_frames
        bits.skip(1);
        int width = 16 * (bits.exponential() + 1);
        int heightUnits = bits.exponential() + 1;
        boolean framesOnly = bits.flag();
        int height = 16 * heightUnits * (framesOnly ? 1 : 2);
        if (!framesOnly) bits.skip(1);
        bits.skip(1);
        if (bits.flag()) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = (chroma == 1 ? 2 : 1) * (framesOnly ? 1 : 2);
            width -= unitX * (bits.exponential() + bits.exponential());
            height -= unitY * (bits.exponential() + bits.exponential());
        }
        boolean plain = !bits.isExhausted() && isSide(width) && isSide(height);
        return plain ? new VideoFormat(width, height, record) : new VideoFormat(0, 0, record);
    }

    private static boolean isSide(int pixels) {
        return pixels > 0 && pixels <= MAX_SIDE;
    }

    private static void scalingLists(BitReader bits, int count) {
        for (int i = 0; i < count; i++) {
            if (!bits.flag()) continue;
            int last = 8;
            int next = 8;
            for (int j = 0; j < (i < 6 ? 16 : 64) && !bits.isExhausted(); j++) {
                if (next != 0) next = (last + bits.signedExponential()) & 0xFF;
                last = next == 0 ? last : next;
            }
        }
    }

    private static void pictureOrder(BitReader bits) {
        int type = bits.exponential();
        if (type == 0) bits.exponential();
        if (type != 1) return;
        bits.skip(1);
        bits.signedExponential();
        bits.signedExponential();
        int cycle = bits.exponential();
        for (int i = 0; i < cycle && !bits.isExhausted(); i++) {
            bits.signedExponential();
        }
    }

    private static byte[] record(byte[] sps, byte[] pps, int[] high) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(1);
        record.write(sps, 1, 3);
        record.write(0xFF); // lengths have four bytes
        record.write(0xE1);
        set(record, sps);
        record.write(1);
        set(record, pps);
        if (high.length > 0) {
            record.write(0xFC | high[0] & 3);
            record.write(0xF8 | high[1] & 7);
            record.write(0xF8 | high[2] & 7);
            record.write(0);
        }
        return record.toByteArray();
    }

    private static void set(ByteArrayOutputStream record, byte[] set) {
        record.write(set.length >> 8);
        record.write(set.length);
        record.writeBytes(set);
    }
}
