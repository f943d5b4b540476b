package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.Line.VP8_RTX;
import static io.cardea.rtc.peer.PeerPair.MS;
import static io.cardea.rtc.peer.PeerPair.S;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.rtcp.RtcpWriter;
import io.cardea.rtc.rtp.RtpHeader;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A peer whose path is estimated: what it tells, when what leaves, and what it does to find out.
 */
final class OutflowTest {
    private static final int TWCC = 3;
    private static final int PAYLOAD = 1_100;
    private static final int FRAME_MS = 33;

    private PeerPair pair;
    private Side ours;
    private int sequence;
    private int timestamp;
    private double creditBytes;

    @AfterEach
    void nothingLeaks() {
        pair.end();
    }

    private void connect(Line... lines) {
        connect(new PeerPair.Setup(), lines);
    }

    private void connect(PeerPair.Setup setup, Line... lines) {
        setup.media = new PeerSettings.Media(200, false, 100, 1, 0, false);
        pair = new PeerPair(setup).connect(lines);
        ours = pair.ours;
    }

    private void estimate(long desiredBps) {
        ours.peer.desiredBitrate(desiredBps, pair.now);
        ours.peer.estimateBandwidth(true, pair.now);
        ours.drain();
    }

    /** The path has become silent: what is sent has to keep to the estimate. */
    private void limit() {
        send(1);
        pair.run(200 * MS);
        pair.mute();
        send(1);
        pair.run(1_100 * MS);
        assertEquals(240_000, ours.peer.bandwidthEstimate());
        ours.clear();
    }

    private void sendKeyframe() {
        byte[] payload = {0x10, 0x10, 0, 2, (byte) 0x9D, 1, 0x2A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        ours.sendRtp(0, Bytes.rtp(VP8, 1, sequence, timestamp, payload));
        sequence = sequence + 1 & 0xFFFF;
    }

    private void send(int packets) {
        timestamp += 90 * FRAME_MS;
        for (int i = 0; i < packets; i++) {
            ours.sendRtp(0, Bytes.rtp(VP8, 1, sequence, timestamp, new byte[PAYLOAD]));
            sequence = sequence + 1 & 0xFFFF;
        }
    }

    /** A sender that follows the estimate up to that rate. */
    private void stream(long atMostBps, long nanos) {
        long end = pair.now + nanos;
        while (pair.now < end) {
            long bps = Math.min(atMostBps, ours.peer.bandwidthEstimate());
            creditBytes += bps / 8.0 * FRAME_MS / 1_000;
            int packets = (int) (creditBytes / PAYLOAD);
            creditBytes -= (double) packets * PAYLOAD;
            send(packets);
            pair.run(FRAME_MS * MS);
        }
    }

    /** A bottleneck with a queue of 300 ms, and losses. */
    private static final class Bottleneck implements PeerPair.Way {
        private final Random random = new Random(5);
        private final double loss;
        long bps;
        private long freeNanos;

        Bottleneck(long bps, double loss) {
            this.bps = bps;
            this.loss = loss;
        }

        @Override
        public long arrivalNanos(int bytes, long now) {
            freeNanos = Math.max(freeNanos, now);
            if (freeNanos - now > 300 * MS || random.nextDouble() < loss) return LOST;
            freeNanos += bytes * 8 * S / bps;
            return freeNanos + 20 * MS;
        }
    }

    private PeerStatistics.Bandwidth bandwidth() {
        return ours.peer.statistics(pair.now).bandwidth();
    }

    private List<Side.Sent> sentBy(int ssrc) {
        return ours.sentRtp().stream()
                .filter(sent -> RtpHeader.ssrc(sent.packet()) == ssrc)
                .toList();
    }

    // ---- The estimate ----

    @Test
    void nothingIsEstimatedUnlessAskedFor() {
        connect(Line.video(0).withTransportCc());
        send(40);
        pair.run(S);
        assertEquals(40, ours.sentRtp().size());
        assertEquals(0, ours.peer.bandwidthEstimate());
        assertTrue(ours.estimates.isEmpty());
        assertEquals(PeerStatistics.Bandwidth.NONE, bandwidth());
    }

    @Test
    void theFirstEstimateIsTheSettings() {
        var setup = new PeerPair.Setup();
        connect(setup, Line.video(0).withTransportCc());
        estimate(0);
        assertEquals(List.of(new Side.Estimate(300_000, pair.now)), ours.estimates);
        assertEquals(300_000, ours.peer.bandwidthEstimate());
        ours.peer.estimateBandwidth(false, pair.now);
        assertEquals(0, ours.peer.bandwidthEstimate());
    }

    @Test
    void twoPeersSettleOnWhatIsBetweenThem() {
        connect(Line.video(0).withTransportCc());
        pair.way = new Bottleneck(1_000_000, 0.02);
        estimate(3_500_000);
        stream(3_500_000, 15 * S);
        assertEquals(930_000, ours.peer.bandwidthEstimate(), 180_000);
        assertTrue(ours.peer.roundTripNanos() > 25 * MS, "" + ours.peer.roundTripNanos());
        assertTrue(bandwidth().probesSent() > 1);
        assertTrue(bandwidth().acknowledged() > 700_000);
        for (int i = 1; i < ours.estimates.size(); i++) {
            Side.Estimate before = ours.estimates.get(i - 1);
            Side.Estimate told = ours.estimates.get(i);
            boolean notable = Math.abs(told.bps() - before.bps()) >= 0.03 * before.bps();
            assertTrue(notable || told.nanos() - before.nanos() >= 200 * MS);
        }
    }

    @Test
    void aPathThatOpensIsFoundByRetransmittingWhatWasSent() {
        connect(Line.video(0).withTransportCc());
        Bottleneck bottleneck = new Bottleneck(300_000, 0.02);
        pair.way = bottleneck;
        estimate(3_500_000);
        stream(150_000, 10 * S);
        assertTrue(ours.peer.bandwidthEstimate() < 350_000);
        bottleneck.bps = 3_000_000;
        ours.clear();
        stream(150_000, 8 * S);
        assertTrue(ours.peer.bandwidthEstimate() > 2_000_000, bandwidth().toString());
        List<Side.Sent> padding = sentBy(1500);
        assertTrue(padding.size() > 10);
        for (Side.Sent sent : padding) {
            assertEquals(VP8_RTX, RtpHeader.payloadType(sent.packet()));
            assertTrue(Bytes.extension(sent.bytes(), TWCC) >= 0);
        }
    }

    @Test
    void whereNothingIsKeptPaddingIsNothingButPadding() {
        connect(Line.video(0).withTransportCc().withNack(false));
        estimate(1_000_000);
        stream(150_000, 5 * S);
        assertTrue(ours.peer.bandwidthEstimate() > 800_000, bandwidth().toString());
        List<Side.Sent> padding = sentBy(1500);
        assertTrue(padding.size() > 10);
        for (int i = 0; i < padding.size(); i++) {
            var packet = padding.get(i).packet();
            assertTrue(RtpHeader.hasPadding(packet));
            assertEquals(
                    packet.length() - RtpHeader.headerLength(packet),
                    packet.u8(packet.length() - 1));
            int expected = RtpHeader.sequenceNumber(padding.getFirst().packet()) + i & 0xFFFF;
            assertEquals(expected, RtpHeader.sequenceNumber(packet));
        }
        assertEquals(sequence, pair.theirs.heard.size(), "the receiver hears nothing of it");
    }

    @Test
    void withoutRtxNothingIsProbed() {
        connect(Line.video(0).withTransportCc().withoutRtx());
        estimate(3_000_000);
        stream(3_000_000, 5 * S);
        assertEquals(0, bandwidth().probesSent());
        assertTrue(ours.peer.bandwidthEstimate() > 350_000, "it grows all the same");
    }

    @Test
    void soundIsNumberedWhereAgreedOnAndOnlyToEstimate() {
        connect(Line.video(0).withTransportCc(), Line.audio(1).withTransportCc(), Line.audio(2));
        ours.sendRtp(1, Bytes.rtp(OPUS, 1, 7, 48));
        estimate(0);
        ours.sendRtp(1, Bytes.rtp(OPUS, 1, 8, 96));
        ours.sendRtp(2, Bytes.rtp(OPUS, 1, 8, 96));
        send(1);
        List<Integer> numbers =
                ours.sentRtp().stream().map(sent -> Bytes.extension(sent.bytes(), TWCC)).toList();
        assertEquals(List.of(-1, 1, -1, 2), numbers);
    }

    // ---- Without transport-wide feedback ----

    @Test
    void thePeersOwnEstimateCountsWhereThereIsNoFeedback() {
        connect(Line.video(0));
        pair.mute();
        estimate(3_000_000);
        assertEquals(0, ours.peer.bandwidthEstimate());
        send(40);
        assertEquals(40, ours.sentRtp().size(), "no estimate, no pace");
        ours.inject(Bytes.rtcp(p -> RtcpWriter.remb(p, 9, 500_000, new int[] {1000}, 1)));
        assertEquals(500_000, ours.peer.bandwidthEstimate(), 2_000);
        assertEquals(1, ours.estimates.size());

        ours.inject(Bytes.report(9, 1000, 0, 100, 0, 0));
        ours.inject(Bytes.report(9, 1000, 40, 200, 0, 0));
        assertEquals(400_000, ours.peer.bandwidthEstimate(), 2_000, "by half the loss");
        assertEquals(0.4, bandwidth().lossFraction(), 0.001);
    }

    @Test
    void aPeerThatNeverGivesTheFeedbackItPromisedIsLeftAlone() {
        connect(Line.video(0).withTransportCc());
        pair.mute();
        estimate(3_000_000);
        send(1);
        pair.run(4 * S);
        assertEquals(300_000, ours.peer.bandwidthEstimate());
        pair.run(2 * S);
        assertEquals(0, ours.peer.bandwidthEstimate());
        assertEquals(0, ours.estimates.getLast().bps());
        int before = ours.sentRtp().size();
        send(40);
        assertEquals(40, ours.sentRtp().size() - before);
    }

    @Test
    void feedbackThatMakesNoSenseIsHarmless() {
        connect(Line.video(0).withTransportCc());
        pair.mute();
        estimate(3_000_000);
        send(30);
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            byte[] wild = new byte[24 + 4 * random.nextInt(100)];
            random.nextBytes(wild);
            wild[0] = (byte) 0x8F;
            wild[1] = (byte) 205;
            wild[2] = 0;
            wild[3] = (byte) (wild.length / 4 - 1);
            wild[12] = 0; // near what was sent
            wild[13] = (byte) random.nextInt(40);
            if (random.nextBoolean()) wild[20] = 0x20;
            ours.inject(wild);
            pair.run(MS);
            if (i % 50 == 0) send(2);
        }
        assertTrue(ours.peer.counters().malformed > 100);
        assertTrue(ours.peer.bandwidthEstimate() >= 30_000);
    }

    // ---- The pace ----

    @Test
    void aLargeFrameLeavesInOrderAndWithoutHaste() {
        connect(Line.video(0).withTransportCc(), Line.audio(1));
        estimate(0);
        limit();
        int first = sequence;
        long began = pair.now;
        send(20);
        assertTrue(ours.sentRtp().size() <= 2, "at once: " + ours.sentRtp().size());
        assertTrue(bandwidth().pacerQueueBytes() >= 18 * PAYLOAD);
        ours.sendRtp(1, Bytes.rtp(OPUS, 1, 7, 48));
        assertEquals(1001, RtpHeader.ssrc(ours.sentRtp().getLast().packet()), "sound goes at once");
        pair.run(S);

        List<Side.Sent> video = sentBy(1000);
        assertEquals(20, video.size());
        assertEquals(
                IntStream.range(first, first + 20).boxed().toList(),
                video.stream().map(sent -> RtpHeader.sequenceNumber(sent.packet())).toList());
        long took = video.getLast().nanos() - began;
        double bps = 20 * 8.0 * PAYLOAD / took * S;
        assertTrue(bps > 1.2 * 240_000 && bps < 2 * 240_000, "at first fast, then slow: " + bps);
        assertEquals(0, bandwidth().pacerQueueBytes());
        for (int i = 1; i < 20; i++) {
            int step =
                    Bytes.extension(video.get(i).bytes(), TWCC)
                            - Bytes.extension(video.get(i - 1).bytes(), TWCC);
            assertEquals(1, step, "numbered as they leave");
        }
    }

    @Test
    void whatThePeerMissesGoesBeforeWhatIsNew() {
        connect(Line.video(0).withTransportCc());
        estimate(0);
        limit();
        int missed = sequence;
        send(1);
        pair.run(100 * MS);
        send(20);
        ours.inject(Bytes.nack(9, 1000, missed));
        assertTrue(sentBy(1500).isEmpty(), "it keeps the pace");
        pair.run(20 * MS);
        assertEquals(1, sentBy(1500).size());
        assertTrue(bandwidth().pacerQueueBytes() > 15 * PAYLOAD);
    }

    @Test
    void tooManyMissedAtOnceAreDropped() {
        connect(Line.video(0).withTransportCc());
        estimate(0);
        stream(10_000_000, 5 * S);
        pair.mute();
        pair.run(100 * MS);
        send(5);
        for (int i = 1; i <= RepairQueue.CAPACITY + 40; i++) {
            ours.inject(Bytes.nack(9, 1000, (sequence - 5 - i) & 0xFFFF));
        }
        long known = ours.peer.counters().repairsDropped;
        assertTrue(known <= 40, known + " dropped");
    }

    @Test
    void aQueueThatIsTooOldIsDroppedForAKeyframe() {
        var setup = new PeerPair.Setup();
        connect(setup, Line.video(0).withTransportCc());
        estimate(0);
        limit();
        send(400); // 3.5 Mbit at 300 kbit/s
        pair.run(1_900 * MS);
        assertTrue(ours.keyframesWanted.isEmpty());
        assertTrue(bandwidth().pacerQueueBytes() > 0);
        pair.run(300 * MS);
        assertEquals(List.of(0), ours.keyframesWanted);
        assertEquals(0, bandwidth().pacerQueueBytes());
        assertEquals(1, ours.peer.counters().pacerOverflows);
        assertEquals(400, sentBy(1000).size() + ours.peer.counters().pacerDropped);
        assertTrue(ours.peer.counters().pacerLongestNanos > 1_900 * MS);
    }

    private int lastNumber() {
        return RtpHeader.sequenceNumber(sentBy(1000).getLast().packet());
    }

    private void overflow() {
        connect(Line.video(0).withTransportCc());
        estimate(0);
        limit();
        send(400);
        pair.run(2_200 * MS);
        assertEquals(1, ours.peer.counters().pacerOverflows);
        ours.keyframesWanted.clear();
    }

    @Test
    void afterADropItGoesOnWithAKeyframeAndLeavesNoGap() {
        overflow();
        int before = sentBy(1000).size();
        int last = lastNumber();
        send(3);
        pair.run(S);
        assertEquals(before, sentBy(1000).size(), "they need what was dropped");
        int late = sequence - 1;
        sendKeyframe();
        pair.run(S);
        assertEquals(before + 1, sentBy(1000).size());
        assertEquals(last + 1, lastNumber());
        send(2);
        pair.run(100 * MS);
        assertEquals(last + 3, lastNumber());

        ours.inject(Bytes.nack(9, 1000, last + 2));
        pair.run(100 * MS);
        assertEquals(1, sentBy(1500).size(), "asked for by the number that it was sent under");
        ours.sendRtp(0, Bytes.rtp(VP8, 1, late, timestamp, new byte[PAYLOAD]));
        pair.run(S);
        assertEquals(before + 3, sentBy(1000).size(), "its number is another packet's");
    }

    @Test
    void aKeyframeIsAskedForAgainButNotForEver() {
        overflow();
        int before = sentBy(1000).size();
        for (int i = 0; i < 24; i++) {
            send(1);
            pair.run(100 * MS);
        }
        assertEquals(before, sentBy(1000).size());
        int asked = ours.keyframesWanted.size();
        assertTrue(asked >= 3 && asked <= 5, asked + " times");
        pair.run(S);
        send(1);
        pair.run(S);
        assertEquals(before + 1, sentBy(1000).size());
    }

    @Test
    void whereNothingSpeaksAgainstItNothingWaitsForLong() {
        connect(Line.video(0).withTransportCc());
        pair.mute();
        estimate(0);
        send(400);
        assertTrue(ours.sentRtp().size() < 10, "smoothed: " + ours.sentRtp().size());
        pair.run(Outflow.SMOOTHING_NANOS + MS);
        assertEquals(400, ours.sentRtp().size());
        assertTrue(ours.peer.counters().pacerLongestNanos <= Outflow.SMOOTHING_NANOS + MS);
        assertEquals(0, ours.peer.counters().pacerDropped);
    }

    @Test
    void aQueueThatIsTooLongIsDroppedForAKeyframe() {
        connect(Line.video(0).withTransportCc());
        estimate(0);
        limit();
        send(PacketQueue.CAPACITY + 10);
        assertEquals(List.of(0), ours.keyframesWanted);
        assertEquals(PacketQueue.CAPACITY, ours.peer.counters().pacerDropped);
    }

    @Test
    void whatWaitsLeavesAtOnceWhenThePaceEnds() {
        connect(Line.video(0).withTransportCc());
        estimate(0);
        limit();
        send(20);
        ours.peer.estimateBandwidth(false, pair.now);
        ours.drain();
        assertEquals(20, ours.sentRtp().size());
    }

    @Test
    void whatWaitsForALineThatStopsIsForgotten() {
        connect(Line.video(0).withTransportCc());
        estimate(0);
        limit();
        send(20);
        int sent = ours.sentRtp().size();
        pair.negotiate(Line.video(0).withTransportCc().directed(false, true));
        pair.run(2 * S);
        assertEquals(sent, ours.sentRtp().size());
        assertEquals(0, ours.pool.inUse());
    }

    @Test
    void aPeerThatClosesKeepsNothing() {
        connect(Line.video(0).withTransportCc());
        estimate(0);
        limit();
        send(20);
        ours.peer.close("test", pair.now);
        ours.drain();
        assertFalse(ours.sendRtp(0, Bytes.rtp(VP8, 1, 99, 90)));
        assertEquals(0, ours.pool.inUse());
    }
}
