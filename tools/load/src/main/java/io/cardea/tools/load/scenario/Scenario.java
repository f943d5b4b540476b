package io.cardea.tools.load.scenario;

import io.cardea.tools.load.LoadException;

/**
 * A small program that plays clients of a server.
 *
 * <pre>
 * Scenario call = c -&gt; {
 *     Room room = c.room(2);
 *     Member ann = c.publish(room);
 *     c.each(50, i -&gt; c.view(room, ann));
 *     c.steady();
 * };
 * </pre>
 */
@FunctionalInterface
public interface Scenario {
    /**
     * Plays it; blocking, on a virtual thread. Whatever it has made and not ended is ended
     * afterwards.
     *
     * @throws LoadException if there is no point in going on
     */
    void play(Controller controller) throws LoadException, InterruptedException;
}
