package io.cardea.media.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import org.junit.jupiter.api.Test;

class Vp8ContinuityTest {
    private final Vp8Continuity continuity = new Vp8Continuity();
    private final RtpRewrite out = new RtpRewrite();

    private void rewrite(int ssrc, int pictureId, boolean wide, int tl0) {
        RtpPacket view = view(ssrc, pictureId, wide, tl0);
        out.pictureId = -1;
        out.tl0PicIdx = -1;
        continuity.rewrite(view, out);
    }

    private static RtpPacket view(int ssrc, int pictureId, boolean wide, int tl0) {
        Packet packet = new Packet();
        packet.append8(0x90);
        packet.append8(0xC0);
        if (wide) {
            packet.append16(0x8000 | pictureId);
        } else {
            packet.append8(pictureId);
        }
        packet.append8(tl0);
        packet.length(20);
        RtpPacket view = new RtpPacket();
        view.packet(packet);
        view.payloadLength = 20;
        view.ssrc = ssrc;
        return view;
    }

    private void assertOut(int pictureId, int tl0) {
        assertEquals(pictureId, out.pictureId);
        assertEquals(tl0, out.tl0PicIdx);
    }

    @Test
    void continuesWithTheNextPictureWhenTheSourceChanges() {
        rewrite(1, 500, true, 200);
        assertOut(1, 1);
        rewrite(1, 503, true, 201);
        assertOut(4, 2);
        rewrite(2, 9_000, true, 7);
        assertOut(5, 3);
        rewrite(2, 9_001, true, 7);
        assertOut(6, 3);
    }

    @Test
    void wrapsWithTheWidthOfTheField() {
        rewrite(1, 0x7FFF, true, 255);
        rewrite(1, 0, true, 0);
        assertOut(2, 2);
        rewrite(2, 127, false, 9);
        assertOut(3, 3);
        rewrite(2, 0, false, 9);
        assertOut(4, 3);
    }

    @Test
    void aLatePictureDoesNotSetTheClockBack() {
        rewrite(1, 10, true, 1);
        rewrite(1, 12, true, 2);
        rewrite(1, 11, true, 1);
        assertOut(2, 1);
        rewrite(2, 700, true, 90);
        assertOut(4, 3);
    }

    @Test
    void picturesLeftOutCountForNothing() {
        rewrite(1, 10, true, 1);
        continuity.skip(view(1, 11, true, 1));
        continuity.skip(view(1, 11, true, 1)); // its second packet
        rewrite(1, 12, true, 1);
        assertOut(2, 1);
        continuity.skip(view(1, 13, true, 1));
        continuity.skip(view(1, 14, true, 1));
        rewrite(1, 15, true, 2);
        assertOut(3, 2);
        rewrite(1, 15, true, 2);
        assertOut(3, 2);

        rewrite(1, 12, true, 1); // late: from before two that were left out
        assertOut(2, 1);
        rewrite(2, 700, true, 9);
        assertOut(4, 3);
    }

    @Test
    void picturesLeftOutCountForNothingWhenIdsWrap() {
        rewrite(1, 126, false, 1);
        for (int i = 127; i < 1_000; i++) {
            if (i % 2 == 0) continue;
            continuity.skip(view(1, i & 0x7F, false, 1));
            rewrite(1, i + 1 & 0x7F, false, 1);
            assertEquals((i - 127) / 2 + 2 & 0x7F, out.pictureId);
        }
    }

    @Test
    void leavesPayloadsWithoutTheFieldsAlone() {
        Packet packet = new Packet();
        packet.append8(0x10);
        packet.length(20);
        RtpPacket view = new RtpPacket();
        view.packet(packet);
        view.payloadLength = 20;

        continuity.rewrite(view, out);

        assertOut(-1, -1);
    }
}
