package io.cardea.tools.load.peer;

/** When frames leave: evenly, and never more than a few that are late. Belongs to a loop. */
final class FrameClock {
    /** Frames made up for after a stall; what is later than that is left out. */
    private static final int MAX_LATE = 5;

    private final long frameNanos;
    private final long startNanos;
    private long frames;

    /**
     * @param startNanos when the first one leaves
     */
    FrameClock(long frameNanos, long startNanos) {
        this.frameNanos = frameNanos;
        this.startNanos = startNanos;
    }

    long dueNanos() {
        return startNanos + frames * frameNanos;
    }

    boolean isDue(long nowNanos) {
        return dueNanos() <= nowNanos;
    }

    void next(long nowNanos) {
        frames++;
        long behind = (nowNanos - dueNanos()) / frameNanos;
        if (behind > MAX_LATE) frames += behind - MAX_LATE;
    }

    /** The number of the frame that is due. */
    long frame() {
        return frames;
    }

    /** RTP time of the frame that is due. */
    int timestamp(int clockRate) {
        return (int) (frames * frameNanos / 1_000 * clockRate / 1_000_000);
    }
}
