package io.cardea.tools.load;

import io.cardea.tools.load.measure.Tick;

/**
 * A scenario that can be run against a server, any number of times, one run at a time.
 *
 * <p>A run has a start (peers are set up), a steady part of fixed length, and an end (everything is
 * torn down).
 */
public interface Load {
    /** For titles: the scenario's name and its main figures. */
    String title();

    /**
     * Runs it to its end, blocking.
     *
     * @param target the server's API
     * @param watch called about once a second from the run's thread, {@code steady} in the steady
     *     part
     * @throws LoadException when the run could not be made, such as no server there
     */
    void run(Target target, Watch watch) throws LoadException, InterruptedException;

    /** The same scenario with another number of viewers, or of whatever is its size. */
    Load atLevel(int level);

    /** Its size now. */
    int level();

    /** Takes what is measured. */
    interface Watch {
        void tick(Tick tick, boolean steady);

        /**
         * Publishers are silent, what was on its way has arrived and been told in a tick, and
         * everybody is still there: now the server's own counters can be compared. Called once
         * unless the run fails, from the run's thread; the end waits for it.
         */
        default void settled() {}
    }
}
