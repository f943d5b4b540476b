package io.cardea.plugin.videoroom;

/**
 * How long a receiver should wait before it plays, in units of 10 ms; both -1 for no wish.
 *
 * @param min at least
 * @param max at most
 */
record PlayoutDelay(int min, int max) {
    /** What twelve bits hold. */
    static final int LIMIT = 4095;

    static final PlayoutDelay NONE = new PlayoutDelay(-1, -1);

    boolean isSet() {
        return min >= 0 && max >= 0;
    }

    /** With another minimum; a negative one takes both away, one above the maximum raises it. */
    PlayoutDelay min(long wanted) {
        if (wanted < 0) return NONE;
        int value = (int) Math.min(wanted, LIMIT);
        return new PlayoutDelay(value, max < value ? value : max);
    }

    /** With another maximum; a negative one takes both away, one below the minimum lowers it. */
    PlayoutDelay max(long wanted) {
        if (wanted < 0) return NONE;
        int value = (int) Math.min(wanted, LIMIT);
        return new PlayoutDelay(min > value ? value : min, value);
    }
}
