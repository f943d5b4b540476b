package io.cardea.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.LinkTargets;
import io.cardea.rtc.peer.PeerCounters;
import io.cardea.testkit.LayeredVideo.Coding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Video that cannot be made thinner: held back only by a path that cannot carry it. */
final class PacingSimulationTest {
    private static final long MILLI = 1_000_000L;
    private static final long STREAM_BPS = 2_500_000;
    private static final long SMOOTH_NANOS = 50 * MILLI;
    private static final long MAX_WAIT_NANOS = 2_100 * MILLI;
    private static final Duration QUEUE = Duration.ofMillis(300);

    /** Room for a keyframe that takes 300 ms: it is smoothed no longer than any burst. */
    private static final Duration LONG_QUEUE = Duration.ofMillis(500);

    private static final LinkProfile CLEAR =
            new LinkProfile(0, 0, Duration.ofMillis(20), Duration.ZERO);

    private SimulatedRoom room;
    private LayeredVideo video;
    private SimulatedViewer viewer;

    private void watch(long seed, long streamBps, LinkProfile path) {
        room = new SimulatedRoom(seed);
        video = room.publish(Coding.VP8_SIMULCAST, List.of(streamBps));
        viewer = room.view(path, 1, Coding.VP8_SIMULCAST);
        run(4_000);
        assertTrue(viewer.isConnected());
        viewer.handle().estimateBandwidth(true);
        viewer.watch(0, video, LinkTargets.best());
    }

    private void run(long millis) {
        room.simulation().run(Duration.ofMillis(millis));
    }

    private long count(Function<PeerCounters, Long> of) {
        CompletableFuture<Long> asked = viewer.handle().query(peer -> of.apply(peer.counters()));
        room.server().run();
        return asked.join();
    }

    private long longestWait() {
        return count(counters -> counters.pacerLongestNanos);
    }

    /** What was noted until now does not count. */
    private void forgetWaits() {
        count(counters -> counters.pacerLongestNanos = 0);
    }

    private void assertFlows(String when) {
        long longest = longestWait();
        assertTrue(longest <= SMOOTH_NANOS, when + ": " + longest + "\n" + viewer.history());
        assertEquals(0, count(counters -> counters.pacerDropped), when);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatThePathCarriesIsNeverHeldBack(long seed) {
        watch(seed, STREAM_BPS, CLEAR.limited(20_000_000, QUEUE));

        run(1_000);
        assertFlows("in the first second");
        run(1_000);
        assertTrue(viewer.estimate() > STREAM_BPS, viewer.history());
        video.requestKeyframe();
        run(20_000);

        assertFlows("later");
        assertTrue(viewer.estimate() > STREAM_BPS, viewer.history());
        assertEquals(0, viewer.pictures(0).missing());
        assertEquals(0, viewer.keyframesAsked());
        assertEquals(0, room.network().overflowed());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatThePathDoesNotCarryIsHeldBackSoon(long seed) {
        watch(seed, STREAM_BPS, CLEAR.limited(1_000_000, QUEUE));

        run(2_500);
        assertTrue(viewer.estimate() < 1_050_000, viewer.history());
        long lost = room.network().overflowed();
        run(30_000);

        assertTrue(longestWait() <= MAX_WAIT_NANOS, longestWait() / MILLI + " ms");
        assertTrue(count(counters -> counters.pacerOverflows) > 0);
        long later = room.network().overflowed() - lost;
        assertTrue(later < 100, later + " packets too many later\n" + viewer.history());
        assertTrue(viewer.estimate() < 1_050_000, viewer.history());
        assertTrue(viewer.estimate() > 400_000, viewer.history());
        // What was dropped here is no gap there.
        assertTrue(viewer.pictures(0).missing() <= room.network().overflowed());
        assertEquals(List.of(), viewer.pictures(0).faults());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLargeKeyframeDropsNothing(long seed) {
        watch(seed, 1_200_000, CLEAR.limited(3_000_000, LONG_QUEUE));
        video.keyframeWeight(20); // 100 KB
        run(2_000);

        for (int i = 0; i < 5; i++) {
            video.requestKeyframe();
            run(5_000);
        }

        assertEquals(0, count(counters -> counters.pacerDropped));
        assertEquals(0, room.network().overflowed(), viewer.history());
        assertEquals(0, viewer.pictures(0).missing());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aPathThatHesitatesIsSoonTrustedAgain(long seed) {
        LinkProfile path = CLEAR.limited(20_000_000, QUEUE);
        watch(seed, STREAM_BPS, path);
        run(5_000);
        for (int millis = 20; millis <= 120; millis += 5) {
            Duration delay = Duration.ofMillis(millis);
            room.network()
                    .path(
                            viewer.client().address(),
                            new LinkProfile(0, 0, delay, Duration.ZERO, 20_000_000, QUEUE));
            run(40);
        }
        room.network().path(viewer.client().address(), path);
        run(4_500);
        long then = longestWait();
        forgetWaits();
        run(10_000);

        assertTrue(then < 500 * MILLI, then / MILLI + " ms\n" + viewer.history());
        assertFlows("afterwards");
        assertTrue(viewer.estimate() > STREAM_BPS, viewer.history());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aPathThatOpensIsUsedAtOnce(long seed) {
        watch(seed, STREAM_BPS, CLEAR.limited(1_000_000, QUEUE));
        run(10_000);
        room.network().path(viewer.client().address(), CLEAR.limited(20_000_000, QUEUE));
        run(10_000);
        forgetWaits();
        long dropped = count(counters -> counters.pacerDropped);
        run(10_000);

        assertTrue(longestWait() <= SMOOTH_NANOS, longestWait() + "\n" + viewer.history());
        assertEquals(dropped, count(counters -> counters.pacerDropped));
        assertTrue(viewer.estimate() > STREAM_BPS, viewer.history());
    }
}
