package io.cardea.rtc.rtp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyframesTest {
    @Test
    void findsVp8Keyframes() {
        assertTrue(vp8("90 e0 8765 2a 20 10 02 00 9d012a 8002 6801"));
        assertTrue(vp8("10 10 02 00 9d012a 8002 6801 0102030405"));
        assertFalse(vp8("90 e0 8765 2a 20 11 02 00 9d012a 8002 6801"), "P bit");
        assertFalse(vp8("80 e0 8765 2a 20 10 02 00 9d012a 8002 6801"), "S bit");
        assertFalse(vp8("90 e0 8765 2a 20 10 02 00 9d012b 8002 6801"), "start code");
        assertFalse(vp8("10 10 02 00 9d012a 8002 6801"), "too short");
    }

    @Test
    void findsVp9Keyframes() {
        String rest = "00".repeat(16);
        assertTrue(vp9("aa 8001 00 07 50 0140 00b4 0280 0168 0500 02d0" + rest), "with sizes");
        assertTrue(vp9("8c 8001" + rest), "P 0, B 1, no layers");
        assertTrue(vp9("ac 8001 00 07" + rest), "lowest layer");
        assertTrue(vp9("ce 8001 18 0140 00b4 01 00" + rest), "predicted, but tells its size");
        assertFalse(vp9("ac 8001 02 07" + rest), "SID 1 begins no keyframe");
        assertFalse(vp9("cc 8001" + rest), "predicted");
        assertFalse(vp9("84 8001" + rest), "not the beginning");
        assertFalse(vp9("ce 8001 18 0000 0000 01 00" + rest), "empty size");
        assertFalse(vp9("ce 8001 08 01 00" + rest), "structure without sizes");
    }

    @Test
    void findsH264ParameterSets() {
        assertTrue(h264("67 42e01f"));
        assertTrue(h264("78 0002 0910 0004 6742e01f 0002 68ce"), "STAP-A");
        assertTrue(h264("7c 87 42e01f"), "first of a FU-A");
        assertFalse(h264("7c 07 42e01f"), "middle of a FU-A");
        assertFalse(h264("65 8884"), "IDR alone");
        assertFalse(h264("68 ce3c80"));
        assertFalse(h264("78 0002 0910"));
        assertFalse(h264("78 0009 6742"), "overrun");
        assertFalse(h264("78 0000 67"));
        assertFalse(h264(""));
        assertFalse(h264("7c"));
    }

    @Test
    void findsH264IdrSlices() {
        Packet idr = Hex.packet("78 0002 0910 0003 658884");
        assertTrue(H264.hasIdr(idr, 0, idr.length()));
        assertFalse(H264.hasSps(idr, 0, idr.length()));
    }

    @Test
    void findsH265Keyframes() {
        assertTrue(h265("4001 0c"), "VPS");
        assertTrue(h265("4201 01"), "SPS");
        assertTrue(h265("4401 c1"), "PPS");
        assertTrue(h265("2601 af"), "IDR_W_RADL");
        assertTrue(h265("2a01 af"), "CRA");
        assertTrue(h265("6001 0003 460150 0003 40010c"), "aggregation");
        assertTrue(h265("6201 93 af"), "first fragment of IDR");
        assertFalse(h265("6201 13 af"), "later fragment");
        assertFalse(h265("0201 d0"), "TRAIL_R");
        assertFalse(h265("6001 0003 460150"));
        assertFalse(h265("6001 0009 4001"));
        assertFalse(h265("40"));
    }

    @Test
    void findsAv1Sequences() {
        assertTrue(av1("18 0a"), "N = 1, W = 1");
        assertFalse(av1("10 32"));
        assertFalse(av1("98 0a"), "continuation");
        assertFalse(av1(""));
    }

    @Test
    void audioHasNoKeyframes() {
        assertFalse(is(CodecId.OPUS, "18 0a"));
        assertFalse(is(CodecId.OTHER, "18 0a"));
    }

    @Test
    void takesArbitraryBytesWithoutReadingOutside() {
        Random random = new Random(6184);
        for (int run = 0; run < 200_000; run++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            Packet packet = Packet.of(bytes);
            for (CodecId codec : CodecId.values()) {
                Keyframes.isKeyframe(codec, packet, 0, bytes.length);
            }
        }
    }

    private static boolean vp8(String text) {
        return is(CodecId.VP8, text);
    }

    private static boolean vp9(String text) {
        return is(CodecId.VP9, text);
    }

    private static boolean h264(String text) {
        return is(CodecId.H264, text);
    }

    private static boolean h265(String text) {
        return is(CodecId.H265, text);
    }

    private static boolean av1(String text) {
        return is(CodecId.AV1, text);
    }

    private static boolean is(CodecId codec, String text) {
        Packet packet = Hex.packet(text);
        return Keyframes.isKeyframe(codec, packet, 0, packet.length());
    }
}
