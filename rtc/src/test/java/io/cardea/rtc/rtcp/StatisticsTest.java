package io.cardea.rtc.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
    private static final long MILLI = 1_000_000L;
    private static final int SSRC = 7;

    private final RtcpReader reader = new RtcpReader();
    private final ReceptionStatistics received = new ReceptionStatistics(90_000);
    private long now;

    @Test
    void reportsWhatWasLost() {
        for (int seq = 65_530; seq < 65_540; seq++) {
            if (seq != 65_533 && seq != 65_537) receive(seq & 0xFFFF, false);
        }

        report();

        assertEquals(SSRC, reader.reportSsrc(0));
        assertEquals(2, reader.cumulativeLost(0));
        assertEquals(51, reader.fractionLost(0)); // 2 of 10, in 1/256
        assertEquals(0x1_0003, reader.extendedHighestSequenceNumber(0));
    }

    @Test
    void eachReportIsAboutItsInterval() {
        receive(1, false);
        receive(3, false);
        report();
        receive(4, false);
        receive(5, false);

        report();

        assertEquals(0, reader.fractionLost(0));
        assertEquals(1, reader.cumulativeLost(0));
    }

    @Test
    void duplicatesMakeLossNegativeButNotTheFraction() {
        receive(1, false);
        receive(1, false);

        report();

        assertEquals(-1, reader.cumulativeLost(0));
        assertEquals(0, reader.fractionLost(0));
    }

    @Test
    void tellsWhenTheLastSenderReportCame() {
        receive(1, false);
        now = 10_000 * MILLI;
        received.onSenderReport(0x0123456789ABCDEFL, now);
        now += 500 * MILLI;

        report();

        assertEquals(0x456789AB, reader.lastSenderReport(0));
        assertEquals(0x8000, reader.delaySinceLastSenderReport(0));
    }

    @Test
    void hasNothingToReportBeforeTheFirstPacket() {
        Packet packet = new Packet();
        int at = RtcpWriter.beginReceiverReport(packet, 1);

        assertFalse(received.reportBlock(packet, at, SSRC, now));
        assertEquals(8, packet.length());
    }

    @Test
    void measuresJitter() {
        // RFC 3550, A.8: alternating deviations of 10 ms (900 ticks) converge to 900.
        Random random = new Random(1);
        int timestamp = random.nextInt();
        for (int i = 0; i < 500; i++) {
            long deviation = (i & 1) * 10 * MILLI;
            received.onPacket(i, timestamp, 100, now + deviation, false);
            timestamp += 1_800;
            now += 20 * MILLI;
        }

        assertEquals(900, received.jitter(), 10);
        assertEquals(10, received.jitterMillis(), 1);
    }

    @Test
    void aBurstWithOneTimestampIsNoJitter() {
        for (int frame = 0; frame < 100; frame++) {
            for (int i = 0; i < 10; i++) {
                received.onPacket(frame * 10 + i, frame * 3_000, 1_000, now + i * MILLI, false);
            }
            now += 33_333_333L;
        }

        assertEquals(0, received.jitter(), 1);
    }

    @Test
    void countsRetransmissionsApart() {
        for (int seq = 0; seq < 10; seq++) {
            if (seq != 5) receive(seq, false);
        }
        receive(5, true);
        report();

        assertEquals(10, received.received());
        assertEquals(1, received.retransmissions());
        assertEquals(0, received.lost());
        assertEquals(90, received.linkQuality());
        assertEquals(100, received.mediaLinkQuality());
    }

    @Test
    void withoutRtxAVeryLatePacketIsARetransmission() {
        receive(1, false); // timestamp 1, at 1 ms
        receive(3, false);
        long sent = now;
        now = sent + 100 * MILLI;
        received.onPacket(2, 180, 100, now, false);
        assertEquals(0, received.retransmissions());

        receive(5, false);
        now += 130 * MILLI;
        received.onPacket(4, (int) (now / MILLI - 130) * 90, 100, now, false);

        assertEquals(1, received.retransmissions());
        assertEquals(2, received.outOfOrder());
    }

    @Test
    void goesOnWhenTheSourceRestarts() {
        for (int seq = 100; seq < 110; seq++) {
            if (seq != 105) receive(seq, false);
        }
        for (int seq = 40_000; seq < 40_010; seq++) {
            receive(seq, false);
        }

        assertEquals(1, received.lost());
        assertEquals(19, received.received());
        assertEquals(40_009, received.extendedHighestSequenceNumber());
    }

    @Test
    void aSingleStrayPacketIsNoRestart() {
        receive(100, false);
        receive(40_000, false);
        receive(101, false);

        assertEquals(101, received.extendedHighestSequenceNumber());
        assertEquals(0, received.lost());
    }

    @Test
    void countsTheLossOfARandomStream() {
        Random random = new Random(3);
        int lost = 0;
        for (int seq = 0; seq < 300_000; seq++) {
            boolean lose = seq > 0 && seq < 299_999 && random.nextInt(20) == 0;
            if (lose) {
                lost++;
            } else {
                receive(seq & 0xFFFF, false);
            }
        }

        assertEquals(lost, received.lost());
        assertEquals(299_999, received.extendedHighestSequenceNumber());
    }

    @Test
    void bytesOfTheLastSecondVanishAfterTwoSecondsOfSilence() {
        ByteRate rate = new ByteRate();
        for (int i = 0; i < 15; i++) {
            rate.add(100, i * 100 * MILLI);
        }

        assertEquals(1_000, rate.bytesLastSecond(1_500 * MILLI));
        assertEquals(500, rate.bytesLastSecond(2_100 * MILLI));
        assertEquals(0, rate.bytesLastSecond(3_400 * MILLI));
        assertEquals(1_500, rate.bytes());
        assertEquals(15, rate.packets());
    }

    @Test
    void linkQualityMovesByAThird() {
        LinkQuality quality = new LinkQuality();
        assertEquals(100, quality.value());

        quality.add(40);
        assertEquals(40, quality.value());
        quality.add(100);
        assertEquals(60, quality.value());
        quality.addLoss(0, 0);
        assertEquals(40, quality.value());
    }

    @Test
    void senderReportsExtrapolateTheTimestamp() {
        SenderStatistics sent = new SenderStatistics(48_000, new NtpClock(0));
        Packet packet = new Packet();
        assertEquals(RtcpWriter.NO_ROOM, sent.senderReport(packet, SSRC, 0));
        sent.onSent(1_000, 160, 200, 0);
        sent.onSent(1_960, 160, 200, 20 * MILLI);
        sent.onSent(1_480, 160, 200, 30 * MILLI); // out of order

        assertEquals(0, sent.senderReport(packet, SSRC, 520 * MILLI));

        assertTrue(reader.begin(packet) && reader.next());
        assertEquals(1_960 + 24_000, reader.rtpTimestamp());
        assertEquals(3, reader.packetCount());
        assertEquals(480, reader.octetCount());
        assertEquals(0x83AA7E80L, reader.ntpTimestamp() >>> 32);
        assertEquals(600, sent.bytes());
    }

    @Test
    void aJumpBackOfTheTimelineIsFollowed() {
        SenderStatistics sent = new SenderStatistics(90_000, new NtpClock(0));
        sent.onSent(1_000_000, 1, 1, 0);
        sent.onTimestampJump(500, MILLI);
        sent.onSent(500, 1, 1, MILLI);
        Packet packet = new Packet();

        sent.senderReport(packet, SSRC, MILLI);

        assertTrue(reader.begin(packet) && reader.next());
        assertEquals(500, reader.rtpTimestamp());
    }

    @Test
    void computesTheRoundTripTime() {
        SenderStatistics sent =
                new SenderStatistics(90_000, new NtpClock(1_700_000_000_000_000_000L));
        sent.onSent(0, 1, 1, 0);
        Packet sr = new Packet();
        sent.senderReport(sr, SSRC, 1_000 * MILLI);
        assertTrue(reader.begin(sr) && reader.next());
        long ntp = reader.ntpTimestamp();
        assertEquals(SenderStatistics.UNKNOWN, sent.rttNanos());

        peerReports(sent, NtpClock.compact(ntp), 0x8000, 0, 1, 1_620 * MILLI);

        assertEquals(120 * MILLI, sent.rttNanos(), 20_000);
    }

    @Test
    void ignoresARoundTripTimeThatCannotBe() {
        SenderStatistics sent = new SenderStatistics(90_000, new NtpClock(0));

        peerReports(sent, 0, 0x8000, 0, 1, 1_620 * MILLI);
        peerReports(sent, 0x7E82_0000, 0x1_0000, 0, 1, 1_620 * MILLI);

        assertEquals(SenderStatistics.UNKNOWN, sent.rttNanos());
    }

    @Test
    void qualityOutwardsCountsNacksAndLoss() {
        SenderStatistics sent = new SenderStatistics(90_000, new NtpClock(0));
        for (int i = 0; i < 100; i++) {
            sent.onSent(i, 1, 1, 0);
        }
        sent.onNack(25);

        peerReports(sent, 0, 0, 10, 99, 1_000 * MILLI);

        assertEquals(75, sent.linkQuality());
        assertEquals(90, sent.mediaLinkQuality());
        peerReports(sent, 0, 0, 50, 199, 2_000 * MILLI);
        assertEquals(75, sent.linkQuality(), "at most every two seconds");
        for (int i = 0; i < 100; i++) {
            sent.onSent(i, 1, 1, 0);
        }
        peerReports(sent, 0, 0, 10, 199, 3_000 * MILLI);
        assertEquals(83, sent.linkQuality());
        assertEquals(93, sent.mediaLinkQuality());
        assertEquals(10, sent.cumulativeLost());
    }

    @Test
    void keyframeRequestsAreMerged() {
        KeyframeRequests requests = new KeyframeRequests();
        assertFalse(requests.poll(0));
        assertEquals(Long.MAX_VALUE, requests.nextDeadlineNanos());

        requests.request(5);
        assertEquals(5, requests.nextDeadlineNanos());
        assertTrue(requests.poll(5));
        requests.request(6);
        requests.request(7);
        assertFalse(requests.poll(7));
        assertEquals(5 + KeyframeRequests.MIN_INTERVAL_NANOS, requests.nextDeadlineNanos());
        assertTrue(requests.poll(requests.nextDeadlineNanos()));
        assertFalse(requests.poll(Long.MAX_VALUE));

        requests.request(KeyframeRequests.MIN_INTERVAL_NANOS);
        requests.onKeyframe();
        assertFalse(requests.poll(Long.MAX_VALUE));
        assertEquals(4, requests.requests());
        assertEquals(2, requests.sent());
    }

    /** A packet sent when it arrives: no jitter. */
    private void receive(int sequenceNumber, boolean retransmitted) {
        now += MILLI;
        received.onPacket(sequenceNumber, (int) (now / MILLI) * 90, 100, now, retransmitted);
    }

    private void report() {
        Packet packet = new Packet();
        int at = RtcpWriter.beginReceiverReport(packet, 1);
        assertTrue(received.reportBlock(packet, at, SSRC, now));
        assertTrue(reader.begin(packet) && reader.next());
    }

    private void peerReports(
            SenderStatistics sent, int lsr, int dlsr, int lost, int highest, long atNanos) {
        Packet packet = new Packet();
        int at = RtcpWriter.beginReceiverReport(packet, 1);
        RtcpWriter.reportBlock(packet, at, SSRC, 0, lost, highest, 0, lsr, dlsr);
        assertTrue(reader.begin(packet) && reader.next());
        sent.onReportBlock(reader, 0, atNanos);
    }
}
