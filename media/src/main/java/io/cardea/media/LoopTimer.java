package io.cardea.media;

/** Something a loop calls at a time. Belongs to one loop; scheduled at most once at a time. */
public final class LoopTimer {
    /** No deadline. */
    static final long NEVER = Long.MAX_VALUE;

    final Runnable action;
    long deadlineNanos = NEVER;
    int position = -1;

    public LoopTimer(Runnable action) {
        this.action = action;
    }
}
