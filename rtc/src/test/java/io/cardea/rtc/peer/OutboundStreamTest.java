package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.Line.VP8_RTX;
import static io.cardea.rtc.peer.PeerPair.MS;
import static io.cardea.rtc.peer.PeerPair.S;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.rtcp.RtcpReader.Kind;
import io.cardea.rtc.rtp.RtpHeader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes out on an m-line, and what is sent again. */
final class OutboundStreamTest {
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

    private Side.Sent lastRtp() {
        return ours.sentRtp().getLast();
    }

    /** Sends a packet, and the peer asks for it so many times, so far apart. */
    private void nackEvery(long nanos, int times) {
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        for (int i = 0; i < times; i++) {
            pair.run(nanos);
            ours.inject(Bytes.nack(9, 1000, 7));
        }
    }

    private int resent() {
        return ours.sentRtp().size() - 1;
    }

    // ---- Out ----

    @Test
    void theSsrcIsTheLinesAndTheRestAsThePluginWroteIt() {
        connect(Line.audio(0));
        assertTrue(ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 480)));
        var packet = lastRtp().packet();
        assertEquals(1000, RtpHeader.ssrc(packet));
        assertEquals(7, RtpHeader.sequenceNumber(packet));
        assertEquals(480, RtpHeader.timestamp(packet));
        assertEquals(OPUS, RtpHeader.payloadType(packet));
    }

    @Test
    void nothingIsSentBeforeThereAreKeysOrAgainstTheDirection() {
        pair = new PeerPair(new PeerPair.Setup().encrypted());
        ours = pair.ours;
        assertFalse(ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 480)));
        pair.negotiate(Line.audio(0), Line.audio(1).directed(false, true), Line.data(2));
        assertFalse(ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 480)));
        pair.run(S);
        assertTrue(ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 480)));
        assertFalse(ours.sendRtp(1, Bytes.rtp(OPUS, 1, 7, 480)));
        assertFalse(ours.sendRtp(2, Bytes.rtp(OPUS, 1, 7, 480)));
        assertFalse(ours.sendRtp(3, Bytes.rtp(OPUS, 1, 7, 480)));
        assertFalse(ours.sendRtp(-1, Bytes.rtp(OPUS, 1, 7, 480)));
        ours.peer.close("test", pair.now);
        assertFalse(ours.sendRtp(0, Bytes.rtp(OPUS, 1, 8, 480)));
    }

    @Test
    void packetsOfAllVideoLinesShareOneTransportWideCounter() {
        connect(Line.video(0), Line.video(1), Line.audio(2));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        ours.sendRtp(2, Bytes.rtp(OPUS, 1, 7, 48));
        ours.sendRtp(1, Bytes.rtp(VP8, 1, 7, 90));
        List<Integer> numbers =
                ours.sentRtp().stream().map(sent -> Bytes.extension(sent.bytes(), 3)).toList();
        assertEquals(List.of(1, -1, 2), numbers);
    }

    // ---- Again ----

    @Test
    void aNackIsAnsweredAsRtxOfTheSamePayload() {
        connect(Line.video(0));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 8, 90));
        ours.inject(Bytes.nack(9, 1000, 7, 8));
        var first = ours.sentRtp().get(2).packet();
        var second = ours.sentRtp().get(3).packet();
        assertEquals(1500, RtpHeader.ssrc(first));
        assertEquals(VP8_RTX, RtpHeader.payloadType(first));
        assertEquals(90, RtpHeader.timestamp(first));
        assertEquals(
                RtpHeader.sequenceNumber(first) + 1,
                RtpHeader.sequenceNumber(second),
                "a sequence of its own");
        int header = RtpHeader.headerLength(first);
        assertEquals(7, first.u16(header));
        assertArrayEquals(Bytes.payload(7), Bytes.from(first, header + 2));
        assertEquals(3, Bytes.extension(first.toBytes(), 3), "counted like any other packet");
    }

    @Test
    void ofAMessageEveryPacketIsSentAgain() {
        connect(Line.video(0));
        for (int i = 0; i < 20; i++) ours.sendRtp(0, Bytes.rtp(VP8, 1, 65_530 + i & 0xFFFF, 90));
        int before = ours.sentRtp().size();
        ours.inject(Bytes.nackWithMask(9, 1000, 65_530, 0xFFFF));
        assertEquals(17, ours.sentRtp().size() - before);
    }

    @Test
    void withoutRtxTheSameBytesAreSentAgain() {
        pair = PeerPair.encrypted(Line.video(0).withoutRtx());
        ours = pair.ours;
        pair.theirs.sendRtp(0, Bytes.rtp(VP8, 1, 1, 90)); // so that ours is heard of, too
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 6, 90));
        pair.run(15 * MS);
        pair.ours.lost = bytes -> true;
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        pair.ours.lost = bytes -> false;
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 8, 90));
        pair.run(200 * MS);
        assertEquals(List.of(6, 8, 7), pair.theirs.sequenceNumbers());
        List<Side.Sent> sent = ours.sentRtp();
        assertArrayEquals(sent.get(1).bytes(), sent.get(3).bytes());
    }

    @Test
    void audioIsSentAgainAsItWasEvenWhereThereIsRtx() {
        connect(Line.audio(0).withNack(true), Line.video(1));
        ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 480));
        ours.inject(Bytes.nack(9, 1000, 7));
        assertEquals(2, ours.sentRtp().size());
        assertArrayEquals(ours.sentRtp().get(0).bytes(), ours.sentRtp().get(1).bytes());
    }

    @Test
    void withoutNackNothingIsKeptNorSentAgain() {
        connect(Line.video(0).withNack(false));
        nackEvery(5 * MS, 1);
        assertEquals(0, resent());
        assertEquals(0, ours.pool.inUse());
    }

    @Test
    void theSamePacketIsNotSentAgainWithinTheBackOff() {
        connect(Line.video(0));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        long[] gaps = {0, 39, 2, 79, 2, 159, 2, 319, 2};
        int[] expected = {1, 1, 2, 2, 3, 3, 4, 4, 5};
        for (int i = 0; i < gaps.length; i++) {
            pair.run(gaps[i] * MS);
            ours.inject(Bytes.nack(9, 1000, 7));
            assertEquals(expected[i], resent(), "NACK " + i);
        }
    }

    @Test
    void whatIsOlderThanTheWindowIsNotSentAgain() {
        connect(Line.video(0));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        pair.run(1001 * MS);
        ours.inject(Bytes.nack(9, 1000, 7));
        assertEquals(0, resent());
    }

    @Test
    void theWindowFollowsTheRoundTripTime() {
        connect(Line.video(0));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 6, 90));
        pair.run(1100 * MS); // a sender report has gone out
        var report = ours.controls(Kind.SENDER_REPORT).getFirst();
        long ntp =
                (long) Bytes.i32(report.bytes(), 8) << 32
                        | Bytes.i32(report.bytes(), 12) & ~0L >>> 32;
        pair.now = report.nanos() + 100 * MS;
        ours.inject(Bytes.report(9, 1000, 0, 6, (int) (ntp >>> 16), 0));
        assertEquals(
                100, ours.peer.statistics(pair.now).media().getFirst().sent().get().rttMillis(), 1);
        assertEquals(400, ours.peer.statistics(pair.now).media().getFirst().nackQueueMillis(), 2);

        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 8, 90));
        int before = ours.sentRtp().size();
        pair.run(395 * MS);
        ours.inject(Bytes.nack(9, 1000, 7));
        assertEquals(1, ours.sentRtp().size() - before);
        pair.run(10 * MS);
        ours.inject(Bytes.nack(9, 1000, 8));
        assertEquals(1, ours.sentRtp().size() - before);
    }

    @Test
    void nacksForStreamsAndPacketsWeNeverSentAreHarmless() {
        connect(Line.video(0));
        ours.inject(Bytes.nack(9, 4711, 7));
        ours.inject(Bytes.nackWithMask(9, 1000, 65_535, 0xFFFF));
        ours.inject(Bytes.nack(9, 1500, 7));
        assertTrue(ours.sentRtp().isEmpty());
        assertEquals(2, ours.peer.counters().strayRtcp);
    }

    @Test
    void sendingAKeyframeForgetsWhatWasBeforeItIfWanted() {
        var setup = new PeerPair.Setup();
        setup.media = new PeerSettings.Media(200, true, 200, 1, 0, false);
        pair = new PeerPair(setup).connect(Line.video(0)).mute();
        ours = pair.ours;
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 8, 180, Bytes.keyframe()));
        assertEquals(1, ours.pool.inUse());
        ours.inject(Bytes.nack(9, 1000, 7, 8));
        assertEquals(3, ours.sentRtp().size());
    }

    @Test
    void theHistoryKeepsNoMoreThanItsCapacity() {
        connect(Line.video(0));
        for (int i = 0; i < 3 * History.CAPACITY; i++) {
            ours.sendRtp(0, Bytes.rtp(VP8, 1, i, 90));
        }
        assertEquals(History.CAPACITY, ours.pool.inUse());
    }

    @Test
    void losingRtxInARenegotiationForgetsWhatWasKeptForIt() {
        connect(Line.video(0));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        pair.negotiate(Line.video(0).withoutRtx());
        ours.inject(Bytes.nack(9, 1000, 7));
        assertEquals(1, ours.sentRtp().size());
        assertEquals(0, ours.pool.inUse());
    }
}
