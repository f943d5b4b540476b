package io.cardea.rtc.sctp;

/**
 * The congestion window of the one path (RFC 9260, 7.2), in bytes.
 *
 * <p>Slow start below {@code ssthresh}, congestion avoidance above; halved once per loss event, one
 * packet after a timeout. It grows only while it is what limits the sender.
 */
final class Congestion {
    private static final int LOSS_FLOOR_PACKETS = 4;

    private final int packetBytes;
    private long window;
    private long threshold = Long.MAX_VALUE;
    private long partialBytesAcked;
    private boolean inFastRecovery;
    private long recoveryExitTsn;

    Congestion(int packetBytes) {
        this.packetBytes = packetBytes;
        this.window = Math.min(4L * packetBytes, Math.max(2L * packetBytes, 4404));
    }

    long window() {
        return window;
    }

    boolean isInFastRecovery() {
        return inFastRecovery;
    }

    /** The cumulative TSN moved; {@code flightBefore} is what was in flight until then. */
    void onAcked(long ackedBytes, long flightBefore, long flightNow) {
        if (!inFastRecovery) grow(ackedBytes, flightBefore + packetBytes > window);
        if (flightNow == 0) partialBytesAcked = 0;
    }

    private void grow(long ackedBytes, boolean isFullyUsed) {
        if (window <= threshold) {
            if (isFullyUsed) window += Math.min(ackedBytes, packetBytes);
            return;
        }
        partialBytesAcked += ackedBytes;
        if (partialBytesAcked < window) return;
        if (isFullyUsed) {
            partialBytesAcked -= window;
            window += packetBytes;
        } else {
            partialBytesAcked = window;
        }
    }

    /** A chunk was reported missing often enough; returns whether that is a new loss event. */
    boolean onFastRetransmit(long highestOutstandingTsn) {
        if (inFastRecovery) return false;
        threshold = halved();
        window = threshold;
        partialBytesAcked = 0;
        inFastRecovery = true;
        recoveryExitTsn = highestOutstandingTsn;
        return true;
    }

    void leaveRecoveryAt(long cumulativeTsn) {
        if (cumulativeTsn >= recoveryExitTsn) inFastRecovery = false;
    }

    void onTimeout() {
        threshold = halved();
        window = packetBytes;
        partialBytesAcked = 0;
        inFastRecovery = false;
    }

    /** Nothing was sent for a whole timeout: what the window knew is out of date. */
    void onIdle() {
        window = Math.max(window / 2, Math.min(window, LOSS_FLOOR_PACKETS * (long) packetBytes));
    }

    private long halved() {
        return Math.max(window / 2, LOSS_FLOOR_PACKETS * (long) packetBytes);
    }
}
