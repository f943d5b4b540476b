package io.cardea.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.LinkTargets;
import io.cardea.testkit.LayeredVideo.Coding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole rooms whose viewers are behind paths that do not carry everything. */
final class BandwidthSimulationTest {
    private static final long SECOND = 1_000_000_000L;
    private static final List<Long> SIMULCAST = List.of(100_000L, 400_000L, 1_200_000L);
    private static final List<Long> SVC = List.of(100_000L, 200_000L, 500_000L);
    private static final LinkTargets BEST_SVC = new LinkTargets(true, 2, 2, 2, 2, true, 0);
    private static final Duration QUEUE = Duration.ofMillis(200);
    private static final Duration LONG_QUEUE = Duration.ofSeconds(5); // loses nothing
    private static final LinkProfile CLEAR =
            new LinkProfile(0, 0, Duration.ofMillis(30), Duration.ZERO);
    private static final LinkProfile LOSSY =
            new LinkProfile(0.02, 0, Duration.ofMillis(30), Duration.ZERO);

    private static long run(SimulatedRoom room, long seconds) {
        room.simulation().run(Duration.ofSeconds(seconds));
        return room.network().nowNanos();
    }

    /** Connected, with its bandwidth estimated. */
    private static SimulatedViewer viewer(
            SimulatedRoom room, LinkProfile path, int lines, Coding coding) {
        SimulatedViewer viewer = room.view(path, lines, coding);
        run(room, 4);
        assertTrue(viewer.isConnected(), "not connected");
        viewer.handle().estimateBandwidth(true);
        return viewer;
    }

    private static void open(SimulatedRoom room, SimulatedViewer viewer, LinkProfile path) {
        room.network().path(viewer.client().address(), path);
    }

    private static void assertNoFreeze(SimulatedViewer viewer, long from, long to) {
        for (int i = 0; i < viewer.links().size(); i++) {
            long freeze = viewer.pictures(i).longestFreezeMillis(from, to);
            assertTrue(freeze < 1_000, "line " + i + " froze " + freeze + "\n" + viewer.history());
        }
    }

    private static void assertLayers(
            int lowest, int highest, SimulatedViewer viewer, long from, long to) {
        int[] between = viewer.pictures(0).layersBetween(from, to);
        assertArrayEquals(new int[] {lowest, highest}, between, viewer.history());
    }

    private static void assertContinuous(SimulatedViewer viewer) {
        for (int i = 0; i < viewer.links().size(); i++) {
            PictureWatch watch = viewer.pictures(i);
            assertEquals(0, watch.pictureIdGaps(), "picture ids of line " + i);
            assertEquals(List.of(), watch.faults(), "line " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aSlowViewerGetsWhatFitsAndAnotherTheBest(long seed) {
        SimulatedRoom room = new SimulatedRoom(seed);
        LayeredVideo video = room.publish(Coding.VP8_SIMULCAST, SIMULCAST);
        SimulatedViewer slow = viewer(room, LOSSY.limited(300_000, QUEUE), 1, Coding.VP8_SIMULCAST);
        SimulatedViewer free = viewer(room, CLEAR, 1, Coding.VP8_SIMULCAST);
        slow.watch(0, video, LinkTargets.best());
        free.watch(0, video, LinkTargets.best());
        long start = room.network().nowNanos();

        long opened = run(room, 40);
        assertNoFreeze(slow, start + 5 * SECOND, opened);
        PictureWatch seen = slow.pictures(0);
        // Half of layer 1 fits, or almost so: it may be tried, and taken back.
        assertTrue(seen.layersBetween(start + 5 * SECOND, opened)[1] <= 1, slow.history());
        assertTrue(seen.switchesBetween(start + 5 * SECOND, opened) <= 6, slow.history());

        open(room, slow, LOSSY.limited(3_000_000, QUEUE));
        long end = run(room, 30);
        assertNoFreeze(slow, opened, end);
        assertLayers(2, 2, slow, opened + 10 * SECOND, end);
        assertContinuous(slow);

        assertLayers(2, 2, free, start + 5 * SECOND, end);
        assertNoFreeze(free, start, end);
        assertContinuous(free);
        assertEquals(0, free.pictures(0).missing());
        assertEquals(0, free.pictures(0).undecodable());
        assertEquals(0, free.keyframesAsked());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ninePublishersShareOnePath(long seed) {
        SimulatedRoom room = new SimulatedRoom(seed);
        SimulatedViewer viewer =
                viewer(room, LOSSY.limited(1_500_000, QUEUE), 9, Coding.VP8_SIMULCAST);
        for (int i = 0; i < 9; i++) {
            LayeredVideo video = room.publish(Coding.VP8_SIMULCAST, SIMULCAST);
            viewer.watch(i, video, LinkTargets.best());
        }
        long start = room.network().nowNanos();

        long end = run(room, 40);

        assertNoFreeze(viewer, start + 5 * SECOND, end);
        assertContinuous(viewer);
        int switches = 0;
        for (int i = 0; i < 9; i++) {
            switches += viewer.pictures(i).switchesBetween(start + 5 * SECOND, end);
        }
        assertTrue(switches <= 36, switches + " switches\n" + viewer.history());
    }

    @Test
    void aPathForThreeOfNineCarriesThree() {
        SimulatedRoom room = new SimulatedRoom(1);
        SimulatedViewer viewer =
                viewer(room, CLEAR.limited(450_000, QUEUE), 9, Coding.VP8_SIMULCAST);
        for (int i = 0; i < 9; i++) {
            LayeredVideo video = room.publish(Coding.VP8_SIMULCAST, SIMULCAST);
            viewer.watch(i, video, LinkTargets.best());
        }
        long start = room.network().nowNanos();

        long end = run(room, 30);
        for (int i = 0; i < 2; i++) {
            long freeze = viewer.pictures(i).longestFreezeMillis(start + 5 * SECOND, end);
            assertTrue(freeze < 1_000, "line " + i + " froze " + freeze + "\n" + viewer.history());
        }
        assertTrue(viewer.pictures(8).longestFreezeMillis(start + 5 * SECOND, end) > 5_000);

        open(room, viewer, CLEAR.limited(3_000_000, QUEUE));
        long later = run(room, 20);
        for (int i = 0; i < 9; i++) {
            long freeze = viewer.pictures(i).longestFreezeMillis(later - 10 * SECOND, later);
            assertTrue(freeze < 2_000, "line " + i + " froze " + freeze + "\n" + viewer.history());
        }
        assertContinuous(viewer);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void spatialLayersThatFitAreForwarded(long seed) {
        SimulatedRoom room = new SimulatedRoom(seed);
        LayeredVideo video = room.publish(Coding.VP9_SVC, SVC);
        SimulatedViewer viewer = viewer(room, LOSSY.limited(500_000, QUEUE), 1, Coding.VP9_SVC);
        viewer.watch(0, video, BEST_SVC);
        long start = room.network().nowNanos();

        long opened = run(room, 40);
        assertNoFreeze(viewer, start + 5 * SECOND, opened);
        PictureWatch seen = viewer.pictures(0);
        assertTrue(seen.switchesBetween(start + 5 * SECOND, opened) <= 8, viewer.history());

        open(room, viewer, LOSSY.limited(2_000_000, QUEUE));
        long end = run(room, 20);
        assertLayers(2, 2, viewer, opened + 10 * SECOND, end);
        assertNoFreeze(viewer, opened, end);
    }

    @Test
    void aViewerOfSpatialLayersSeesNoGapAndEveryMarker() {
        SimulatedRoom room = new SimulatedRoom(1);
        LayeredVideo video = room.publish(Coding.VP9_SVC, SVC);
        SimulatedViewer viewer =
                viewer(room, CLEAR.limited(2_000_000, LONG_QUEUE), 1, Coding.VP9_SVC);
        viewer.watch(0, video, BEST_SVC);
        run(room, 20);
        open(room, viewer, CLEAR.limited(400_000, LONG_QUEUE));
        run(room, 20);
        open(room, viewer, CLEAR.limited(2_000_000, LONG_QUEUE));
        long end = run(room, 20);

        PictureWatch seen = viewer.pictures(0);
        assertEquals(0, seen.misplacedMarkers());
        assertEquals(0, seen.missing());
        assertEquals(List.of(), seen.faults());
        assertEquals(2, seen.layer());
        assertTrue(seen.switchesBetween(0, end) >= 3, viewer.history());
    }

    @Test
    void withoutEstimationEverythingIsSentAsBefore() {
        SimulatedRoom room = new SimulatedRoom(1);
        LayeredVideo video = room.publish(Coding.VP8_SIMULCAST, SIMULCAST);
        SimulatedViewer viewer = viewer(room, CLEAR, 2, Coding.VP8_SIMULCAST);
        SimulatedViewer slow = viewer(room, CLEAR.limited(300_000, QUEUE), 1, Coding.VP8_SIMULCAST);
        viewer.handle().estimateBandwidth(false);
        slow.handle().estimateBandwidth(false);
        viewer.watch(0, video, LinkTargets.best());
        slow.watch(0, video, LinkTargets.best());
        long start = room.network().nowNanos();

        long end = run(room, 20);

        assertEquals(0, viewer.estimate());
        assertLayers(2, 2, viewer, start + SECOND, end);
        assertContinuous(viewer);
        assertEquals(0, viewer.pictures(0).missing());
        // Which is why there is estimation: the same where it does not fit.
        assertEquals(2, slow.links().getFirst().layers().substream());
        assertTrue(slow.pictures(0).longestFreezeMillis(start + SECOND, end) > 10_000);
    }

    @Test
    void theSameSeedReplaysExactlyAndAnotherDoesNot() {
        assertEquals(trace(1), trace(1));
        assertNotEquals(trace(1), trace(2));
    }

    private static long trace(long seed) {
        SimulatedRoom room = new SimulatedRoom(seed);
        LayeredVideo video = room.publish(Coding.VP8_SIMULCAST, SIMULCAST);
        SimulatedViewer viewer =
                viewer(room, LOSSY.limited(300_000, QUEUE), 1, Coding.VP8_SIMULCAST);
        viewer.watch(0, video, LinkTargets.best());
        run(room, 10);
        open(room, viewer, LOSSY.limited(3_000_000, QUEUE));
        run(room, 10);
        return room.network().trace();
    }
}
