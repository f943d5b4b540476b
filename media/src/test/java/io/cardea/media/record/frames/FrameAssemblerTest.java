package io.cardea.media.record.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames of every codec, from payloads as the RFCs lay them out. */
class FrameAssemblerTest {
    // A VP8 key frame header: tag, start code, 176x144 (RFC 6386, 9.1).
    private static final String VP8_KEY = "300200 9d012a b000 9000 aabb";

    // What x264 writes for 320x240 Constrained Baseline.
    private static final String SPS = "6742c00bd90141fb011000000300100000030140f142a480";
    private static final String PPS = "68cb83cb20";

    @Test
    void vp8LosesItsDescriptors() {
        Payloads in = new Payloads(CodecId.VP8);

        in.add(100, false, "9080 8123" + VP8_KEY).add(100, true, "8080 8123 cc");
        in.add(200, true, "9080 8124 310000");

        assertEquals("300200" + "9d012ab0009000aabbcc", in.hex(0));
        assertTrue(in.frames.get(0).keyframe());
        assertEquals(176, in.format(0).width());
        assertEquals(144, in.format(0).height());
        assertEquals("310000", in.hex(1));
        assertFalse(in.frames.get(1).keyframe());
    }

    @Test
    void videoBeginsWithAKeyframe() {
        Payloads in = new Payloads(CodecId.VP8);

        in.add(1, true, "10 310000").add(2, true, "10" + VP8_KEY).add(3, true, "10 310001");

        assertEquals(2, in.frames.size());
        assertEquals(1, in.assembler.dropped());
    }

    @Test
    void aLossCostsEverythingUntilTheNextKeyframe() {
        Payloads in = new Payloads(CodecId.VP8);
        in.add(1, true, "10" + VP8_KEY);

        in.add(2, false, "10 310000");
        in.assembler.lost();
        in.add(2, true, "00 aa");
        in.add(3, true, "10 310001");
        assertTrue(in.assembler.isWaiting());
        in.add(4, true, "10" + VP8_KEY).add(5, true, "10 310002");

        assertEquals(List.of(1, 4, 5), in.frames.stream().map(Frame::timestamp).toList());
        assertEquals(2, in.assembler.dropped());
    }

    @Test
    void aKeyframeWhoseStartIsLostIsNone() {
        Payloads in = new Payloads(CodecId.VP8);
        in.add(1, true, "10" + VP8_KEY);

        in.assembler.lost();
        in.add(2, true, "00 aabbcc");

        assertEquals(1, in.frames.size());
        assertTrue(in.assembler.isWaiting());
    }

    @Test
    void aFrameEndsWithItsTimestampWhereTheMarkerIsMissing() {
        Payloads in = new Payloads(CodecId.VP8);

        in.add(1, false, "10" + VP8_KEY).add(2, true, "10 310000");

        assertEquals(2, in.frames.size());
    }

    @Test
    void vp9LayersBecomeASuperframe() {
        Payloads in = new Payloads(CodecId.VP9);
        // Key frame, profile 0, 320x240: marker, sync code, colour, size.
        String key = "82 498342 00 13f0 0ef0 00";

        // L, B, E, V: two layers of 320x240 and 640x480.
        in.add(9, false, "2e 0001 30 0140 00f0 0280 01e0" + key);
        in.add(9, true, "2c 0301 8600");

        byte[] frame = in.frames.get(0).bytes();
        String hex = HexFormat.of().formatHex(frame);
        assertTrue(hex.endsWith("8600" + "d9" + "0a000000" + "02000000" + "d9"), hex);
        assertEquals(640, in.format(0).width());
        assertEquals(480, in.format(0).height());
    }

    @Test
    void h264AggregatesAndFragmentsBecomeUnitsBehindTheirLengths() {
        Payloads in = new Payloads(CodecId.H264);

        in.add(5, false, "78 0018" + SPS + "0005" + PPS);
        in.add(5, false, "7c 85 8884").add(5, false, "7c 05 0102").add(5, true, "7c 45 03");
        in.add(6, true, "41 9a00");

        assertEquals("00000018" + SPS + "00000005" + PPS + "00000006" + "658884010203", in.hex(0));
        assertEquals(320, in.format(0).width());
        assertEquals(240, in.format(0).height());
        String record = HexFormat.of().formatHex(in.format(0).configuration());
        assertEquals("0142c00bffe10018" + SPS + "010005" + PPS, record);
        assertEquals("00000003419a00", in.hex(1));
    }

    @Test
    void h264ParameterSetsOfBeforeAreRepeatedInAKeyframe() {
        Payloads in = new Payloads(CodecId.H264);

        in.add(1, true, SPS).add(2, true, PPS).add(3, true, "65 88");

        assertEquals(1, in.frames.size());
        assertEquals("00000018" + SPS + "00000005" + PPS + "00000002" + "6588", in.hex(0));
    }

    @Test
    void anH264FragmentWithoutItsStartSpoilsTheFrame() {
        Payloads in = new Payloads(CodecId.H264);

        in.add(5, false, "78 0018" + SPS + "0005" + PPS).add(5, true, "7c 45 03");

        assertEquals(0, in.frames.size());
        assertEquals(1, in.assembler.dropped());
    }

    @Test
    void h265FragmentsGetTheirHeaderBack() {
        Payloads in = new Payloads(CodecId.H265);
        // What x265 writes for 322x242.
        String vps = "40010c01ffff01600000030090000003000003003c959809";
        String sps =
                "42010101600000030090000003000003003ca00a480f9c9265959a4932bffc0790078da0"
                        + "2000000300200000030141";
        String pps = "4401c172b46240";

        in.add(1, false, "6001" + sized(vps) + sized(sps) + sized(pps));
        in.add(1, false, "6201 93 aa").add(1, true, "6201 53 bb");

        assertTrue(in.hex(0).endsWith(pps + "00000004" + "2601aabb"), in.hex(0));
        assertTrue(in.frames.get(0).keyframe());
        assertEquals(322, in.format(0).width());
        assertEquals(242, in.format(0).height());
        String record = HexFormat.of().formatHex(in.format(0).configuration());
        assertTrue(
                record.startsWith("010160000000900000000000" + "3cf000fcfdf8f800000f03200001"),
                record);
    }

    private static String sized(String hex) {
        return String.format("%04x", hex.length() / 2) + hex;
    }

    @Test
    void av1ElementsBecomeObusWithSizes() {
        Payloads in = new Payloads(CodecId.AV1);
        // The sequence header that libaom writes for 64x48, profile 1.
        String header = "20000002aff79b5f2404340080";

        // N, two elements, the second of which goes on; a temporal delimiter is left out.
        in.add(1, false, "48 02 1200 0e 08" + header + "05 30 10010203");
        in.assembler.restart();
        in.add(2, false, "68 0e 08" + header + "30 0102");
        in.add(2, true, "90 0304");

        assertEquals("0a0d" + header + "3204" + "01020304", in.hex(0));
        assertEquals(64, in.format(0).width());
        assertEquals(48, in.format(0).height());
        String record = HexFormat.of().formatHex(in.format(0).configuration());
        assertEquals("81200000" + "0a0d" + header, record);
    }

    @Test
    void anAv1FragmentWithoutItsEndSpoilsTheFrame() {
        Payloads in = new Payloads(CodecId.AV1);

        in.add(1, false, "58 30 0102").add(2, true, "10 30 0304");

        assertEquals(0, in.frames.size());
        assertEquals(2, in.assembler.dropped());
    }

    @Test
    void opusPacketsAreFramesAndLossIsNoMatter() {
        Payloads in = new Payloads(CodecId.OPUS);

        in.add(0, false, "78aa");
        in.assembler.lost();
        in.add(1_920, true, "78bb");

        assertEquals("78aa", in.hex(0));
        assertEquals("78bb", in.hex(1));
        assertEquals(0, in.assembler.dropped());
    }

    @Test
    void nothingThatComesMakesItThrow() {
        long seed = 42;
        Random random = new Random(seed);
        for (CodecId codec :
                List.of(CodecId.VP8, CodecId.VP9, CodecId.H264, CodecId.H265, CodecId.AV1)) {
            int[] frames = new int[1];
            FrameAssembler assembler = new FrameAssembler(codec, frame -> frames[0]++);
            for (int i = 0; i < 100_000; i++) {
                byte[] bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
                Payload payload =
                        new Payload(
                                Packet.of(bytes),
                                0,
                                bytes.length,
                                i & 0xFFFF,
                                i / 4,
                                random.nextBoolean(),
                                i);
                if (random.nextInt(20) == 0) assembler.lost();
                assembler.packet(payload);
            }
            assertTrue(assembler.dropped() > 0, codec + " seed " + seed);
        }
    }
}
