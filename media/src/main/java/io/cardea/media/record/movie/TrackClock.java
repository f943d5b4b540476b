package io.cardea.media.record.movie;

/**
 * Turns the RTP timestamps of a track into times of the recorder's clock.
 *
 * <p>At first by arrival: the first packet's moment, moved in steps to the packet that came through
 * fastest within a window, so that neither jitter nor a drifting clock adds up. From the first
 * sender report on by that: the sender's wall clock says when the sample was taken, and as all
 * tracks of a movie use one {@link NtpAnchor}, they are in sync whatever the network or the encoder
 * delayed. The track that is reported first keeps its place and sets the anchor; others move once.
 *
 * <p>A report that would move a track by more than {@link #MAX_CORRECTION_NANOS} is not about the
 * same clock (another source, or a wall clock that was set): the anchor moves instead and the track
 * stays. Timestamps that run away from real time by as much, either way, are brought back to it;
 * held back and muted times therefore last as long as they did.
 */
final class TrackClock {
    /** More is another clock, not a delay. */
    static final long MAX_CORRECTION_NANOS = 5_000_000_000L;

    /** Timestamps so far ahead of real time have jumped, unless a report has put them there. */
    static final long MAX_LEAD_NANOS = 1_000_000_000L;

    /** For the fastest packet. */
    static final long WINDOW_NANOS = 4_000_000_000L;

    /** What jitter may leave over at the end of a window. */
    static final long TOLERANCE_NANOS = 10_000_000L;

    private final int clockRate;
    private final NtpAnchor anchor;
    private boolean started;
    private boolean reported;
    private long newest;
    private long originNanos;
    private long windowStart;
    private long leastLag = Long.MAX_VALUE;

    // A report that came before the first packet; 0: none.
    private long earlyNtp;
    private int earlyTimestamp;

    TrackClock(int clockRate, NtpAnchor anchor) {
        this.clockRate = clockRate;
        this.anchor = anchor;
    }

    /** Whether a sender report has told the time. */
    boolean isReported() {
        return reported;
    }

    /** A packet has come; returns its timestamp without wrapping. */
    long observe(int timestamp, long arrivalNanos) {
        if (!started) {
            start(timestamp, arrivalNanos);
            return newest;
        }
        long extended = extend(timestamp);
        if (ticksToNanos(newest - extended) > MAX_CORRECTION_NANOS) {
            begin(extended, arrivalNanos); // no packet is so late: it has begun again
            return extended;
        }
        if (extended < newest) return extended;
        newest = extended;
        long lag = arrivalNanos - nanos(extended);
        // After a report the lead may be the delay of the track that set the anchor.
        if (lag < -(reported ? MAX_CORRECTION_NANOS : MAX_LEAD_NANOS)) {
            moveBy(lag);
            lag = 0;
        }
        leastLag = Math.min(leastLag, lag);
        if (arrivalNanos - windowStart >= WINDOW_NANOS) closeWindow(arrivalNanos);
        return extended;
    }

    private void start(int timestamp, long arrivalNanos) {
        started = true;
        begin(timestamp & 0xFFFF_FFFFL, arrivalNanos);
        if (earlyNtp != 0) report(earlyNtp, earlyTimestamp);
    }

    private void begin(long extended, long arrivalNanos) {
        newest = extended;
        originNanos = arrivalNanos - ticksToNanos(extended);
        windowStart = arrivalNanos;
        leastLag = 0;
        reported = false;
    }

    private void closeWindow(long nowNanos) {
        long lag = leastLag;
        windowStart = nowNanos;
        leastLag = Long.MAX_VALUE;
        if (lag > MAX_CORRECTION_NANOS || (!reported && Math.abs(lag) > TOLERANCE_NANOS)) {
            moveBy(lag);
        }
    }

    /** By arrival again, until the next report. */
    private void moveBy(long lag) {
        originNanos += lag;
        reported = false;
    }

    /** A sender report: at that NTP time the track's timestamps stood at this. */
    void report(long ntpTimestamp, int rtpTimestamp) {
        if (!started) {
            earlyNtp = ntpTimestamp;
            earlyTimestamp = rtpTimestamp;
            return;
        }
        long ntpNanos = NtpAnchor.nanosOf(ntpTimestamp);
        long now = nanos(extend(rtpTimestamp));
        boolean sameClock =
                anchor.isKnown() && Math.abs(anchor.nanos(ntpNanos) - now) <= MAX_CORRECTION_NANOS;
        if (sameClock) {
            originNanos += anchor.nanos(ntpNanos) - now;
        } else {
            anchor.set(ntpNanos, now);
        }
        reported = true;
    }

    /** When a sample was taken, in the recorder's time. */
    long nanos(long extended) {
        return originNanos + ticksToNanos(extended);
    }

    private long ticksToNanos(long ticks) {
        long seconds = Math.floorDiv(ticks, clockRate);
        return seconds * 1_000_000_000L
                + Math.floorMod(ticks, clockRate) * 1_000_000_000L / clockRate;
    }

    private long extend(int timestamp) {
        return newest + (timestamp - (int) newest);
    }
}
