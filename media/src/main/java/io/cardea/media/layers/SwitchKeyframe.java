package io.cardea.media.layers;

/**
 * The keyframe that a switch to another layer waits for. It is asked for once by whoever wants the
 * switch; an encoder that was asked just before may ignore that, and requests get lost, so it is
 * asked for again as long as packets of the layer come without one. Belongs to a loop.
 */
final class SwitchKeyframe {
    /** Between two requests: longer than encoders ignore repeated ones. */
    static final long INTERVAL_NANOS = 500_000_000L;

    private boolean eager;
    private boolean waiting;
    private long sinceNanos;
    private boolean wanted;

    /** Whether the first request is ours too. */
    void eager(boolean on) {
        eager = on;
    }

    /** What is waited for has changed. */
    void retarget() {
        if (eager) waiting = false;
    }

    /** A packet came of a layer that cannot be switched to yet. */
    void await(long nowNanos) {
        if (waiting && nowNanos - sinceNanos < INTERVAL_NANOS) return;
        wanted |= waiting || eager;
        waiting = true;
        sinceNanos = nowNanos;
    }

    /** The switch has happened, or is not wanted any more. */
    void done() {
        waiting = false;
    }

    /** Something else needs a keyframe now. */
    void ask() {
        wanted = true;
    }

    boolean take() {
        boolean was = wanted;
        wanted = false;
        return was;
    }
}
