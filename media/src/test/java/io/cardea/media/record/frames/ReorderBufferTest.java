package io.cardea.media.record.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReorderBufferTest {
    private static final long MILLI = 1_000_000;

    private final List<String> out = new ArrayList<>();
    private final ReorderBuffer buffer =
            new ReorderBuffer(
                    new ReorderBuffer.Output() {
                        @Override
                        public void packet(Payload lent) {
                            out.add(String.valueOf(lent.sequenceNumber()));
                        }

                        @Override
                        public void lost() {
                            out.add("lost");
                        }
                    });

    private void put(int... sequences) {
        for (int sequence : sequences) {
            buffer.put(Payloads.payload(sequence, 0, false, "00"));
        }
    }

    @Test
    void waitsForALatePacket() {
        put(65_534, 0, 1, 65_535, 2);

        assertEquals(List.of("65534", "65535", "0", "1", "2"), out);
    }

    @Test
    void givesUpAGapWhenTheTimeIsOver() {
        put(10, 12, 13);
        buffer.expire(12_000 + ReorderBuffer.WAIT_NANOS - 1);
        assertEquals(List.of("10"), out);

        buffer.expire(12_000 + ReorderBuffer.WAIT_NANOS);
        put(11, 14);

        assertEquals(List.of("10", "lost", "12", "13", "14"), out);
        assertEquals(1, buffer.late());
    }

    @Test
    void dropsWhatCameAlready() {
        put(5, 6, 5, 8, 8, 7);

        assertEquals(List.of("5", "6", "7", "8"), out);
        assertEquals(2, buffer.late());
    }

    @Test
    void aJumpAheadEndsTheWait() {
        put(1, 3, 3 + ReorderBuffer.CAPACITY);

        assertEquals(List.of("1", "lost", "3", "lost", "515"), out);
    }

    @Test
    void followsAStreamThatGoesOnFromFarBack() {
        put(30_000);
        for (int i = 0; i < ReorderBuffer.MAX_LATE; i++) put(100 + i);
        put(100 + ReorderBuffer.MAX_LATE);

        assertEquals(List.of("30000", "lost", "131", "132"), out);
    }

    @Test
    void deliversInOrderWhateverComes() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            put((i + random.nextInt(40)) & 0xFFFF);
            if (random.nextInt(100) == 0) buffer.expire(Long.MAX_VALUE / 2);
        }

        int last = -1;
        for (String word : out) {
            if (word.equals("lost")) continue;
            int sequence = Integer.parseInt(word);
            if (last >= 0) assertEquals(true, (short) (sequence - last) > 0, "seed " + seed);
            last = sequence;
        }
    }
}
