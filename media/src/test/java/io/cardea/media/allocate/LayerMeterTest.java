package io.cardea.media.allocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.RtpPacket;
import org.junit.jupiter.api.Test;

class LayerMeterTest {
    private static final long MILLI = 1_000_000L;

    private final LayerMeter meter = new LayerMeter();
    private long now = 5_000 * MILLI;

    private void count(CodecId codec, int layer, boolean simulcast, int bytes, int... head) {
        Packet packet = new Packet();
        for (int b : head) {
            packet.append8(b);
        }
        while (packet.length() < bytes - LayerMeter.OVERHEAD_BYTES) packet.append8(0);
        RtpPacket view = new RtpPacket();
        view.packet(packet);
        view.layer = layer;
        view.payloadOffset = 0;
        view.payloadLength = packet.length();
        meter.count(view, codec, simulcast, now);
    }

    private static int[] vp8(int temporal) {
        return new int[] {0x90, 0xE0, 0x80, 0, 0, temporal << 6, 1};
    }

    private static int[] vp9(int spatial, int temporal) {
        return new int[] {0x20 | 0x10 | 0x08 | 0x04, temporal << 5 | spatial << 1, 0};
    }

    @Test
    void knowsNothingBeforeTheFirstWindow() {
        for (int i = 0; i < 5; i++) {
            count(CodecId.VP8, 0, true, 1_000, vp8(0));
            now += 90 * MILLI;
        }
        assertSame(LayerRates.UNKNOWN, meter.rates());
    }

    @Test
    void tellsSimulcastAndTemporalLayersApart() {
        for (int i = 0; i < 100; i++) {
            count(CodecId.VP8, 0, true, 125, vp8(0));
            count(CodecId.VP8, 1, true, 500, vp8(i % 2));
            count(CodecId.VP8, 2, true, 1_250, vp8(2));
            now += 10 * MILLI;
        }
        LayerRates rates = meter.rates();
        assertEquals(100_000, rates.bps(0), 3_000);
        assertEquals(200_000, rates.bps(1, 0), 10_000);
        assertEquals(400_000, rates.bps(1), 10_000);
        assertEquals(1_000_000, rates.bps(2), 30_000);
        assertEquals(1, rates.temporalLayers(0));
        assertEquals(2, rates.temporalLayers(1));
        assertEquals(1_500_000, rates.total(), 50_000);
    }

    @Test
    void tellsSpatialLayersApart() {
        for (int i = 0; i < 100; i++) {
            count(CodecId.VP9, 0, false, 125, vp9(0, 0));
            count(CodecId.VP9, 0, false, 500, vp9(1, 1));
            now += 10 * MILLI;
        }
        assertEquals(100_000, meter.rates().bps(0), 3_000);
        assertEquals(400_000, meter.rates().bps(1), 10_000);
        assertFalse(meter.rates().isAlive(2));
    }

    @Test
    void aLayerThatStopsIsSilentSoon() {
        for (int i = 0; i < 400; i++) {
            count(CodecId.H264, 0, true, 125);
            if (i < 200) count(CodecId.H264, 1, true, 500);
            now += 10 * MILLI;
        }
        assertTrue(meter.rates().isAlive(0));
        assertFalse(meter.rates().isAlive(1));
    }

    @Test
    void whatStoppedLongAgoSaysNothing() {
        for (int i = 0; i < 100; i++) {
            count(CodecId.H264, 0, false, 125);
            now += 10 * MILLI;
        }
        assertTrue(meter.rates().isKnown(now));
        assertFalse(meter.rates().isKnown(now + LayerRates.STALE_NANOS));
    }

    @Test
    void anythingCanBeCounted() {
        count(CodecId.VP9, 0, false, 60, 0xFF, 0xFF, 0xFF, 0xFF);
        count(CodecId.VP8, 200, true, 60, 0xFF, 0xFF);
        count(CodecId.AV1, -1, true, 60);
        now += 600 * MILLI;
        count(CodecId.OTHER, 0, false, 60);
        assertTrue(meter.rates().total() > 0);
    }
}
