package io.cardea.rtc.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HistoryTest {
    private static final long WINDOW = 1_000_000_000L;

    private final PacketPool pool = new PacketPool();
    private final History history = new History();
    private final RtpPacket view = new RtpPacket();

    private Packet store(RtpRewrite rewrite, long now) {
        Packet packet = pool.take();
        view.payloadLength = 1_200;
        history.store(packet, view, rewrite, now);
        return packet;
    }

    @Test
    void everyChangeComesBack() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            RtpRewrite rewrite = new RtpRewrite();
            rewrite.sequenceNumber = random.nextInt(1 << 16);
            rewrite.timestamp = random.nextInt();
            rewrite.marker = random.nextBoolean();
            rewrite.payloadType = random.nextInt(128);
            rewrite.pictureId = random.nextInt(-1, 1 << 15);
            rewrite.tl0PicIdx = random.nextInt(-1, 256);
            rewrite.playoutDelayMin = random.nextInt(-1, 1 << 12);
            rewrite.playoutDelayMax = random.nextInt(-1, 1 << 12);
            Packet kept = store(rewrite, i);

            RtpRewrite back = new RtpRewrite();
            assertTrue(history.holds(rewrite.sequenceNumber));
            assertSame(kept, history.packet(rewrite.sequenceNumber));
            assertEquals(
                    History.Lookup.FOUND, history.lookup(rewrite.sequenceNumber, WINDOW, i + 1));
            history.restore(rewrite.sequenceNumber, back);

            assertEquals(rewrite.sequenceNumber, back.sequenceNumber);
            assertEquals(rewrite.timestamp, back.timestamp);
            assertEquals(rewrite.marker, back.marker);
            assertEquals(rewrite.payloadType, back.payloadType);
            assertEquals(rewrite.pictureId, back.pictureId);
            assertEquals(rewrite.tl0PicIdx, back.tl0PicIdx);
            assertEquals(rewrite.playoutDelayMin, back.playoutDelayMin);
            assertEquals(rewrite.playoutDelayMax, back.playoutDelayMax);
            assertEquals(1_200, history.payloadLength(rewrite.sequenceNumber));
        }
    }

    @Test
    void isNotAskedTooSoonTooLateOrForWhatItNeverHad() {
        RtpRewrite rewrite = new RtpRewrite();
        rewrite.sequenceNumber = 7;
        assertEquals(History.Lookup.UNKNOWN, history.lookup(7, WINDOW, 0));
        store(rewrite, 0);

        assertEquals(History.Lookup.UNKNOWN, history.lookup(7 + History.CAPACITY, WINDOW, 0));
        assertEquals(History.Lookup.FOUND, history.lookup(7, WINDOW, 1));
        assertEquals(History.Lookup.TOO_SOON, history.lookup(7, WINDOW, 2));
        assertEquals(History.Lookup.TOO_OLD, history.lookup(7, WINDOW, WINDOW + 1));
    }

    @Test
    void canBeAskedForLongerThanItCounts() {
        store(new RtpRewrite(), 0);
        long now = 0;
        for (int i = 0; i < 100; i++) {
            now += 1_000_000_000L;
            assertEquals(History.Lookup.FOUND, history.lookup(0, Long.MAX_VALUE, now));
        }
        RtpRewrite back = new RtpRewrite();
        history.restore(0, back);
        assertFalse(back.marker);
    }

    @Test
    void releasesWhatItForgets() {
        for (int i = 0; i < 2 * History.CAPACITY; i++) {
            RtpRewrite rewrite = new RtpRewrite();
            rewrite.sequenceNumber = i;
            store(rewrite, i);
        }
        assertEquals(History.CAPACITY, pool.inUse());

        history.clear();

        assertEquals(0, pool.inUse());
        assertFalse(history.holds(History.CAPACITY));
    }
}
