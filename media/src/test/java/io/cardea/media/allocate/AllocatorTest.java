package io.cardea.media.allocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AllocatorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long KBPS = 1_000;

    private final Allocator allocator = new Allocator(AllocatorSettings.defaults());
    private final List<Stream> streams = new ArrayList<>();
    private final List<Share> shares = new ArrayList<>();
    private long now = 100 * SECOND;

    /** A stream and what is wanted of it. */
    private static final class Stream {
        final Share share = new Share();
        final Share.Kind kind;
        LayerRates rates;
        int wantedLayer = 2;
        int wantedTemporal = 2;

        Stream(Share.Kind kind, LayerRates rates) {
            this.kind = kind;
            this.rates = rates;
        }

        String state() {
            return share.isPaused() ? "-" : share.layer() + "." + share.temporal();
        }
    }

    /** Layers of that many kbit/s, of three temporal layers with 40, 20 and 40 %. */
    private LayerRates layers(long... kbps) {
        long[] bps = new long[LayerRates.MAX_LAYERS * LayerRates.MAX_TEMPORAL];
        for (int layer = 0; layer < kbps.length; layer++) {
            int at = layer * LayerRates.MAX_TEMPORAL;
            bps[at] = kbps[layer] * 400;
            bps[at + 1] = kbps[layer] * 200;
            bps[at + 2] = kbps[layer] * 400;
        }
        return new LayerRates(bps, now);
    }

    /** Layers without temporal ones. */
    private LayerRates flat(long... kbps) {
        long[] bps = new long[LayerRates.MAX_LAYERS * LayerRates.MAX_TEMPORAL];
        for (int layer = 0; layer < kbps.length; layer++) {
            bps[layer * LayerRates.MAX_TEMPORAL] = kbps[layer] * KBPS;
        }
        return new LayerRates(bps, now);
    }

    private Stream add(Share.Kind kind, LayerRates rates) {
        Stream stream = new Stream(kind, rates);
        streams.add(stream);
        shares.add(stream.share);
        return stream;
    }

    private Stream simulcast() {
        return add(Share.Kind.SIMULCAST, flat(100, 400, 1_200));
    }

    /** Decides a tenth of a second later; all streams as they then are. */
    private String at(long kbps) {
        now += SECOND / 10;
        for (Stream stream : streams) {
            // Measured a moment ago, always.
            LayerRates fresh = stream.rates == LayerRates.UNKNOWN ? stream.rates : copy(stream);
            stream.share.ask(stream.kind, fresh, stream.wantedLayer, stream.wantedTemporal, now);
        }
        allocator.allocate(kbps * KBPS, shares, now);
        return String.join(" ", streams.stream().map(Stream::state).toList());
    }

    private LayerRates copy(Stream stream) {
        long[] bps = new long[LayerRates.MAX_LAYERS * LayerRates.MAX_TEMPORAL];
        for (int layer = 0; layer < LayerRates.MAX_LAYERS; layer++) {
            for (int t = 0; t < LayerRates.MAX_TEMPORAL; t++) {
                long below = t == 0 ? 0 : stream.rates.bps(layer, t - 1);
                bps[layer * LayerRates.MAX_TEMPORAL + t] = stream.rates.bps(layer, t) - below;
            }
        }
        return new LayerRates(bps, now);
    }

    private String after(long seconds, long kbps) {
        String last = "";
        for (int i = 0; i < 10 * seconds; i++) {
            last = at(kbps);
        }
        return last;
    }

    @Test
    void beginsWithTheLayerThatFits() {
        simulcast();
        assertEquals("1.0", at(500));
    }

    @Test
    void beginsAtTheTopWhereThatFits() {
        simulcast();
        assertEquals("2.0", at(1_400));
    }

    @Test
    void leavesAMarginForWhatIsBetter() {
        simulcast();
        assertEquals("0.0", at(450)); // 400 x 1.15 = 460
        assertEquals("1.0", after(2, 460));
    }

    @Test
    void keepsWhatFitsWithoutAMargin() {
        simulcast();
        at(500);
        assertEquals("1.0", after(10, 401));
    }

    @Test
    void dropsAtOnceWhatDoesNotFitAnyMore() {
        simulcast();
        after(5, 2_000);
        assertEquals("1.0", at(1_100));
        assertEquals("0.0", at(300));
    }

    @Test
    void waitsBeforeItGetsBetterAgain() {
        simulcast();
        at(300);
        assertEquals("1.0", at(500));
        assertEquals("1.0", at(1_400));
        assertEquals("2.0", after(1, 1_400));
    }

    @Test
    void onlySomeGetBetterAtATime() {
        for (int i = 0; i < 5; i++) {
            simulcast();
        }
        at(600);
        assertEquals("2.0 2.0 2.0 0.0 0.0", at(100_000));
        assertEquals("2.0 2.0 2.0 2.0 2.0", after(1, 100_000));
    }

    @Test
    void waitsLongerAfterEachStepThatDidNotLast() {
        simulcast();
        at(300);
        List<Integer> waits = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            int tenths = 0;
            while (!at(500).equals("1.0")) tenths++;
            waits.add(tenths / 10);
            assertEquals("0.0", at(390));
        }
        assertEquals(List.of(0, 4, 9, 19, 29), waits);
    }

    @Test
    void afterAStepThatDidNotLastTheOthersWaitToo() {
        for (int i = 0; i < 5; i++) {
            simulcast();
        }
        at(560);
        int changes = 0;
        String last = "";
        for (int i = 0; i < 600; i++) {
            // Whenever something gets better, it turns out to be too much.
            String next = at(last.contains("1") ? 700 : 1_000);
            if (!next.equals(last)) changes++;
            last = next;
        }
        assertTrue(changes <= 14, changes + " changes in a minute");
    }

    @Test
    void doesNotWaitLongWhenFarMoreIsFree() {
        simulcast();
        at(300);
        for (int round = 0; round < 6; round++) {
            String state = at(300);
            while (!state.equals("1.0")) state = at(500);
            at(390);
        }
        assertEquals("2.0", after(2, 3_000));
    }

    @Test
    void anEstimateThatSwingsDoesNotMakeThePictureSwing() {
        simulcast();
        SplittableRandom random = new SplittableRandom(7);
        int changes = 0;
        String last = at(430);
        for (int i = 0; i < 600; i++) {
            String next = at(370L + random.nextInt(120)); // 400 is needed, 460 to go up
            if (!next.equals(last)) changes++;
            last = next;
        }
        assertTrue(changes <= 12, changes + " changes in a minute");
    }

    @Test
    void temporalLayersAreHalfSteps() {
        add(Share.Kind.SIMULCAST, layers(100, 400, 1_200));
        assertEquals("0.0", at(60));
        assertEquals("0.1", after(3, 75));
        assertEquals("0.2", after(3, 116));
        assertEquals("1.1", after(3, 300));
        assertEquals("1.2", after(3, 480));
        assertEquals("2.1", after(3, 850));
        assertEquals("2.2", after(3, 1_400));
        assertEquals("2.1", at(1_100));
    }

    @Test
    void anSvcLayerCostsWhatItStandsOn() {
        add(Share.Kind.SVC, flat(100, 300, 800));
        assertEquals("0.0", at(459));
        assertEquals("1.0", after(2, 460));
        assertEquals("2.0", after(2, 1_380));
        assertEquals("1.0", at(1_199));
    }

    @Test
    void neverMoreThanTheClientWants() {
        Stream stream = add(Share.Kind.SIMULCAST, layers(100, 400, 1_200));
        stream.wantedLayer = 1;
        stream.wantedTemporal = 0;
        assertEquals("1.0", after(5, 100_000));
    }

    @Test
    void soundComesFirst() {
        add(Share.Kind.AUDIO, flat(60));
        simulcast();
        assertEquals("0.0", at(500).split(" ")[1]);
        assertEquals("1.0", after(2, 530).split(" ")[1]);
    }

    @Test
    void everyLowestLayerComesBeforeAnyBetterOne() {
        for (int i = 0; i < 4; i++) {
            simulcast();
        }
        assertEquals("0.0 0.0 0.0 0.0", at(700));
    }

    @Test
    void allGetBetterTogether() {
        for (int i = 0; i < 3; i++) {
            simulcast();
        }
        assertEquals("1.0 1.0 1.0", after(1, 1_400));
        assertEquals("2.0 1.0 1.0", after(3, 2_300));
    }

    @Test
    void aNewcomerGetsItsPartOfWhatOthersHad() {
        simulcast();
        after(3, 1_400);
        simulcast();
        assertEquals("1.0 1.0", after(2, 1_400));
    }

    @Test
    void theLastArePausedWhenNotEvenTheLowestFit() {
        for (int i = 0; i < 4; i++) {
            simulcast();
        }
        assertEquals("0.0 0.0 0.0 0.0", at(500));
        assertEquals("0.0 0.0 0.0 0.0", at(250)); // it may be a dip
        assertEquals("0.0 0.0 - -", after(1, 250));
        assertEquals("0.0 0.0 0.0 -", after(2, 350));
        assertEquals("0.0 - - -", after(1, 20));
    }

    @Test
    void theFirstPictureIsNeverPaused() {
        add(Share.Kind.WHOLE, flat(2_000));
        assertEquals("3.3", after(5, 50));
    }

    @Test
    void aWholeVideoIsKeptWhileMostOfItFits() {
        add(Share.Kind.WHOLE, flat(100));
        Stream second = add(Share.Kind.WHOLE, flat(1_000));
        after(1, 1_300);
        at(900); // 100 + 700 fit
        assertFalse(second.share.isPaused());
        after(1, 790);
        assertTrue(second.share.isPaused());
        after(5, 1_200);
        assertTrue(second.share.isPaused()); // resumes only with a margin
        after(5, 1_270);
        assertFalse(second.share.isPaused());
    }

    @Test
    void aLayerThatIsNotSentIsNoStep() {
        add(Share.Kind.SIMULCAST, flat(100, 0, 1_200));
        assertEquals("0.0", at(1_000));
        assertEquals("2.0", after(2, 1_400));
    }

    @Test
    void aStreamOfWhichNothingIsKnownBeginsLow() {
        Stream stream = add(Share.Kind.SIMULCAST, LayerRates.UNKNOWN);
        assertEquals("0.2", at(5_000));
        stream.rates = layers(100, 400, 1_200);
        assertEquals("2.2", at(5_000));
    }

    @Test
    void aStreamThatFallsSilentStaysAsItWas() {
        Stream stream = simulcast();
        after(1, 1_400);
        stream.rates = LayerRates.UNKNOWN;
        assertEquals("2.0", after(1, 1_400));
    }

    @Test
    void desiresAllThatIsAskedForAndItsMargin() {
        Stream stream = simulcast();
        add(Share.Kind.AUDIO, flat(60));
        at(300);
        long everything = allocator.desiredBps(shares);
        assertTrue(everything > 1_260_000 * 1.15 && everything < 1_260_000 * 1.4, "" + everything);
        stream.wantedLayer = 0;
        at(300);
        assertTrue(allocator.desiredBps(shares) < 160_000 * 1.4);
    }

    @Test
    void neverGivesMoreThanTheEstimateWhateverHappens() {
        for (long seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            streams.clear();
            shares.clear();
            int count = 1 + random.nextInt(9);
            for (int i = 0; i < count; i++) {
                Share.Kind kind = random.nextBoolean() ? Share.Kind.SIMULCAST : Share.Kind.SVC;
                add(kind, layers(50L + random.nextInt(100), 150 + random.nextLong(500), 1_000));
            }
            for (int i = 0; i < 50; i++) {
                long kbps = 50L + random.nextInt(6_000);
                String state = at(kbps);
                long sum = streams.stream().mapToLong(s -> s.share.bps()).sum();
                boolean onlyLowest =
                        streams.stream().allMatch(s -> s.share.isPaused() || isLowest(s.share));
                assertTrue(
                        sum <= kbps * KBPS || onlyLowest,
                        state + " take " + sum + " of " + kbps + ", seed " + seed);
            }
        }
    }

    private static boolean isLowest(Share share) {
        return share.layer() == 0 && share.temporal() == 0;
    }

    @Test
    void fillsWhatThereIs() {
        simulcast();
        simulcast();
        after(60, 100_000);
        assertEquals("2.0 2.0", at(100_000));
        assertEquals(2_400_000, shares.getFirst().bps() + shares.getLast().bps());
    }
}
