package io.cardea.rtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VideoLayersAllocationTest {
    private final VideoLayersAllocation allocation = new VideoLayersAllocation();

    @Test
    void readsLayersSharedByAllStreams() {
        // Stream 1 of 3, each with spatial layer 0 of three temporal layers, then bit rates.
        Packet packet =
                new BitText().put(2, 1).put(2, 2).put(4, 1).put(6, 0b10_10_10).put(2, 0).packet();
        packet.append(Hex.bytes("6464646464646464"), 0, 8);

        assertTrue(allocation.parse(packet, 0, packet.length()));

        assertEquals(1, allocation.streamIndex);
        assertEquals(3, allocation.streamCount);
        assertEquals(1, allocation.spatialLayers(2));
        assertEquals(3, allocation.temporalLayers(2, 0));
        assertEquals(1, allocation.totalSpatialLayers());
        assertEquals(3, allocation.totalTemporalLayers());
    }

    @Test
    void readsLayersOfEachStream() {
        Packet packet =
                new BitText()
                        .put(8, 0b00_01_0000) // two streams, masks follow
                        .put(8, 0b0111_0001)
                        .put(8, 0b00_01_10_11)
                        .packet();

        assertTrue(allocation.parse(packet, 0, packet.length()));

        assertEquals(3, allocation.spatialLayers(0));
        assertEquals(1, allocation.spatialLayers(1));
        assertEquals(3, allocation.temporalLayers(0, 2));
        assertEquals(4, allocation.temporalLayers(1, 0));
        assertEquals(0, allocation.temporalLayers(1, 1));
        assertEquals(3, allocation.totalSpatialLayers());
        assertEquals(4, allocation.totalTemporalLayers());
    }

    @Test
    void aZeroByteMeansThatNothingIsSent() {
        assertTrue(allocation.parse(Hex.packet("00"), 0, 1));

        assertEquals(0, allocation.streamCount);
        assertEquals(0, allocation.totalSpatialLayers());
    }

    @Test
    void refusesWhatIsTruncated() {
        assertFalse(allocation.parse(Hex.packet(""), 0, 0));
        assertFalse(allocation.parse(Hex.packet("01"), 0, 1));
        assertFalse(allocation.parse(Hex.packet("1071"), 0, 2));
    }

    @Test
    void takesArbitraryBytesWithoutReadingOutside() {
        Random random = new Random(2);
        for (int run = 0; run < 50_000; run++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (!allocation.parse(Packet.of(bytes), 0, bytes.length)) continue;
            assertTrue(allocation.totalSpatialLayers() <= 4);
            assertTrue(allocation.totalTemporalLayers() <= 4);
        }
    }
}
