package io.cardea.tools.load.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.Vp8Descriptor;
import org.junit.jupiter.api.Test;

class PayloadsTest {
    private static final int HEADER = 12;

    private static Packet packet(String codec, boolean keyframe, boolean first) {
        var plan = new MediaPlan(codec, 600_000, 1_200, 25, 3, 1, false);
        var stream = new VideoStream(plan, 0, plan.bitrate(), 44);
        return stream.packet(new PacketPool(), keyframe, first, 123_456_789L);
    }

    private static boolean isKeyframe(CodecId codec, Packet packet) {
        return Keyframes.isKeyframe(codec, packet, HEADER, packet.length() - HEADER);
    }

    @Test
    void aVp8KeyframeIsOne() {
        Packet packet = packet("vp8", true, true);
        assertTrue(isKeyframe(CodecId.VP8, packet));
        var descriptor = new Vp8Descriptor();
        assertTrue(descriptor.parse(packet, HEADER, packet.length() - HEADER));
        assertEquals(320, descriptor.width);
        assertFalse(isKeyframe(CodecId.VP8, packet("vp8", true, false)));
        assertFalse(isKeyframe(CodecId.VP8, packet("vp8", false, true)));
    }

    @Test
    void anH264KeyframeIsOne() {
        assertTrue(isKeyframe(CodecId.H264, packet("h264", true, true)));
        assertFalse(isKeyframe(CodecId.H264, packet("h264", false, true)));
    }

    @Test
    void theStampIsFoundAgain() {
        Packet packet = packet("vp8", false, false);
        assertEquals(123_456_789L, Payloads.stamp(packet));
        packet.put8(packet.length() - 10, 1);
        assertEquals(Payloads.NO_STAMP, Payloads.stamp(packet));
        assertEquals(Payloads.NO_STAMP, Payloads.stamp(new Packet()));
    }

    @Test
    void thePacketsMakeUpTheBitrate() {
        var plan = new MediaPlan("vp8", 600_000, 1_200, 25, 3, 1, false);
        var stream = new VideoStream(plan, 0, plan.bitrate(), 44);
        long packets = 0;
        for (int i = 0; i < 25 * 100; i++) {
            packets += stream.packets(false);
        }
        assertEquals(600_000, packets * 1_200 * 8 / 100.0, 1_000);
    }
}
