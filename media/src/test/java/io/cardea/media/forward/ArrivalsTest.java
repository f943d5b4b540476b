package io.cardea.media.forward;

import static io.cardea.media.forward.Arrivals.Verdict.DUPLICATE;
import static io.cardea.media.forward.Arrivals.Verdict.PASS;
import static io.cardea.media.forward.Arrivals.Verdict.RESTART;
import static io.cardea.media.forward.Arrivals.Verdict.STRANGE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    private void expect(Arrivals.Verdict verdict, int sequenceNumber) {
        assertEquals(verdict, arrivals.accept(sequenceNumber), "sequence " + sequenceNumber);
    }

    @Test
    void whatIsNewPassesInAnyOrderAcrossTheWrap() {
        expect(PASS, 65_534);
        expect(PASS, 1);
        expect(PASS, 65_535);
        expect(PASS, 0);
        expect(DUPLICATE, 65_535);
        expect(DUPLICATE, 1);
        expect(PASS, 2);
    }

    @Test
    void aJumpAheadLeavesRoomForLateOnes() {
        expect(PASS, 100);
        expect(PASS, 100 + Arrivals.WINDOW + 200);
        expect(PASS, 400);
        expect(DUPLICATE, 400);
        expect(STRANGE, 100);
    }

    @Test
    void aSenderThatBeginsAnewIsBelievedTheSecondTime() {
        expect(PASS, 30_000);
        expect(STRANGE, 10);
        expect(PASS, 30_001);
        expect(STRANGE, 11);
        expect(RESTART, 12);
        expect(PASS, 13);
        expect(STRANGE, 30_002);
    }

    @Test
    void aJumpTooFarAheadIsANewBeginning() {
        expect(PASS, 0);
        expect(STRANGE, Arrivals.MAX_DROPOUT);
        expect(RESTART, Arrivals.MAX_DROPOUT + 1);
    }

    @Test
    void nothingEverPassesTwice() {
        long seed = 20_261_125;
        Random random = new Random(seed);
        Set<Integer> passed = new HashSet<>();
        int base = 0;
        for (int i = 0; i < 100_000; i++) {
            base += random.nextInt(3);
            int sequence = base - random.nextInt(500) + (random.nextInt(50) == 0 ? 500 : 0);
            if (sequence < 0) continue;
            boolean passes = arrivals.accept(sequence & 0xFFFF) == PASS;
            if (passes) assertEquals(true, passed.add(sequence), "seed " + seed);
        }
    }
}
