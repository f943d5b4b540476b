package io.cardea.rtc.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.Hex;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TwccTest {
    private static final long MILLI = 1_000_000L;
    private static final long TICK = 250_000L;

    private final TwccReceiver receiver = new TwccReceiver();
    private final TwccFeedback feedback = new TwccFeedback();
    private final RtcpReader reader = new RtcpReader();

    @Test
    void writesSmallDeltas() {
        receiver.onPacket(0x1000, 640 * MILLI);
        receiver.onPacket(0x1001, 641 * MILLI);
        receiver.onPacket(0x1002, 643 * MILLI);

        assertEquals(
                "afcd0006" // padding; length 6
                        + "00000001"
                        + "00000002"
                        + "10000003" // base, count
                        + "00000a00" // reference 10 * 64 ms, feedback 0
                        + "2003" // run of three small deltas
                        + "000408"
                        + "000003",
                Hex.text(collect()));
        assertFalse(receiver.isPending());
    }

    @Test
    void writesLargeAndNegativeDeltasAndLoss() {
        receiver.onPacket(5, 64 * MILLI + 20 * TICK);
        receiver.onPacket(8, 264 * MILLI);
        receiver.onPacket(7, 265 * MILLI);

        Packet packet = collect();

        assertEquals(
                "afcd0006"
                        + "00000001"
                        + "00000002"
                        + "00050004"
                        + "00000100"
                        + "d280" // small, none, large, large in two bits each
                        + "14"
                        + "0310"
                        + "fffc"
                        + "01",
                Hex.text(packet));
        parse(packet);
        assertEquals(4, feedback.count());
        assertEquals(3, feedback.receivedCount());
        assertFalse(feedback.received(1));
        assertEquals(256 + 20, feedback.arrivalTicks(0));
        assertEquals(1_060, feedback.arrivalTicks(2));
        assertEquals(1_056, feedback.arrivalTicks(3));
    }

    @Test
    void aSmallDeltaReachesTo255Ticks() {
        receiver.onPacket(1, 0);
        receiver.onPacket(2, 255 * TICK);
        receiver.onPacket(3, (255 + 256) * TICK);

        Packet packet = collect();

        assertEquals(0xD600, packet.u16(20)); // small, small, large
        assertEquals("00ff0100", Hex.text(packet).substring(44, 52));
    }

    @Test
    void forgetsTheOldestWhenNobodyCollects() {
        int sent = 3 * TwccReceiver.RING;
        for (int seq = 0; seq < sent; seq++) {
            if (seq % 2 == 0) receiver.onPacket(seq, seq * MILLI);
        }
        int reported = 0;
        int next = sent - 1 - TwccReceiver.RING;
        while (receiver.isPending()) {
            parse(collect());
            assertEquals(next, feedback.sequenceNumber(0));
            next += feedback.count();
            reported += feedback.receivedCount();
        }

        assertEquals(sent - 1, next);
        assertEquals(TwccReceiver.RING / 2, reported);
    }

    @Test
    void usesOneBitVectorsForScatteredLoss() {
        for (int seq = 0; seq < 14; seq++) {
            if (seq != 1 && seq != 12) receiver.onPacket(seq, 0);
        }

        Packet packet = collect();

        assertEquals(0b10_1011_1111_1111_01 & 0xFFFF, packet.u16(20));
        parse(packet);
        assertEquals(14, feedback.count());
        assertEquals(12, feedback.receivedCount());
    }

    @Test
    void readsTheExampleChunksOfTheDraft() {
        // Run of 221 lost; a one-bit vector; two-bit vector none, small ×4, none ×2 (the
        // draft has a reserved symbol there).
        Packet packet =
                Hex.packet(
                        "8fcd0008 00000001 00000002 0000 00f2 fffff6 07"
                                + "00dd 9f1c c550"
                                + "0102030405060708 090a0b0c");
        assertTrue(feedback.parse(packet, 0, packet.length()));

        assertEquals(242, feedback.count());
        assertFalse(feedback.received(220));
        assertFalse(feedback.received(221));
        assertTrue(feedback.received(222));
        assertEquals(-10, feedback.referenceTime());
        assertEquals(-2_560 + 1, feedback.arrivalTicks(222));
        assertEquals(7, feedback.feedbackCount());
        assertEquals(12, feedback.receivedCount());
        assertFalse(feedback.received(235));
        assertTrue(feedback.received(236));
    }

    @Test
    void refusesMalformedFeedback() {
        String header = "8fcd0008 00000001 00000002 0000 ";
        assertFalse(parse(header + "0003 000000 00"));
        assertFalse(parse(header + "0003 000000 00 2003 0102"), "a delta is missing");
        assertFalse(parse(header + "0003 000000 00 4003 01020304 05"), "half a delta is missing");
        assertFalse(parse(header + "0003 000000 00 6003 010203040506"), "reserved symbol");
        assertFalse(parse(header + "0003 000000 00 2000 010203"), "empty run");
        assertFalse(parse("8fcd0003 00000001 00000002 0000"));
        assertEquals(0, feedback.count());
        assertTrue(parse(header + "0003 000000 00 2003 010203"));
    }

    @Test
    void countsFeedbackMessages() {
        for (int i = 0; i < 300; i++) {
            receiver.onPacket(i, i * MILLI);
            Packet packet = collect();
            assertEquals(i & 0xFF, packet.u8(19));
        }
    }

    @Test
    void holdsAtMostFourHundredPacketsPerMessage() {
        for (int seq = 0; seq < 1_000; seq++) {
            receiver.onPacket(seq, seq * MILLI);
        }

        parse(collect());
        assertEquals(400, feedback.count());
        parse(collect());
        assertEquals(400, feedback.sequenceNumber(0));
        parse(collect());
        assertEquals(200, feedback.count());
        assertFalse(receiver.collect(new Packet(), 1, 2));
    }

    @Test
    void splitsWhereADeltaWouldNotFit() {
        receiver.onPacket(1, 0);
        receiver.onPacket(2, 20_000 * MILLI);

        parse(collect());
        assertEquals(1, feedback.count());
        parse(collect());
        assertEquals(2, feedback.sequenceNumber(0));
        assertEquals(80_000, feedback.arrivalTicks(0));
    }

    @Test
    void aLatePacketIsReportedAgainWithWhatFollowed() {
        receiver.onPacket(10, 0);
        receiver.onPacket(12, MILLI);
        collect();
        receiver.onPacket(11, 2 * MILLI);
        receiver.onPacket(12, 3 * MILLI);

        parse(collect());

        assertEquals(11, feedback.sequenceNumber(0));
        assertEquals(2, feedback.receivedCount());
        assertEquals(8, feedback.arrivalTicks(0));
        assertEquals(4, feedback.arrivalTicks(1), "the duplicate kept its first arrival");
    }

    @Test
    void aPacketFromBeforeTheFirstOneCounts() {
        receiver.onPacket(3, 0);
        receiver.onPacket(1, MILLI);

        parse(collect());

        assertEquals(1, feedback.sequenceNumber(0));
        assertEquals(3, feedback.count());
        assertFalse(feedback.received(1));
    }

    @Test
    void beginsAnewAfterARestart() {
        receiver.onPacket(30_000, 0);
        collect();
        receiver.onPacket(10, MILLI);
        assertFalse(receiver.isPending());
        receiver.onPacket(11, 2 * MILLI);

        parse(collect());
        assertEquals(11, feedback.sequenceNumber(0));
        assertEquals(1, feedback.count());
        assertEquals(1, receiver.ignored());

        receiver.onPacket(20_000, 3 * MILLI);
        parse(collect());
        assertEquals(20_000, feedback.sequenceNumber(0));
    }

    @Test
    void waitsForRoom() {
        for (int seq = 0; seq < 300; seq++) {
            receiver.onPacket(seq, seq * MILLI);
        }
        Packet packet = new Packet();
        packet.length(1_000);

        assertFalse(receiver.collect(packet, 1, 2));

        assertEquals(1_000, packet.length());
        assertTrue(receiver.isPending());
        parse(collect());
        assertEquals(300, feedback.count());
    }

    @Test
    void whatIsReportedIsWhatArrived() {
        for (int seed = 0; seed < 60; seed++) {
            new Arrivals(seed).run();
        }
    }

    /** A random path with loss, reordering and pauses; everything told must have happened. */
    private final class Arrivals {
        private final int seed;
        private final Random random;
        private final TwccReceiver subject = new TwccReceiver();
        private final Map<Integer, Long> truth = new HashMap<>();
        private final Map<Integer, Long> told = new HashMap<>();
        private int seq;
        private long now;

        Arrivals(int seed) {
            this.seed = seed;
            random = new Random(seed);
            seq = random.nextInt(0x1_0000);
            now = random.nextLong() >>> 12;
        }

        void run() {
            int loss = 1 + random.nextInt(30);
            int pace = 1 + random.nextInt(40);
            for (int i = 0; i < 5_000; i++) {
                seq = (seq + 1) & 0xFFFF;
                now += random.nextInt(pace) * TICK / 2;
                if (random.nextInt(500) == 0) now += 9_000 * MILLI;
                if (random.nextInt(300) == 0) seq = (seq + random.nextInt(450)) & 0xFFFF;
                if (random.nextInt(loss) == 0) continue;
                int reorder = random.nextInt(10) == 0 ? random.nextInt(8) : 0;
                arrive((seq - reorder) & 0xFFFF);
                if (random.nextInt(100) == 0 || i % 200 == 0) drain();
            }
            drain();
            for (int number : truth.keySet()) {
                assertEquals(truth.get(number), told.get(number), seed + " packet " + number);
            }
            assertEquals(truth.size(), told.size());
        }

        private void arrive(int number) {
            if (truth.isEmpty() || !truth.containsKey(number)) {
                truth.put(number, Math.floorDiv(now, TICK));
            }
            subject.onPacket(number, now);
        }

        private void drain() {
            while (subject.isPending()) {
                Packet packet = new Packet();
                assertTrue(subject.collect(packet, 1, 2));
                assertTrue(packet.length() <= RtcpWriter.MAX_LENGTH);
                parse(packet);
                assertTrue(feedback.count() <= TwccReceiver.MAX_STATUSES);
                for (int i = 0; i < feedback.count(); i++) {
                    if (feedback.received(i)) tell(feedback.sequenceNumber(i), i);
                }
            }
        }

        private void tell(int number, int i) {
            // The 24 bits of the reference time wrap.
            long ticks = Math.floorDiv(now, TICK);
            long back = (ticks - feedback.arrivalTicks(i)) & 0xFFFF_FFFFL;
            told.put(number, ticks - back);
        }
    }

    private Packet collect() {
        Packet packet = new Packet();
        assertTrue(receiver.collect(packet, 1, 2));
        return packet;
    }

    private void parse(Packet packet) {
        assertTrue(reader.begin(packet));
        assertTrue(reader.next());
        assertEquals(RtcpReader.Kind.TRANSPORT_CC, reader.kind());
        assertTrue(feedback.parse(packet, reader));
    }

    private boolean parse(String text) {
        Packet packet = Hex.packet(text);
        return feedback.parse(packet, 0, packet.length());
    }
}
