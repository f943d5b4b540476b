package io.cardea.media.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import org.junit.jupiter.api.Test;

class SwitchingContextTest {
    private static final long MILLI = 1_000_000;
    private static final int CLOCK = 90_000;

    private final SwitchingContext context = new SwitchingContext();
    private final RtpRewrite out = new RtpRewrite();

    private static RtpPacket packet(int ssrc, int sequence, int timestamp) {
        RtpPacket packet = new RtpPacket();
        packet.ssrc = ssrc;
        packet.sequenceNumber = sequence;
        packet.timestamp = timestamp;
        return packet;
    }

    private void rewrite(int ssrc, int sequence, int timestamp, long millis) {
        context.rewrite(packet(ssrc, sequence, timestamp), CLOCK, millis * MILLI, out);
    }

    private void assertOut(int sequence, int timestamp) {
        assertEquals(sequence, out.sequenceNumber);
        assertEquals(timestamp, out.timestamp);
    }

    @Test
    void startsAtOneAndZero() {
        rewrite(1, 40_000, 123_456, 5_000);
        assertOut(1, 0);
        rewrite(1, 40_001, 126_456, 5_033);
        assertOut(2, 3_000);
    }

    @Test
    void continuesAnotherSourceByElapsedTime() {
        rewrite(1, 40_000, 1_000, 0);
        rewrite(1, 40_001, 4_000, 33);
        rewrite(2, 7, 999_999, 133);
        assertOut(3, 3_000 + 9_000);
        rewrite(2, 8, 1_002_999, 166);
        assertOut(4, 15_000);
    }

    @Test
    void advancesByAtLeastOneTick() {
        rewrite(1, 1, 1_000, 0);
        rewrite(2, 1, 1_000, 0);
        assertOut(2, 1);
    }

    @Test
    void wrapsSequenceNumbersAndTimestamps() {
        rewrite(1, 65_535, -1_500, 0);
        rewrite(1, 0, 1_500, 33);
        assertOut(2, 3_000);
    }

    @Test
    void keepsTheGapOfALoss() {
        rewrite(1, 10, 0, 0);
        rewrite(1, 13, 9_000, 100);
        assertOut(4, 9_000);
        rewrite(1, 11, 3_000, 110);
        assertOut(2, 3_000);
        rewrite(1, 14, 12_000, 133);
        assertOut(5, 12_000);
    }

    @Test
    void hidesWhatIsLeftOut() {
        rewrite(1, 10, 0, 0);
        context.skip(packet(1, 11, 3_000));
        context.skip(packet(1, 12, 3_000));
        rewrite(1, 13, 6_000, 66);
        assertOut(2, 6_000);
    }

    @Test
    void doesNotShiftALatePacketByWhatWasLeftOutAfterIt() {
        rewrite(1, 10, 0, 0);
        // 11 is lost, 12 left out
        context.skip(packet(1, 12, 3_000));
        rewrite(1, 13, 6_000, 66);
        assertOut(3, 6_000);
        rewrite(1, 11, 0, 70);
        assertOut(2, 0);
        rewrite(1, 14, 9_000, 99);
        assertOut(4, 9_000);
    }

    @Test
    void aLatePacketLeftOutShiftsNothing() {
        rewrite(1, 10, 0, 0);
        rewrite(1, 12, 3_000, 33);
        context.skip(packet(1, 11, 0));
        rewrite(1, 13, 6_000, 66);
        assertOut(4, 6_000);
    }

    @Test
    void joinsSequenceNumbersAfterAPause() {
        rewrite(1, 10, 0, 0);
        context.pause();
        rewrite(1, 500, 90_000, 1_000);
        assertOut(2, 90_000);
    }

    @Test
    void restartsAsIfFromAnotherSource() {
        rewrite(1, 10, 0, 0);
        context.restart();
        rewrite(1, 500, 5, 1_000);
        assertOut(2, 90_000);
    }

    @Test
    void anotherSourceAfterLatePacketsFollowsTheNewest() {
        rewrite(1, 10, 0, 0);
        rewrite(1, 12, 6_000, 66);
        rewrite(1, 11, 3_000, 67);
        rewrite(2, 99, 0, 66);
        assertOut(4, 6_001);
    }
}
