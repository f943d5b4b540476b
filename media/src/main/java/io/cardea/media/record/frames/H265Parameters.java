package io.cardea.media.record.frames;

import java.io.ByteArrayOutputStream;

/** What H.265 parameter sets tell: the picture size and the hvcC record (ISO/IEC 14496-15, 8.3). */
final class H265Parameters {
    private static final int MAX_SIDE = 16_384;
    private static final int PROFILE_BYTES = 12; // general_profile_space to general_level_idc

    private H265Parameters() {}

    private record Sps(
            int subLayers,
            boolean nested,
            byte[] profile,
            int chroma,
            int lumaDepth,
            int chromaDepth,
            int width,
            int height) {}

    /**
     * @param sets VPS, SPS, PPS
     */
    static VideoFormat format(byte[][] sets) {
        Sps sps = sps(sets[1]);
        return new VideoFormat(sps.width, sps.height, record(sps, sets));
    }

    /** H.265, 7.3.2.2.1. */
    private static Sps sps(byte[] nal) {
        BitReader bits = BitReader.ofNalUnit(nal, 2);
        bits.skip(4);
        int subLayers = bits.read(3);
        boolean nested = bits.flag();
        byte[] profile = new byte[PROFILE_BYTES];
        for (int i = 0; i < PROFILE_BYTES; i++) {
            profile[i] = (byte) bits.read(8);
        }
        subLayerProfiles(bits, subLayers);
        bits.exponential(); // sps_seq_parameter_set_id
        int chroma = bits.exponential();
        if (chroma == 3) bits.skip(1);
        int width = bits.exponential();
        int height = bits.exponential();
        if (bits.flag()) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = chroma == 1 ? 2 : 1;
            width -= unitX * (bits.exponential() + bits.exponential());
            height -= unitY * (bits.exponential() + bits.exponential());
        }
        int lumaDepth = bits.exponential();
        int chromaDepth = bits.exponential();
        boolean plain =
                !bits.isExhausted()
                        && width > 0
                        && width <= MAX_SIDE
                        && height > 0
                        && height <= MAX_SIDE;
        return new Sps(
                subLayers,
                nested,
                profile,
                chroma,
                lumaDepth,
                chromaDepth,
                plain ? width : 0,
                plain ? height : 0);
    }

    private static void subLayerProfiles(BitReader bits, int subLayers) {
        if (subLayers == 0) return;
        int profiles = 0;
        int levels = 0;
        for (int i = 0; i < 8; i++) {
            boolean present = i < subLayers;
            if (bits.flag() && present) profiles++;
            if (bits.flag() && present) levels++;
        }
        bits.skip(88 * profiles + 8 * levels);
    }

    private static byte[] record(Sps sps, byte[][] sets) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(1);
        record.writeBytes(sps.profile);
        record.write(0xF0); // min_spatial_segmentation_idc 0
        record.write(0);
        record.write(0xFC); // parallelismType unknown
        record.write(0xFC | sps.chroma & 3);
        record.write(0xF8 | sps.lumaDepth & 7);
        record.write(0xF8 | sps.chromaDepth & 7);
        record.write(0); // avgFrameRate unknown
        record.write(0);
        record.write((sps.subLayers + 1) << 3 | (sps.nested ? 4 : 0) | 3); // four-byte lengths
        record.write(sets.length);
        for (int i = 0; i < sets.length; i++) {
            record.write(H265Depacketizer.VPS + i); // not all of them: there may be more in band
            record.write(0);
            record.write(1);
            record.write(sets[i].length >> 8);
            record.write(sets[i].length);
            record.writeBytes(sets[i]);
        }
        return record.toByteArray();
    }
}
