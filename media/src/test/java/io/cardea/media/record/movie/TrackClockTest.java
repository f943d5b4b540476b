package io.cardea.media.record.movie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrackClockTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long NTP = 3_900_000_000L << 32;

    private final NtpAnchor anchor = new NtpAnchor();
    private final TrackClock audio = new TrackClock(48_000, anchor);
    private final TrackClock video = new TrackClock(90_000, anchor);

    private static long ntp(long millis) {
        return NTP + (millis << 32) / 1_000;
    }

    private static void assertNear(long expectedMillis, long nanos) {
        assertEquals(expectedMillis, Math.round(nanos / (double) MILLI), "milliseconds");
    }

    @Test
    void arrivalTellsTheTimeBeforeAnyReport() {
        long first = audio.observe(0xFFFF_FF00, 10 * SECOND);
        long second = audio.observe(0xFFFF_FF00 + 960, 10 * SECOND + 27 * MILLI);

        assertNear(10_000, audio.nanos(first));
        assertNear(10_020, audio.nanos(second));
    }

    @Test
    void reportsBringTheOtherTrackIntoSync() {
        // Both begin at the same moment; the network holds the video up for 300 ms.
        long a = audio.observe(1_000, 10 * SECOND);
        long v = video.observe(7_000, 10 * SECOND + 300 * MILLI);
        assertNear(10_300, video.nanos(v));

        audio.report(ntp(500), 1_000 + 24_000);
        video.report(ntp(900), 7_000 + 81_000);

        assertNear(10_000, audio.nanos(a));
        assertNear(10_000, video.nanos(v));
        assertTrue(video.isReported());
    }

    @Test
    void aReportBeforeTheFirstPacketCounts() {
        audio.report(ntp(0), 1_000);
        long a = audio.observe(1_000, 10 * SECOND);
        video.report(ntp(0), 7_000);
        long v = video.observe(7_000, 10 * SECOND + 80 * MILLI);

        assertNear(10_000, audio.nanos(a));
        assertNear(10_000, video.nanos(v));
    }

    @Test
    void anotherClocksReportMovesTheAnchorAndNotTheTrack() {
        long a = audio.observe(0, 10 * SECOND);
        audio.report(ntp(0), 0);
        long v = video.observe(0, 10 * SECOND);

        video.report(ntp(3_600_000), 0);

        assertNear(10_000, audio.nanos(a));
        assertNear(10_000, video.nanos(v));
        audio.report(ntp(3_600_000 + 20), 960);
        assertNear(10_000, audio.nanos(a));
    }

    @Test
    void aDriftingClockIsFollowedByArrival() {
        // The sender's clock runs 1 % slow, and the network adds up to 30 ms.
        long last = 0;
        for (int i = 0; i < 3_000; i++) {
            last = audio.observe(i * 960, 10 * SECOND + i * 20_200_000L + i % 7 * 5 * MILLI);
        }
        long lag = 10 * SECOND + 2_999 * 20_200_000L - audio.nanos(last);

        assertTrue(lag >= 0 && lag < 90 * MILLI, "lags " + lag / MILLI + " ms");
    }

    @Test
    void aStandstillOfTimestampsLastsAsLongAsItDid() {
        audio.observe(0, 10 * SECOND);
        audio.report(ntp(0), 0);
        long last = 0;
        for (int i = 1; i < 500; i++) {
            last = audio.observe(i * 960, 40 * SECOND + i * 20 * MILLI);
        }

        assertNear(40_000 + 499 * 20, audio.nanos(last));
        assertFalse(audio.isReported());
    }

    @Test
    void aLeapOfTimestampsIsTakenBackAtOnce() {
        video.observe(0, 10 * SECOND);
        long leapt = video.observe(90_000 * 100, 11 * SECOND);

        assertNear(11_000, video.nanos(leapt));
    }

    @Test
    void aTrackInSyncStaysSoWhereTheOtherOneWasMuchDelayed() {
        long a = audio.observe(0, 12 * SECOND); // two seconds late
        audio.report(ntp(0), 0);
        long v = video.observe(0, 10 * SECOND);
        video.report(ntp(0), 0);
        video.observe(3_000, 10 * SECOND + 33 * MILLI);

        assertNear(12_000, audio.nanos(a));
        assertNear(12_000, video.nanos(v));
        assertTrue(video.isReported());
    }

    @Test
    void timestampsThatBeginAgainGoOnWithRealTime() {
        video.observe(90_000 * 100, 10 * SECOND);
        long again = video.observe(90_000, 11 * SECOND);
        long next = video.observe(93_000, 11 * SECOND + 33 * MILLI);

        assertNear(11_000, video.nanos(again));
        assertNear(11_033, video.nanos(next));
    }

    @Test
    void aLateStallDoesNotMoveATrack() {
        long last = 0;
        audio.observe(0, 10 * SECOND);
        for (int i = 1; i < 400; i++) {
            long sent = 10 * SECOND + i * 20 * MILLI;
            boolean stalled = i >= 100 && i < 250;
            last = audio.observe(i * 960, stalled ? 15 * SECOND : sent);
        }

        assertNear(10_000 + 399 * 20, audio.nanos(last));
    }
}
