package io.cardea.rtc.rtcp;

/**
 * The Janus API's smoothed figure for a link, 0 (worst) to 100: each new value counts one third.
 *
 * <p>Belongs to one loop.
 */
public final class LinkQuality {
    /** The figure before anything is known. */
    public static final int INITIAL = 100;

    private double value = INITIAL;
    private boolean begun;

    /** Takes one more value; the first is taken as it is. */
    public void add(double step) {
        value = begun ? value * 2 / 3 + step / 3 : step;
        begun = true;
    }

    /** Takes the share of what arrived; 0 where nothing was expected. */
    void addLoss(long lost, long expected) {
        if (expected <= 0) {
            add(0);
        } else {
            add(100 * (1 - (double) Math.clamp(lost, 0, expected) / expected));
        }
    }

    /** Rounded to a whole number. */
    public int value() {
        return (int) Math.round(value);
    }
}
