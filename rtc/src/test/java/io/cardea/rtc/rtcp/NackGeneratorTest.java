package io.cardea.rtc.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.Hex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NackGeneratorTest {
    private static final long MILLI = 1_000_000L;

    private final NackGenerator nacks = new NackGenerator();
    private final RtcpReader reader = new RtcpReader();

    @Test
    void asksTwiceWhileTheRoundTripTimeIsUnknown() {
        receive(1, 0);
        receive(3, 0);
        assertEquals(NackGenerator.FIRST_DELAY_NANOS, nacks.nextDeadlineNanos());
        assertEquals(List.of(), collect(11 * MILLI));

        assertEquals(List.of(2), collect(12 * MILLI));
        assertEquals(List.of(), collect(166 * MILLI));
        assertEquals(List.of(2), collect(167 * MILLI));
        assertEquals(List.of(), collect(400 * MILLI));

        assertEquals(0, nacks.missing());
        assertEquals(Long.MAX_VALUE, nacks.nextDeadlineNanos());
        assertEquals(2, nacks.requested());
    }

    @Test
    void asksUpToTenTimesByTheRoundTripTime() {
        nacks.rtt(80 * MILLI);
        receive(1, 0);
        receive(3, 0);

        List<Long> asked = new ArrayList<>();
        while (nacks.nextDeadlineNanos() != Long.MAX_VALUE) {
            long now = nacks.nextDeadlineNanos();
            if (!collect(now).isEmpty()) asked.add(now / MILLI);
        }

        assertEquals(List.of(12L, 112L, 212L, 312L, 412L, 512L, 612L, 712L, 812L, 912L), asked);
    }

    @Test
    void aPacketOutOfOrderIsNotAskedFor() {
        receive(1, 0);
        receive(3, 0);
        assertTrue(receive(2, 5 * MILLI));

        assertEquals(Long.MAX_VALUE, nacks.nextDeadlineNanos());
        assertEquals(List.of(), collect(20 * MILLI));
    }

    @Test
    void putsNeighboursIntoOneItem() {
        receive(0xFFF0, 0);
        for (int seq : new int[] {0xFFF2, 0xFFF4, 0x0000, 0x0010}) {
            receive(seq, 0);
        }
        Packet packet = new Packet();

        assertEquals(28, nacks.collect(12 * MILLI, packet, 1, 2));

        // Bit n is PID + n + 1: fff3, fff5 to ffff and 0001; then 0003 to 000f.
        assertEquals(
                "81cd0004" + "00000001" + "00000002" + "fff1bffa" + "00021fff", Hex.text(packet));
    }

    @Test
    void aLongJumpIsNotAskedForAndClearsTheList() {
        receive(1, 0);
        receive(3, 0);
        receive(3 + NackGenerator.MAX_JUMP + 1, MILLI);

        assertEquals(List.of(), collect(100 * MILLI));

        receive(3 + NackGenerator.MAX_JUMP + 3, 200 * MILLI);
        assertEquals(List.of(3 + NackGenerator.MAX_JUMP + 2), collect(212 * MILLI));
    }

    @Test
    void aKeyframeClearsTheList() {
        receive(1, 0);
        receive(3, 0);
        nacks.onPacket(6, MILLI, true, false);

        assertEquals(List.of(), collect(100 * MILLI));
        assertTrue(receive(5, 100 * MILLI), "late, but not a duplicate");
        assertFalse(receive(5, 100 * MILLI));
    }

    @Test
    void refusesDuplicatesAndUncalledForRetransmissions() {
        assertTrue(receive(1, 0));
        assertTrue(receive(4, 0));
        assertFalse(receive(4, 0));
        assertFalse(receive(1, 0));
        assertFalse(nacks.onPacket(2, 0, false, true), "never asked for");
        assertFalse(nacks.onPacket(9, 0, false, true), "not even missing");
        collect(12 * MILLI);

        assertTrue(nacks.onPacket(2, 50 * MILLI, false, true));
        assertFalse(nacks.onPacket(2, 51 * MILLI, false, true));
        assertFalse(receive(2, 51 * MILLI));

        assertEquals(1, nacks.repaired());
        assertEquals(6, nacks.unwanted());
    }

    @Test
    void aRetransmissionIsWelcomeForFiveSeconds() {
        receive(1, 0);
        receive(4, 0);
        collect(12 * MILLI);
        collect(200 * MILLI);
        collect(400 * MILLI);

        assertTrue(nacks.onPacket(2, 4_900 * MILLI, false, true));
        assertFalse(nacks.onPacket(3, 5_100 * MILLI, false, true));
    }

    @Test
    void beginsAnewWhenTheSourceRestartsFarBehind() {
        receive(30_000, 0);
        receive(5_000, 1);
        assertEquals(0, nacks.missing());
        receive(5_001, 2);
        receive(5_003, 3);

        assertEquals(List.of(5_002), collect(100 * MILLI));
    }

    @Test
    void whatFindsNoRoomStaysDue() {
        receive(0, 0);
        for (int seq = 40; seq < 160 * 40; seq += 40) {
            receive(seq & 0xFFFF, 0);
        }
        int missing = nacks.missing();
        int asked = 0;
        int packets = 0;
        while (nacks.nextDeadlineNanos() <= 12 * MILLI) {
            Packet packet = new Packet();
            packet.length(RtcpWriter.MAX_LENGTH - 200);
            asked += nacks.collect(12 * MILLI, packet, 1, 2);
            packets++;
        }

        assertEquals(missing, asked);
        assertTrue(packets > 1);
    }

    @Test
    void messagesHoldAtMostOneHundredAndTwentyBytes() {
        receive(0, 0);
        for (int seq = 20; seq < 1_000; seq += 20) {
            receive(seq, 0);
        }
        Packet packet = new Packet();

        nacks.collect(12 * MILLI, packet, 1, 2);

        assertTrue(reader.begin(packet));
        int messages = 0;
        while (reader.next()) {
            assertTrue(reader.length() <= 120);
            messages++;
        }
        assertTrue(messages > 1);
    }

    @Test
    void remembersNothingOfAWindowLongGone() {
        Random random = new Random(5);
        receive(0, 0);
        for (int seq = 1; seq < 500_000; seq++) {
            if (random.nextInt(10) != 0) receive(seq & 0xFFFF, seq * 10L * 1_000);
            assertTrue(nacks.missing() >= 0 && nacks.missing() < NackGenerator.RING);
            if (seq % 100 == 0) {
                while (nacks.collect(seq * 10_000L, new Packet(), 1, 2) > 0) {
                    assertTrue(nacks.missing() > 0);
                }
            }
        }
    }

    @Test
    void repairsAPathThatLosesOneInTwentyBothWays() {
        Random random = new Random(20);
        nacks.rtt(100 * MILLI);
        record Arrival(long nanos, int seq, boolean rtx) {}
        PriorityQueue<Arrival> network =
                new PriorityQueue<>(Comparator.comparingLong(Arrival::nanos));
        int packets = 20_000;
        for (int i = 0; i < packets; i++) {
            long sent = i * 4 * MILLI;
            if (random.nextInt(20) != 0) {
                network.add(new Arrival(sent + delay(random), i & 0xFFFF, false));
            }
        }
        int fresh = 0;
        while (!network.isEmpty()) {
            Arrival arrival = network.poll();
            if (nacks.onPacket(arrival.seq, arrival.nanos, false, arrival.rtx)) fresh++;
            if (nacks.nextDeadlineNanos() > arrival.nanos) continue;
            for (int seq : collect(arrival.nanos)) {
                boolean lost = random.nextInt(400) < 20 + 19; // either way
                long back = arrival.nanos + delay(random) + delay(random);
                if (!lost) network.add(new Arrival(back, seq, true));
            }
        }

        assertTrue(fresh >= packets - 2, "only " + fresh + " of " + packets);
    }

    /** 50 ms, give or take 50. */
    private static long delay(Random random) {
        return (long) (random.nextDouble() * 100 * MILLI);
    }

    private boolean receive(int seq, long now) {
        return nacks.onPacket(seq, now, false, false);
    }

    private List<Integer> collect(long now) {
        Packet packet = new Packet();
        int asked = nacks.collect(now, packet, 1, 2);
        List<Integer> seqs = new ArrayList<>();
        if (asked == 0) {
            assertEquals(0, packet.length());
            return seqs;
        }
        assertTrue(reader.begin(packet));
        while (reader.next()) {
            for (int i = 0; i < reader.nackCount(); i++) {
                seqs.add(reader.nackPid(i));
                for (int bit = 0; bit < 16; bit++) {
                    boolean set = (reader.nackBlp(i) >> bit & 1) != 0;
                    if (set) seqs.add((reader.nackPid(i) + bit + 1) & 0xFFFF);
                }
            }
        }
        assertEquals(asked, seqs.size());
        return seqs;
    }
}
