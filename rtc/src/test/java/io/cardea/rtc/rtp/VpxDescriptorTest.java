package io.cardea.rtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VpxDescriptorTest {
    /** First packet of a 640x360 keyframe as browsers send it with temporal layers. */
    private static final String VP8_KEYFRAME =
            "90 e0 8765 2a 20 10 02 00 9d012a 8002 6801 0047088585";

    private static final String VP8_DELTA = "90 e0 8766 2b 80 11 02 00 9d012a 8002 6801 0047088585";

    /** First packet of an SVC keyframe: three spatial layers with sizes, and a picture group. */
    private static final String VP9_KEYFRAME =
            "aa 8001 00 07 58 0140 00b4 0280 0168 0500 02d0 01 04 01 8249834200";

    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private final Vp9Descriptor vp9 = new Vp9Descriptor();

    @Test
    void readsAVp8Keyframe() {
        assertTrue(parseVp8(VP8_KEYFRAME));

        assertTrue(vp8.start);
        assertEquals(0, vp8.partitionId);
        assertEquals(0x0765, vp8.pictureId);
        assertEquals(15, vp8.pictureIdBits);
        assertEquals(0x2a, vp8.tl0PicIdx);
        assertEquals(0, vp8.temporalId);
        assertTrue(vp8.layerSync);
        assertEquals(Vp8Descriptor.ABSENT, vp8.keyIndex);
        assertEquals(6, vp8.length);
        assertTrue(vp8.keyframe);
        assertEquals(640, vp8.width);
        assertEquals(360, vp8.height);
    }

    @Test
    void readsAVp8DeltaFrame() {
        assertTrue(parseVp8(VP8_DELTA));

        assertEquals(2, vp8.temporalId);
        assertFalse(vp8.layerSync);
        assertFalse(vp8.keyframe);
        assertEquals(0, vp8.width);
    }

    @Test
    void readsShortVp8Descriptors() {
        assertTrue(parseVp8("30 01"));
        assertTrue(vp8.nonReference);
        assertEquals(1, vp8.length);
        assertEquals(Vp8Descriptor.ABSENT, vp8.pictureId);
        assertEquals(Vp8Descriptor.ABSENT, vp8.temporalId);

        assertTrue(parseVp8("80 80 7f 01"));
        assertEquals(127, vp8.pictureId);
        assertEquals(7, vp8.pictureIdBits);
        assertFalse(vp8.start);

        assertTrue(parseVp8("83 10 1f 01"));
        assertEquals(31, vp8.keyIndex);
        assertEquals(3, vp8.partitionId);
        assertEquals(Vp8Descriptor.ABSENT, vp8.temporalId);
    }

    @Test
    void refusesATruncatedVp8Descriptor() {
        assertFalse(parseVp8(""));
        assertFalse(parseVp8("80"));
        assertFalse(parseVp8("80 80"));
        assertFalse(parseVp8("80 80 81"));
        assertFalse(parseVp8("80 c0 01"));
        assertFalse(parseVp8("80 e0 8101 05"));
    }

    @Test
    void rewritingAVp8DescriptorNeverReachesBeyondIt() {
        Random random = new Random(7741);
        for (int run = 0; run < 50_000; run++) {
            byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            Packet packet = Packet.of(bytes);
            int length = random.nextInt(6);
            String before = Hex.text(packet);

            Vp8Descriptor.rewrite(packet, 3, length, 0x1234, 0x56);

            String after = Hex.text(packet);
            assertEquals(before.substring(0, 6), after.substring(0, 6));
            assertEquals(before.substring(6 + 2 * length), after.substring(6 + 2 * length));
        }
    }

    @Test
    void readsAVp9KeyframeWithItsStructure() {
        assertTrue(parseVp9(VP9_KEYFRAME));

        assertEquals(1, vp9.pictureId);
        assertFalse(vp9.interPicturePredicted);
        assertFalse(vp9.flexible);
        assertTrue(vp9.start);
        assertFalse(vp9.end);
        assertEquals(0, vp9.temporalId);
        assertEquals(0, vp9.spatialId);
        assertFalse(vp9.switchingUpPoint);
        assertEquals(7, vp9.tl0PicIdx);
        assertTrue(vp9.hasStructure);
        assertTrue(vp9.hasResolutions);
        assertEquals(3, vp9.spatialLayers);
        assertEquals(1, vp9.temporalLayers);
        assertEquals(320, vp9.widths[0]);
        assertEquals(720, vp9.heights[2]);
        assertEquals(21, vp9.length);
        assertTrue(vp9.isKeyframe());
    }

    @Test
    void readsFlexibleModeWithReferences() {
        // I P L F B E: TID 2, U, SID 1, D; P_DIFF 1 (more follow) and 3.
        assertTrue(parseVp9("fc 05 53 03 06 aabb"));

        assertTrue(vp9.flexible);
        assertEquals(5, vp9.pictureId);
        assertEquals(2, vp9.temporalId);
        assertTrue(vp9.switchingUpPoint);
        assertEquals(1, vp9.spatialId);
        assertTrue(vp9.interLayerPredicted);
        assertEquals(Vp9Descriptor.ABSENT, vp9.tl0PicIdx);
        assertEquals(5, vp9.length);
        assertFalse(vp9.isKeyframe());
    }

    @Test
    void refusesATruncatedOrMalformedVp9Descriptor() {
        assertFalse(parseVp9(""));
        assertFalse(parseVp9("80"));
        assertFalse(parseVp9("80 81"));
        assertFalse(parseVp9("a0 01 00"));
        assertFalse(parseVp9("d0 01 03 05 07 09")); // a fourth reference
        byte[] whole = Hex.bytes(VP9_KEYFRAME);
        for (int length = 0; length < 21; length++) {
            assertFalse(vp9.parse(Packet.of(whole), 0, length), "length " + length);
        }
    }

    @Test
    void takesArbitraryBytesWithoutReadingOutside() {
        Random random = new Random(9628);
        for (int run = 0; run < 100_000; run++) {
            byte[] bytes = new byte[random.nextInt(32)];
            random.nextBytes(bytes);
            Packet packet = Packet.of(bytes);
            if (vp8.parse(packet, 0, bytes.length)) assertTrue(vp8.length <= bytes.length);
            if (vp9.parse(packet, 0, bytes.length)) assertTrue(vp9.length <= bytes.length);
        }
    }

    private boolean parseVp8(String text) {
        Packet packet = Hex.packet(text);
        return vp8.parse(packet, 0, packet.length());
    }

    private boolean parseVp9(String text) {
        Packet packet = Hex.packet(text);
        return vp9.parse(packet, 0, packet.length());
    }
}
