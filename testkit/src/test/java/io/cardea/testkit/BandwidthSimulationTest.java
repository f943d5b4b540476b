package io.cardea.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.LinkTargets;
import io.cardea.testkit.LayeredVideo.Coding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole rooms whose viewers are behind paths that do not carry everything. */
final class BandwidthSimulationTest {
    private static final long SEED = 20_261_125L;
    private static final long SECOND = 1_000_000_000L;
    private static final List<Long> SIMULCAST = List.of(100_000L, 400_000L, 1_200_000L);
    private static final List<Long> SVC = List.of(100_000L, 200_000L, 500_000L);
    private static final Duration QUEUE = Duration.ofMillis(200);
    private static final LinkProfile CLEAR =
            new LinkProfile(0, 0, Duration.ofMillis(30), Duration.ZERO);
    private static final LinkProfile LOSSY =
            new LinkProfile(0.02, 0, Duration.ofMillis(30), Duration.ZERO);

    private static void run(SimulatedRoom room, long seconds) {
        room.simulation().run(Duration.ofSeconds(seconds));
    }

    private static SimulatedViewer viewer(
            SimulatedRoom room, LinkProfile path, int lines, Coding coding) {
        SimulatedViewer viewer = room.view(path, lines, coding);
        run(room, 2);
        assertTrue(viewer.isConnected(), "not connected");
        return viewer;
    }

    @Test
    void aSlowViewerGetsWhatFitsAndAnotherTheBest() {
        SimulatedRoom room = new SimulatedRoom(SEED);
        LayeredVideo video = room.publish(Coding.VP8_SIMULCAST, SIMULCAST);
        SimulatedViewer a = viewer(room, LOSSY.limited(300_000, QUEUE), 1, Coding.VP8_SIMULCAST);
        SimulatedViewer b = viewer(room, CLEAR, 1, Coding.VP8_SIMULCAST);
        a.handle().estimateBandwidth(true);
        b.handle().estimateBandwidth(true);
        a.watch(0, video, LinkTargets.best());
        b.watch(0, video, LinkTargets.best());
        long start = room.network().nowNanos();

        run(room, 30);
        long opened = room.network().nowNanos();
        String state = Trace.of(a) + "\n" + Trace.of(b);
        PictureWatch seen = a.pictures(0);
        assertTrue(seen.longestFreezeMillis(start + 5 * SECOND, opened) < 1_000, state);
        assertArrayEquals(new int[] {0, 0}, seen.layersBetween(start + 5 * SECOND, opened), state);

        room.network().path(a.client().address(), LOSSY.limited(3_000_000, QUEUE));
        run(room, 30);
        long end = room.network().nowNanos();
        state = Trace.of(a) + "\n" + Trace.of(b);
        assertArrayEquals(new int[] {2, 2}, seen.layersBetween(opened + 10 * SECOND, end), state);
        assertTrue(seen.longestFreezeMillis(opened, end) < 1_000, state);

        PictureWatch best = b.pictures(0);
        assertArrayEquals(new int[] {2, 2}, best.layersBetween(start + 10 * SECOND, end), state);
        assertEquals(0, best.missing(), state);
        assertEquals(0, best.pictureIdGaps(), state);
        assertEquals(List.of(), best.faults(), state);
        assertEquals(List.of(), seen.faults(), state);
        assertEquals(0, seen.pictureIdGaps(), state);
    }
}
