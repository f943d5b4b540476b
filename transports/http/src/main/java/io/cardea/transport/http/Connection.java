package io.cardea.transport.http;

import java.time.Duration;

/** What serving a request may ask of the connection that it came on. */
interface Connection {
    boolean isOpen();

    /** Runs something if the connection closes before this request is answered. */
    void whenClosed(Runnable action);

    /**
     * Closes the connection unless called off in time.
     *
     * @return calls it off
     */
    Runnable closeAfter(Duration limit);
}
