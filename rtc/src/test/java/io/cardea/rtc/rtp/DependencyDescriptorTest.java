package io.cardea.rtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DependencyDescriptorTest {
    private final DependencyDescriptor descriptor = new DependencyDescriptor();

    @Test
    void learnsTheStructureOfAKeyframe() {
        assertTrue(read(keyframe().packet()));

        assertTrue(descriptor.startOfFrame);
        assertFalse(descriptor.endOfFrame);
        assertTrue(descriptor.hasStructure);
        assertEquals(0x1234, descriptor.frameNumber);
        assertEquals(4, descriptor.templateCount);
        assertEquals(4, descriptor.decodeTargetCount);
        assertEquals(2, descriptor.chainCount);
        assertEquals(1, descriptor.maxSpatialId);
        assertEquals(1, descriptor.maxTemporalId);
        assertEquals(0, descriptor.spatialId);
        assertEquals(0, descriptor.temporalId);
        assertEquals(0b1111, descriptor.activeDecodeTargets);
        assertEquals(320, descriptor.width(0));
        assertEquals(360, descriptor.height(1));
        assertEquals(DependencyDescriptor.SWITCH, descriptor.dti(0));
        assertEquals(0, descriptor.frameDifferenceCount());
        assertEquals(1, descriptor.protectedBy(3));
        assertEquals(1, descriptor.targetSpatialId(3));
        assertEquals(1, descriptor.targetTemporalId(3));
        assertEquals(0, descriptor.targetTemporalId(2));
    }

    @Test
    void understandsLaterFramesByTheirTemplate() {
        read(keyframe().packet());

        // Start and end, template offset 60 + 3 = 63, frame 0xFFFF, nothing more.
        assertTrue(read(new BitText().put(2, 3).put(6, 63).put(16, 0xFFFF).packet()));

        assertTrue(descriptor.isKnown());
        assertTrue(descriptor.endOfFrame);
        assertFalse(descriptor.hasStructure);
        assertEquals(1, descriptor.spatialId);
        assertEquals(1, descriptor.temporalId);
        assertEquals(0xFFFF, descriptor.frameNumber);
        assertEquals(DependencyDescriptor.NOT_PRESENT, descriptor.dti(0));
        assertEquals(DependencyDescriptor.DISCARDABLE, descriptor.dti(3));
        assertEquals(2, descriptor.frameDifferenceCount());
        assertEquals(3, descriptor.frameDifference(0));
        assertEquals(1, descriptor.frameDifference(1));
        assertEquals(2, descriptor.chainDifference(1));
    }

    @Test
    void templateNumbersWrapAtSixtyFour() {
        BitText structure = mandatory(62);
        structure.put(5, 0b10000);
        structure(structure, 62, true);
        read(structure.packet());

        assertTrue(read(new BitText().put(2, 0).put(6, 1).put(16, 9).packet()));

        assertEquals(1, descriptor.spatialId);
        assertEquals(1, descriptor.temporalId);
    }

    @Test
    void readsWhatAFrameCustomizes() {
        read(keyframe().packet());
        BitText frame = mandatory(61);
        frame.put(5, 0b01111); // active targets, and custom everything
        frame.put(4, 0b0011);
        frame.put(2, 1).put(2, 2).put(2, 3).put(2, 0);
        frame.put(2, 1).put(4, 4).put(2, 2).put(8, 99).put(2, 3).put(12, 4_000).put(2, 0);
        frame.put(8, 7).put(8, 255);

        assertTrue(read(frame.packet()));

        assertTrue(descriptor.hasActiveDecodeTargets);
        assertEquals(0b0011, descriptor.activeDecodeTargets);
        assertEquals(DependencyDescriptor.REQUIRED, descriptor.dti(2));
        assertEquals(3, descriptor.frameDifferenceCount());
        assertEquals(5, descriptor.frameDifference(0));
        assertEquals(100, descriptor.frameDifference(1));
        assertEquals(4_001, descriptor.frameDifference(2));
        assertEquals(255, descriptor.chainDifference(1));
        assertEquals(0, descriptor.spatialId);
        assertEquals(1, descriptor.temporalId);
    }

    @Test
    void withoutStructureTheLayersAreUnknown() {
        assertTrue(read(new BitText().put(2, 3).put(6, 1).put(16, 5).packet()));

        assertFalse(descriptor.isKnown());
        assertEquals(DependencyDescriptor.ABSENT, descriptor.spatialId);
        assertEquals(5, descriptor.frameNumber);
    }

    @Test
    void aTemplateOutsideTheStructureIsUnknown() {
        read(keyframe().packet());

        assertTrue(read(new BitText().put(2, 3).put(6, 5).put(16, 5).packet()));

        assertFalse(descriptor.isKnown());
    }

    @Test
    void refusesWhatIsTruncated() {
        Packet whole = keyframe().packet();
        for (int length = 0; length < whole.length(); length++) {
            if (length == 3) continue; // mandatory fields alone are whole
            assertFalse(descriptor.read(whole, 0, length), "length " + length);
        }
        assertTrue(read(whole));
    }

    @Test
    void readsTheSimplestStructure() {
        // One spatial and one temporal layer: two templates, one target, one chain, as encoders
        // without layers send it.
        BitText bits = mandatory(0).put(5, 0b10000);
        bits.put(6, 0).put(5, 0);
        bits.put(2, 0).put(2, 3);
        bits.put(2, 2).put(2, 2);
        bits.put(1, 0).put(1, 1).put(4, 0).put(1, 0);
        bits.putBelow(2, 1).putBelow(1, 0);
        bits.put(4, 0).put(4, 1);
        bits.put(1, 0);

        assertTrue(read(bits.packet()));

        assertEquals(2, descriptor.templateCount);
        assertEquals(1, descriptor.decodeTargetCount);
        assertEquals(1, descriptor.chainCount);
        assertEquals(0, descriptor.width(0));
        read(new BitText().put(2, 3).put(6, 1).put(16, 6).packet());
        assertEquals(1, descriptor.frameDifference(0));
        assertEquals(1, descriptor.chainDifference(0));
    }

    @Test
    void takesArbitraryBytesWithoutReadingOutside() {
        Random random = new Random(1);
        Packet whole = keyframe().packet();
        for (int run = 0; run < 100_000; run++) {
            byte[] bytes = random.nextBoolean() ? whole.toBytes() : new byte[random.nextInt(64)];
            if (run % 2 == 0) random.nextBytes(bytes);
            for (int i = 0; i < 3 && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (!descriptor.read(Packet.of(bytes), 0, bytes.length)) continue;
            if (!descriptor.isKnown()) continue;
            assertTrue(descriptor.spatialId <= descriptor.maxSpatialId);
            for (int i = 0; i < descriptor.decodeTargetCount; i++) {
                descriptor.dti(i);
            }
            for (int i = 0; i < descriptor.frameDifferenceCount(); i++) {
                assertTrue(descriptor.frameDifference(i) > 0);
            }
            for (int i = 0; i < descriptor.chainCount; i++) {
                descriptor.chainDifference(i);
            }
        }
    }

    private boolean read(Packet packet) {
        return descriptor.read(packet, 0, packet.length());
    }

    private static BitText mandatory(int template) {
        return new BitText().put(1, 1).put(1, 0).put(6, template).put(16, 0x1234);
    }

    /** First packet of an L2T2 keyframe whose template numbers begin at 60. */
    private static BitText keyframe() {
        return structure(mandatory(60).put(5, 0b10000), 60, true);
    }

    private static BitText structure(BitText bits, int offset, boolean resolutions) {
        bits.put(6, offset).put(5, 3); // four decode targets
        bits.put(2, 1).put(2, 2).put(2, 1).put(2, 3); // S0T0 S0T1 S1T0 S1T1
        bits.put(8, 0b10_10_10_10)
                .put(8, 0b00_01_00_10)
                .put(8, 0b00_00_10_10)
                .put(8, 0b00_00_00_01);
        bits.put(1, 0); // S0T0 refers to nothing
        bits.put(1, 1).put(4, 0).put(1, 0);
        bits.put(1, 1).put(4, 0).put(1, 0);
        bits.put(1, 1).put(4, 2).put(1, 1).put(4, 0).put(1, 0);
        bits.putBelow(5, 2); // two chains
        bits.putBelow(2, 0).putBelow(2, 0).putBelow(2, 1).putBelow(2, 1);
        bits.put(8, 0x00).put(8, 0x11).put(8, 0x11).put(8, 0x12);
        bits.put(1, resolutions ? 1 : 0);
        if (resolutions) bits.put(16, 319).put(16, 179).put(16, 639).put(16, 359);
        return bits;
    }
}
