package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.Line.VP8_RTX;
import static io.cardea.rtc.peer.PeerPair.MS;
import static io.cardea.rtc.peer.PeerPair.S;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.rtcp.RtcpReader.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which m-line and layer a packet is taken for, and what is made of it. */
final class InboundRtpTest {
    private static final int MID = 4;
    private static final int RID = 5;
    private static final int REPAIRED_RID = 6;

    private PeerPair pair;
    private Side ours;

    @AfterEach
    void nothingLeaks() {
        pair.end();
    }

    private void connect(Line... lines) {
        pair = PeerPair.clear(lines).mute();
        ours = pair.ours;
    }

    // ---- Where a packet belongs ----

    @Test
    void anSsrcOfTheDescriptionLeadsToItsLine() {
        connect(Line.audio(0), Line.video(1));
        ours.inject(Bytes.rtp(VP8, 2001, 5, 90));
        ours.inject(Bytes.rtp(OPUS, 2000, 6, 48));
        assertEquals(List.of(1, 0), ours.heard.stream().map(Side.Heard::mediaIndex).toList());
        assertEquals(2001, ours.heard.getFirst().ssrc());
        assertArrayEquals(Bytes.payload(5), ours.heard.getFirst().payload());
    }

    @Test
    void ofAnSsrcWithoutMidThePayloadTypeDecidesIfOneLineHasIt() {
        connect(Line.audio(0), Line.video(1).withoutRemoteSsrcs());
        ours.inject(Bytes.rtp(VP8, 77, 5, 90));
        assertEquals(1, ours.heard.getFirst().mediaIndex());
    }

    @Test
    void twoLinesWithThatPayloadTypeAndNoMidMeanNothing() {
        connect(Line.video(0).withoutRemoteSsrcs(), Line.video(1).withoutRemoteSsrcs());
        ours.inject(Bytes.rtp(VP8, 77, 5, 90));
        assertTrue(ours.heard.isEmpty());
        assertEquals(1, ours.peer.counters().unknownSsrcs);
    }

    @Test
    void aMidTeachesAnSsrcWhichThenNeedsNoMid() {
        connect(Line.video(0).withoutRemoteSsrcs(), Line.video(1).withoutRemoteSsrcs());
        ours.inject(Bytes.rtpWith(VP8, 77, 5, 90, MID, "1"));
        ours.inject(Bytes.rtp(VP8, 77, 6, 90));
        assertEquals(List.of(1, 1), ours.heard.stream().map(Side.Heard::mediaIndex).toList());
    }

    @Test
    void aMidThatNoLineHasMeansNothing() {
        connect(Line.audio(0), Line.video(1));
        ours.inject(Bytes.rtpWith(VP8, 77, 5, 90, MID, "x"));
        assertTrue(ours.heard.isEmpty());
        assertEquals(1, ours.peer.counters().unknownSsrcs);
    }

    @Test
    void ridsTellTheLayers() {
        connect(Line.video(0).withRids("q", "h", "f"));
        ours.inject(Bytes.rtpWith(VP8, 71, 5, 90, MID, "0", RID, "q"));
        ours.inject(Bytes.rtpWith(VP8, 73, 5, 90, MID, "0", RID, "f"));
        ours.inject(Bytes.rtpWith(VP8, 72, 5, 90, MID, "0", RID, "h"));
        ours.inject(Bytes.rtp(VP8, 73, 6, 90));
        assertEquals(List.of(0, 2, 1, 2), ours.heard.stream().map(Side.Heard::layer).toList());
    }

    @Test
    void aRidWithoutMidAndAMidWithUnknownRidAreNotEnough() {
        connect(Line.video(0).withRids("q", "h", "f"));
        ours.inject(Bytes.rtpWith(VP8, 71, 5, 90, RID, "q"));
        ours.inject(Bytes.rtpWith(VP8, 72, 5, 90, MID, "0", RID, "z"));
        ours.inject(Bytes.rtpWith(VP8, 73, 5, 90, MID, "0"));
        assertTrue(ours.heard.isEmpty());
        assertEquals(3, ours.peer.counters().unknownSsrcs);
    }

    @Test
    void theOnlyRidOfALineNeedNotBeNamed() {
        connect(Line.video(0).withRids("f"));
        ours.inject(Bytes.rtpWith(VP8, 73, 5, 90, MID, "0"));
        assertEquals(1, ours.heard.size());
    }

    @Test
    void ssrcsOfASimGroupAreItsLayers() {
        connect(Line.video(0).withRemoteSsrcs(31, 32, 33));
        ours.inject(Bytes.rtp(VP8, 33, 5, 90));
        ours.inject(Bytes.rtp(VP8, 31, 5, 90));
        assertEquals(List.of(2, 0), ours.heard.stream().map(Side.Heard::layer).toList());
    }

    @Test
    void aLineThatThePeerMayNotSendOnIsSilent() {
        connect(Line.audio(0), Line.video(1).directed(true, false));
        ours.inject(Bytes.rtp(VP8, 2001, 5, 90));
        ours.inject(Bytes.rtpWith(VP8, 77, 5, 90, MID, "1"));
        assertTrue(ours.heard.isEmpty());
        assertEquals(2, ours.peer.counters().notReceiving);
    }

    @Test
    void ssrcsBeyondTheTableAreRefused() {
        connect(Line.video(0).withoutRemoteSsrcs());
        for (int ssrc = 1; ssrc <= 300; ssrc++) {
            ours.inject(Bytes.rtpWith(VP8, ssrc, 5, 90, MID, "0"));
        }
        assertEquals(SsrcTable.CAPACITY, ours.heard.size());
        assertEquals(300 - SsrcTable.CAPACITY, ours.peer.counters().unknownSsrcs);
    }

    @Test
    void whatIsNoRtpOrTooLongIsCountedAndDropped() {
        connect(Line.audio(0));
        ours.inject(new byte[] {(byte) 0x80, 111, 0, 1, 0, 0, 0, 1});
        ours.inject(Bytes.rtp(OPUS, 2000, 1, 1, new byte[1500]));
        assertTrue(ours.heard.isEmpty());
        assertEquals(1, ours.peer.counters().malformed);
        assertEquals(1, ours.peer.counters().tooLarge);
    }

    // ---- A change of SSRC ----

    @Test
    void aNewSsrcGoesOnWhereTheOldOneEnded() {
        connect(Line.video(0));
        ours.inject(Bytes.rtp(VP8, 2000, 65_535, 1_000_000));
        pair.run(2 * S);
        ours.inject(Bytes.rtpWith(VP8, 99, 30_000, 7, MID, "0"));
        ours.inject(Bytes.rtp(VP8, 99, 30_001, 3_007));
        assertEquals(List.of(65_535, 0, 1), ours.sequenceNumbers());
        assertEquals(
                List.of(1_000_000, 1_180_000, 1_183_000),
                ours.heard.stream().map(Side.Heard::timestamp).toList());
        assertEquals(List.of(2000), ours.heard.stream().map(Side.Heard::ssrc).distinct().toList());
    }

    @Test
    void aStragglerOfTheOldSsrcDoesNotSwitchBack() {
        connect(Line.video(0));
        ours.inject(Bytes.rtp(VP8, 2000, 10, 90));
        ours.inject(Bytes.rtpWith(VP8, 99, 500, 7, MID, "0"));
        ours.inject(Bytes.rtp(VP8, 2000, 11, 90));
        ours.inject(Bytes.rtp(VP8, 99, 501, 7));
        assertEquals(List.of(10, 11, 12), ours.sequenceNumbers());
        assertEquals(1, ours.peer.counters().duplicates);
        pair.run(S);
        ours.inject(Bytes.rtp(VP8, 2000, 12, 90));
        assertEquals(13, ours.heard.getLast().sequenceNumber());
    }

    @Test
    void feedbackFollowsTheNewSsrc() {
        connect(Line.video(0));
        ours.inject(Bytes.rtp(VP8, 2000, 10, 90));
        ours.inject(Bytes.rtpWith(VP8, 99, 500, 7, MID, "0"));
        ours.peer.requestKeyframe(0, -1, pair.now);
        ours.drain();
        pair.run(1100 * MS);
        assertEquals(99, ours.controls(Kind.PLI).getFirst().media());
        List<Side.Control> reports = ours.controls(Kind.RECEIVER_REPORT);
        assertEquals(99, Bytes.i32(reports.getLast().bytes(), 8));
    }

    @Test
    void aSenderReportIsToldInTheContinuousTimeline() {
        connect(Line.video(0));
        ours.inject(Bytes.rtp(VP8, 2000, 10, 1_000));
        ours.inject(Bytes.senderReport(2000, 5L << 32, 1_000));
        pair.run(S);
        ours.inject(Bytes.rtpWith(VP8, 99, 500, 7, MID, "0"));
        ours.inject(Bytes.senderReport(99, 6L << 32, 7));
        ours.inject(Bytes.senderReport(2000, 7L << 32, 1_000));
        assertEquals(
                List.of(
                        new Side.Report(0, 0, 5L << 32, 1_000),
                        new Side.Report(0, 0, 6L << 32, 91_000)),
                ours.reports);
    }

    // ---- Repair ----

    @Test
    void aLossIsAskedForTwiceAndThenGivenUp() {
        connect(Line.video(0));
        ours.inject(Bytes.rtp(VP8, 2000, 10, 90));
        ours.inject(Bytes.rtp(VP8, 2000, 12, 90));
        long missed = pair.now;
        pair.run(S);
        List<Side.Control> nacks = ours.controls(Kind.NACK);
        assertEquals(
                List.of(missed + 12 * MS, missed + 167 * MS),
                nacks.stream().map(Side.Control::nanos).toList());
        assertEquals(2000, nacks.getFirst().media());
        assertEquals(1000, nacks.getFirst().sender());
        assertEquals(11, Bytes.i32(nacks.getFirst().bytes(), 12) >>> 16);
    }

    @Test
    void aRetransmissionTakesItsPlaceOnce() {
        connect(Line.video(0));
        ours.inject(Bytes.rtp(VP8, 2000, 10, 90));
        ours.inject(Bytes.rtp(VP8, 2000, 12, 90));
        pair.run(20 * MS);
        ours.inject(Bytes.rtx(VP8_RTX, 2500, 1, 90, 11));
        ours.inject(Bytes.rtx(VP8_RTX, 2500, 2, 90, 11));
        assertEquals(List.of(10, 12, 11), ours.sequenceNumbers());
        Side.Heard repaired = ours.heard.getLast();
        assertTrue(repaired.retransmitted());
        assertEquals(VP8, repaired.payloadType());
        assertEquals(2000, repaired.ssrc());
        assertArrayEquals(Bytes.payload(11), repaired.payload());
        assertEquals(1, ours.peer.counters().duplicates);
    }

    @Test
    void whatNobodyAskedForDoesNotGoOn() {
        connect(Line.video(0), Line.audio(1));
        ours.inject(Bytes.rtp(VP8, 2000, 10, 90));
        ours.inject(Bytes.rtx(VP8_RTX, 2500, 1, 90, 10));
        ours.inject(Bytes.rtp(VP8, 2000, 10, 90));
        ours.inject(Bytes.rtx(VP8_RTX, 2500, 2, 90, 9));
        ours.inject(Bytes.rtp(VP8_RTX, 2500, 3, 90, new byte[0]));
        assertEquals(List.of(10), ours.sequenceNumbers());
        assertEquals(4, ours.peer.counters().duplicates);
    }

    @Test
    void repairedRidsLeadToTheLayer() {
        connect(Line.video(0).withRids("q", "f"));
        ours.inject(Bytes.rtpWith(VP8, 71, 10, 90, MID, "0", RID, "q"));
        ours.inject(Bytes.rtpWith(VP8, 72, 20, 90, MID, "0", RID, "f"));
        ours.inject(Bytes.rtp(VP8, 72, 22, 90));
        pair.run(20 * MS);
        byte[] plain = Bytes.rtpWith(VP8_RTX, 82, 1, 90, MID, "0", REPAIRED_RID, "f");
        ours.inject(Bytes.wrapped(plain, 21));
        Side.Heard repaired = ours.heard.getLast();
        assertEquals(21, repaired.sequenceNumber());
        assertEquals(1, repaired.layer());
        assertEquals(72, repaired.ssrc());
    }

    @Test
    void withoutNackNothingIsAskedFor() {
        connect(Line.audio(0), Line.video(1).withNack(false));
        ours.inject(Bytes.rtp(OPUS, 2000, 10, 90));
        ours.inject(Bytes.rtp(OPUS, 2000, 12, 90));
        ours.inject(Bytes.rtp(VP8, 2001, 10, 90));
        ours.inject(Bytes.rtp(VP8, 2001, 12, 90));
        pair.run(S);
        assertTrue(ours.controls(Kind.NACK).isEmpty());
        assertEquals(4, ours.heard.size());
    }

    @Test
    void layersAreAskedForSeparately() {
        connect(Line.video(0).withRemoteSsrcs(31, 32));
        for (int ssrc : new int[] {31, 32}) {
            ours.inject(Bytes.rtp(VP8, ssrc, 10, 90));
            ours.inject(Bytes.rtp(VP8, ssrc, 10 + ssrc, 90));
        }
        pair.run(20 * MS);
        assertEquals(
                List.of(31, 32),
                ours.controls(Kind.NACK).stream().map(Side.Control::media).toList());
        assertEquals(1, ours.sentRtcp().size(), "in one compound");
    }

    @Test
    void aKeyframeEndsTheWaiting() {
        connect(Line.video(0));
        ours.inject(Bytes.rtp(VP8, 2000, 10, 90));
        ours.inject(Bytes.rtp(VP8, 2000, 12, 90));
        ours.inject(Bytes.rtp(VP8, 2000, 13, 180, Bytes.keyframe()));
        pair.run(S);
        assertTrue(ours.controls(Kind.NACK).isEmpty());
    }

    // ---- Before the keys ----

    @Test
    void mediaThatIsFasterThanTheHandshakeIsHeldForIt() {
        pair = new PeerPair(new PeerPair.Setup().encrypted());
        ours = pair.ours;
        Side theirs = pair.theirs;
        pair.negotiate(Line.audio(0));
        while (ours.events(PeerEvent.Connected.class).isEmpty()) pair.run(MS);
        ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 48));

        theirs.inject(ours.sentRtp().getFirst().bytes()); // overtakes the end of the handshake
        assertTrue(theirs.events(PeerEvent.Connected.class).isEmpty());
        assertTrue(theirs.heard.isEmpty());

        pair.run(S);
        assertEquals(1, theirs.events(PeerEvent.Connected.class).size());
        assertEquals(List.of(7), theirs.sequenceNumbers());
    }

    @Test
    void notMoreIsHeldThanTheLimit() {
        pair = new PeerPair(new PeerPair.Setup().encrypted());
        ours = pair.ours;
        for (int i = 0; i < MediaGate.MAX_HELD + 5; i++) {
            ours.inject(Bytes.rtp(OPUS, 2000, i, 48));
        }
        assertEquals(5, ours.peer.counters().earlyMedia);
        assertEquals(MediaGate.MAX_HELD, ours.pool.inUse());
    }

    @Test
    void forgedAndReplayedMediaIsDropped() {
        pair = PeerPair.encrypted(Line.audio(0));
        ours = pair.ours;
        pair.theirs.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 48));
        pair.run(20 * MS);
        ours.inject(pair.theirs.sentRtp().getFirst().bytes());
        ours.inject(Bytes.rtp(OPUS, 2000, 8, 48));
        assertEquals(List.of(7), ours.sequenceNumbers());
        assertEquals(2, ours.peer.counters().srtpDrops);
    }
}
