package io.cardea.tools.load.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtcp.RtcpWriter;
import org.junit.jupiter.api.Test;

class ReceptionTest {
    private static final long MS = 1_000_000L;

    private final LoopTotals totals = new LoopTotals();
    private final Reception reception = new Reception(7, true, 90_000, totals);
    private long now = MS;

    private boolean receive(int sequenceNumber) {
        boolean fresh = reception.onPacket(sequenceNumber & 0xFFFF, 0, now);
        addsUp();
        return fresh;
    }

    private void addsUp() {
        assertEquals(
                reception.expected(),
                reception.received() + reception.lost() + reception.missing());
        assertEquals(reception.expected(), totals.expected);
        assertEquals(reception.received(), totals.received);
        assertEquals(reception.lost(), totals.lost);
    }

    private void pass(long millis) {
        now += millis * MS;
        reception.expire(now);
        addsUp();
    }

    @Test
    void countsWhatComesInOrder() {
        for (int i = 65_000; i < 65_000 + 200_000; i++) {
            assertTrue(receive(i));
        }
        assertEquals(200_000, reception.expected());
        assertEquals(200_000, reception.received());
        assertEquals(0, totals.reordered);
    }

    @Test
    void losesWhatDoesNotComeInTime() {
        receive(10);
        receive(13);
        assertEquals(2, reception.missing());
        pass(900);
        assertEquals(0, reception.lost());
        pass(200);
        assertEquals(2, reception.lost());
        assertEquals(4, reception.expected());
        assertFalse(receive(11), "too late is lost");
        assertEquals(2, reception.lost());
    }

    @Test
    void takesWhatComesLateAcrossTheWrap() {
        receive(65_534);
        receive(1);
        assertEquals(2, reception.missing());
        assertTrue(receive(0));
        assertTrue(receive(65_535));
        assertEquals(2, totals.reordered);
        assertEquals(0, reception.missing());
        assertEquals(4, reception.expected());
        pass(2_000);
        assertEquals(0, reception.lost());
    }

    @Test
    void countsDuplicatesApart() {
        receive(5);
        receive(6);
        assertFalse(receive(6));
        assertFalse(receive(5));
        assertEquals(2, totals.duplicated);
        assertEquals(2, reception.received());
    }

    @Test
    void doesNotCountWhatCameBeforeTheBeginning() {
        receive(100);
        assertFalse(receive(99));
        assertEquals(1, reception.expected());
        assertEquals(0, totals.reordered);
    }

    @Test
    void takesARepairForWhatIsMissingOnly() {
        receive(1);
        receive(3);
        assertFalse(reception.onRepair(3));
        assertTrue(reception.onRepair(2));
        assertFalse(reception.onRepair(2));
        addsUp();
        assertEquals(0, totals.reordered);
        assertEquals(3, reception.received());
    }

    @Test
    void survivesGapsLongerThanItRemembers() {
        receive(0);
        receive(2_500);
        assertEquals(2_501, reception.expected());
        assertEquals(Reception.WINDOW, reception.missing());
        pass(2_000);
        assertEquals(2_499, reception.lost());
    }

    @Test
    void beginsAnewWithAnotherStream() {
        receive(0);
        receive(20_000);
        assertEquals(2, reception.expected());
        receive(20_001);
        assertFalse(receive(10));
        assertTrue(receive(11));
        assertEquals(4, reception.expected());
        assertEquals(0, reception.lost());
    }

    @Test
    void asksAfterAMomentAndAgain() {
        receive(1);
        receive(3);
        receive(5);
        assertEquals(0, ask());
        pass(15);
        assertEquals(2, ask());
        assertEquals(0, ask());
        pass(100);
        assertEquals(2, ask());
        receive(2);
        pass(100);
        assertEquals(1, ask());
    }

    private int ask() {
        Packet packet = new Packet();
        RtcpWriter.beginReceiverReport(packet, 1);
        int asked = reception.nack(packet, 1, now);
        var reader = new RtcpReader();
        assertTrue(reader.begin(packet));
        int found = 0;
        while (reader.next()) {
            if (reader.kind() != RtcpReader.Kind.NACK) continue;
            for (int i = 0; i < reader.nackCount(); i++) {
                found += 1 + Integer.bitCount(reader.nackBlp(i));
            }
        }
        assertEquals(asked, found);
        return asked;
    }

    @Test
    void reportsTheShareThatIsLost() {
        for (int i = 0; i < 100; i++) {
            if (i % 4 != 3) receive(i);
        }
        receive(100);
        Packet packet = new Packet();
        int report = RtcpWriter.beginReceiverReport(packet, 1);
        assertTrue(reception.report(packet, report, now));
        var reader = new RtcpReader();
        assertTrue(reader.begin(packet) && reader.next());
        assertEquals(25 * 256 / 101, reader.fractionLost(0));
        assertEquals(25, reader.cumulativeLost(0));
        assertEquals(100, reader.extendedHighestSequenceNumber(0));
    }

    @Test
    void measuresJitter() {
        for (int i = 0; i < 1_000; i++) {
            now = (i * 20L + (i % 2) * 4) * MS;
            reception.onPacket(i, i * 20 * 90, now);
        }
        assertEquals(4.0, reception.jitterMillis(), 0.2);
    }
}
