package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.PeerPair.MS;
import static io.cardea.rtc.peer.PeerPair.S;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtcp.RtcpReader.Kind;
import io.cardea.rtc.rtcp.RtcpWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RTCP of a peer, out and in. */
final class FeedbackTest {
    private static final int TWCC = 3;
    private static final int MID = 4;
    private static final int RID = 5;

    private PeerPair pair;
    private Side ours;

    @AfterEach
    void nothingLeaks() {
        pair.end();
    }

    private void connect(Line... lines) {
        connect(new PeerPair.Setup(), lines);
    }

    private void connect(PeerPair.Setup setup, Line... lines) {
        pair = new PeerPair(setup).connect(lines).mute();
        ours = pair.ours;
    }

    private List<Kind> kinds(Side.Sent compound) {
        RtcpReader reader = new RtcpReader();
        Packet packet = compound.packet();
        assertTrue(reader.begin(packet));
        List<Kind> kinds = new ArrayList<>();
        while (reader.next()) kinds.add(reader.kind());
        return kinds;
    }

    private RtcpReader read(Side.Control control) {
        RtcpReader reader = new RtcpReader();
        assertTrue(reader.begin(Packet.of(control.bytes())) && reader.next());
        return reader;
    }

    // ---- Reports ----

    @Test
    void nothingIsReportedWhileNothingFlows() {
        connect(Line.audio(0), Line.video(1));
        pair.run(5 * S);
        assertTrue(ours.sentRtcp().isEmpty());
    }

    @Test
    void everySecondOneCompoundReportsOnAllLines() {
        connect(Line.audio(0), Line.video(1));
        ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 48));
        ours.sendRtp(1, Bytes.rtp(VP8, 1, 7, 90));
        ours.inject(Bytes.rtp(OPUS, 2000, 7, 48));
        ours.inject(Bytes.rtp(VP8, 2001, 7, 90));
        pair.run(2900 * MS);
        List<Side.Sent> compounds = ours.sentRtcp();
        assertEquals(3, compounds.size());
        assertEquals(
                List.of(
                        Kind.SENDER_REPORT,
                        Kind.SDES,
                        Kind.SENDER_REPORT,
                        Kind.SDES,
                        Kind.RECEIVER_REPORT),
                kinds(compounds.getFirst()));
        assertEquals(S, compounds.get(1).nanos() - compounds.get(0).nanos());
        assertEquals(S, compounds.get(2).nanos() - compounds.get(1).nanos());
        assertEquals(2, read(ours.controls(Kind.RECEIVER_REPORT).getFirst()).count());
    }

    @Test
    void aSenderReportHasTotalsAndATimestampThatHasGoneOn() {
        connect(Line.video(0));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 1_000, new byte[100]));
        pair.run(300 * MS);
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 8, 28_000, new byte[50]));
        long sent = pair.now;
        pair.run(S);
        Side.Control control = ours.controls(Kind.SENDER_REPORT).getFirst();
        RtcpReader report = read(control);
        assertEquals(1000, report.senderSsrc());
        assertEquals(2, report.packetCount());
        assertEquals(150, report.octetCount());
        long ticks = (control.nanos() - sent) / MS * 90;
        assertEquals(28_000 + ticks, report.rtpTimestamp(), 1);
        long seconds = 1_700_000_000L + control.nanos() / S + 2_208_988_800L;
        assertEquals(seconds & 0xFFFF_FFFFL, report.ntpTimestamp() >>> 32);
    }

    @Test
    void aSenderReportFollowsATimelineThatJumpsBack() {
        connect(Line.video(0));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 900_000_000));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 8, 1_000));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 900_000_000)); // late: of the old one
        long sent = pair.now;
        pair.run(S);
        Side.Control control = ours.controls(Kind.SENDER_REPORT).getFirst();
        assertEquals(1_000 + (control.nanos() - sent) / MS * 90, read(control).rtpTimestamp(), 1);
    }

    @Test
    void theCnameIsJanuss() {
        connect(Line.audio(0));
        ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 48));
        pair.run(S);
        Side.Control sdes = ours.controls(Kind.SDES).getFirst();
        RtcpReader reader = read(sdes);
        int cname = reader.cname(1000);
        assertEquals(
                "janus",
                new String(sdes.bytes(), cname >> 8, cname & 0xFF, StandardCharsets.US_ASCII));
    }

    @Test
    void aReceiverReportTellsLossAndAnswersTheSenderReport() {
        connect(Line.video(0));
        ours.inject(Bytes.rtp(VP8, 2000, 10, 90));
        ours.inject(Bytes.rtp(VP8, 2000, 14, 90));
        ours.inject(Bytes.senderReport(2000, 0x1234_5678_9ABC_DEF0L, 90));
        long heard = pair.now;
        pair.run(S);
        Side.Control control = ours.controls(Kind.RECEIVER_REPORT).getFirst();
        RtcpReader report = read(control);
        assertEquals(1000, report.senderSsrc());
        assertEquals(2000, report.reportSsrc(0));
        assertEquals(3, report.cumulativeLost(0));
        assertEquals(3 * 256 / 5, report.fractionLost(0));
        assertEquals(14, report.extendedHighestSequenceNumber(0));
        assertEquals(0x5678_9ABC, report.lastSenderReport(0));
        long delay = control.nanos() - heard;
        assertEquals(delay * 65_536 / S, report.delaySinceLastSenderReport(0), 1);
    }

    @Test
    void everySimulcastLayerHasItsBlock() {
        connect(Line.video(0).withRids("q", "h", "f"));
        ours.inject(Bytes.rtpWith(VP8, 71, 5, 90, MID, "0", RID, "q"));
        ours.inject(Bytes.rtpWith(VP8, 73, 5, 90, MID, "0", RID, "f"));
        pair.run(S);
        RtcpReader report = read(ours.controls(Kind.RECEIVER_REPORT).getFirst());
        assertEquals(2, report.count());
        assertEquals(71, report.reportSsrc(0));
        assertEquals(73, report.reportSsrc(1));
    }

    @Test
    void manyLinesTakeAsManyCompoundsAsTheyNeed() {
        Line[] lines = new Line[60];
        for (int i = 0; i < lines.length; i++) lines[i] = Line.audio(i);
        connect(lines);
        for (int i = 0; i < lines.length; i++) {
            ours.sendRtp(i, Bytes.rtp(OPUS, 1, 7, 48));
            ours.inject(Bytes.rtp(OPUS, 2000 + i, 7, 48));
        }
        pair.run(S);
        assertEquals(60, ours.controls(Kind.SENDER_REPORT).size());
        int blocks = 0;
        for (Side.Control report : ours.controls(Kind.RECEIVER_REPORT)) {
            blocks += read(report).count();
        }
        assertEquals(60, blocks);
        for (Side.Sent compound : ours.sentRtcp()) {
            assertTrue(compound.bytes().length <= RtcpWriter.MAX_LENGTH);
        }
        assertTrue(ours.sentRtcp().size() <= 5, ours.sentRtcp().size() + " compounds");
    }

    @Test
    void aCompoundThatIsDamagedIsDroppedWhole() {
        connect(Line.video(0));
        byte[] pli = Bytes.pli(9, 1000);
        pli[3] = 9;
        ours.inject(pli);
        assertTrue(ours.keyframesWanted.isEmpty());
        assertEquals(1, ours.peer.counters().malformed);
    }

    // ---- Transport-wide feedback ----

    @Test
    void transportWideFeedbackComesEveryPeriodWhileThereIsSomethingToTell() {
        var setup = new PeerPair.Setup();
        setup.media = new PeerSettings.Media(200, false, 100, 1, 0, false);
        connect(setup, Line.audio(0), Line.video(1).withTransportCc());
        for (int i = 0; i < 8; i++) {
            ours.inject(Bytes.rtpWith(VP8, 2001, 5 + i, 90, TWCC, 65_533 + i & 0xFFFF));
            pair.run(50 * MS);
        }
        pair.run(500 * MS);
        List<Side.Control> all = ours.controls(Kind.TRANSPORT_CC);
        assertEquals(4, all.size(), 1);
        assertEquals(2001, all.getFirst().media());
        assertEquals(100 * MS, all.get(1).nanos() - all.get(0).nanos());
        int told = 0;
        for (Side.Control one : all) told += Bytes.i32(one.bytes(), 12) & 0xFFFF;
        assertEquals(8, told);
    }

    @Test
    void withoutVideoThatIsReceivedThereIsNoTransportWideFeedback() {
        connect(
                Line.audio(0).withTransportCc(),
                Line.video(1).withTransportCc().directed(true, false));
        ours.inject(Bytes.rtpWith(OPUS, 2000, 5, 90, TWCC, 1));
        pair.run(S);
        assertTrue(ours.controls(Kind.TRANSPORT_CC).isEmpty());
    }

    // ---- Keyframes ----

    @Test
    void pliAndFirOfThePeerAreOneWishWithinAnInterval() {
        connect(Line.audio(0), Line.video(1));
        ours.inject(Bytes.pli(9, 1001));
        ours.inject(Bytes.rtcp(packet -> RtcpWriter.fir(packet, 9, 1001, 1)));
        ours.inject(Bytes.pli(9, 1001));
        assertEquals(List.of(1), ours.keyframesWanted);
        assertEquals(3, ours.peer.counters().keyframeRequestsReceived);
        pair.run(101 * MS);
        ours.inject(Bytes.rtcp(packet -> RtcpWriter.fir(packet, 9, 1001, 2)));
        assertEquals(List.of(1, 1), ours.keyframesWanted);
        ours.inject(Bytes.pli(9, 4711));
        assertEquals(2, ours.keyframesWanted.size());
        assertEquals(1, ours.peer.counters().strayRtcp);
    }

    @Test
    void aWishForAKeyframeIsAPliForEveryLayerAndWishesAreMerged() {
        connect(Line.video(0).withRemoteSsrcs(31, 32, 33));
        for (int i = 0; i < 5; i++) {
            ours.peer.requestKeyframe(0, -1, pair.now);
            ours.drain();
        }
        assertEquals(
                List.of(31, 32, 33),
                ours.controls(Kind.PLI).stream().map(Side.Control::media).toList());
        assertEquals(1, ours.sentRtcp().size(), "in one compound");
        pair.run(S);
        assertEquals(6, ours.controls(Kind.PLI).size(), "once more at the end of the interval");
        ours.clear();
        ours.peer.requestKeyframe(0, 1, pair.now);
        ours.drain();
        assertEquals(32, ours.controls(Kind.PLI).getFirst().media());
        assertEquals(1, ours.controls(Kind.PLI).size());
    }

    @Test
    void aKeyframeThatComesMeanwhileEndsTheWish() {
        connect(Line.video(0));
        ours.peer.requestKeyframe(0, -1, pair.now);
        ours.peer.requestKeyframe(0, -1, pair.now);
        ours.drain();
        ours.inject(Bytes.rtp(VP8, 2000, 5, 90, Bytes.keyframe()));
        pair.run(S);
        assertEquals(1, ours.controls(Kind.PLI).size());
    }

    @Test
    void thereAreNoKeyframesOfAudioNorOfWhatIsNotReceived() {
        connect(Line.audio(0), Line.video(1).directed(true, false), Line.data(2));
        for (int i = -1; i < 5; i++) ours.peer.requestKeyframe(i, -1, pair.now);
        ours.drain();
        pair.run(S);
        assertTrue(ours.controls(Kind.PLI).isEmpty());
    }

    @Test
    void aWishFromBeforeTheConnectionIsKept() {
        pair = new PeerPair(new PeerPair.Setup());
        ours = pair.ours;
        pair.negotiate(Line.video(0));
        ours.peer.requestKeyframe(0, -1, pair.now);
        assertTrue(ours.sentRtcp().isEmpty());
        pair.run(500 * MS);
        assertEquals(1, ours.controls(Kind.PLI).size());
    }

    @Test
    void aWishPendingWhenTheLineStopsIsForgotten() {
        connect(Line.video(0));
        ours.peer.requestKeyframe(0, -1, pair.now);
        ours.peer.requestKeyframe(0, -1, pair.now);
        ours.drain();
        pair.negotiate(Line.video(0).directed(true, false));
        pair.run(S); // would spin on a deadline that does not pass
        assertEquals(1, ours.controls(Kind.PLI).size());
    }

    // ---- REMB ----

    private List<Long> bitrates() {
        return ours.controls(Kind.REMB).stream()
                .map(remb -> read(remb).rembBitsPerSecond())
                .toList();
    }

    @Test
    void aCapIsToldAtOnceAndWheneverThePeerSpeaksOfBitrates() {
        connect(Line.audio(0), Line.video(1).withRemoteSsrcs(31, 32), Line.video(2));
        ours.peer.limitBitrate(256_000, pair.now);
        ours.drain();
        assertEquals(List.of(Kind.RECEIVER_REPORT, Kind.REMB), kinds(ours.sentRtcp().getFirst()));
        RtcpReader remb = read(ours.controls(Kind.REMB).getFirst());
        assertEquals(1001, remb.senderSsrc());
        assertEquals(0, remb.mediaSsrc());
        assertEquals(2, remb.rembSsrcCount());
        assertEquals(31, remb.rembSsrc(0));
        assertEquals(32, remb.rembSsrc(1));
        ours.inject(Bytes.rtcp(p -> RtcpWriter.remb(p, 9, 5_000_000, new int[] {1001}, 1)));
        assertEquals(List.of(256_000L, 256_000L), bitrates());
        ours.peer.limitBitrate(0, pair.now);
        ours.drain();
        assertEquals(9_999_872L, bitrates().getLast(), 256, "ten million, as far as REMB can say");
    }

    @Test
    void withoutACapThePeersBitrateIsOnlyTold() {
        connect(Line.video(0));
        ours.inject(Bytes.rtcp(p -> RtcpWriter.remb(p, 9, 500_000, new int[] {1000}, 1)));
        assertEquals(List.of(new PeerEvent.Remb(500_000)), ours.events(PeerEvent.Remb.class));
        assertTrue(ours.controls(Kind.REMB).isEmpty());
    }

    @Test
    void aCapIsOwedUntilThereIsAConnectionAndAnSsrc() {
        pair = new PeerPair(new PeerPair.Setup());
        ours = pair.ours;
        pair.negotiate(Line.video(0).withRids("q", "f"));
        ours.peer.limitBitrate(64_000, pair.now);
        pair.run(S);
        assertTrue(ours.controls(Kind.REMB).isEmpty());
        ours.inject(Bytes.rtpWith(VP8, 71, 5, 90, MID, "0", RID, "q"));
        ours.inject(Bytes.rtpWith(VP8, 72, 5, 90, MID, "0", RID, "f"));
        assertEquals(List.of(16_000L, 21_333L), bitrates());
    }

    @Test
    void theFirstVideoPacketsRaiseTheCapInStepsAndOnlyOnce() {
        connect(Line.audio(0), Line.video(1));
        ours.peer.limitBitrate(120_000, pair.now);
        ours.drain();
        ours.inject(Bytes.rtp(OPUS, 2000, 1, 48));
        assertEquals(List.of(120_000L), bitrates(), "sound says nothing of it");
        ours.clear();
        for (int i = 0; i < 6; i++) ours.inject(Bytes.rtp(VP8, 2001, 5 + i, 90));
        assertEquals(List.of(30_000L, 40_000L, 60_000L, 120_000L), bitrates());
    }

    @Test
    void aCapIsToldAgainSinceTheFirstMayBeLost() {
        connect(Line.video(0));
        for (int i = 0; i < 5; i++) ours.inject(Bytes.rtp(VP8, 2000, 5 + i, 90));
        ours.peer.limitBitrate(120_000, pair.now);
        ours.drain();
        pair.run(16 * S);
        assertEquals(List.of(120_000L, 120_000L, 120_000L, 120_000L), bitrates());
        ours.peer.limitBitrate(0, pair.now);
        ours.drain();
        ours.clear();
        pair.run(16 * S);
        assertTrue(bitrates().isEmpty(), "nothing is capped");
    }
}
