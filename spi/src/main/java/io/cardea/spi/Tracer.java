package io.cardea.spi;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tells somebody elsewhere which requests were served, and how long each took. Loaded only where it
 * is switched on.
 */
public interface Tracer extends ServerModule {
    /**
     * Reads its settings and begins.
     *
     * @param settings the group {@code tracing} of the main configuration file
     * @param serverName as the server calls itself
     * @return whether its settings switch it on
     */
    boolean start(Settings settings, String serverName) throws Exception;

    /**
     * A request begins. Any thread; must not block.
     *
     * @param name short, and of few different ones, such as {@code janus.message}
     * @param parent the W3C {@code traceparent} that came with it
     */
    Span begin(String name, Optional<String> parent);

    /** A request being served. Any thread; must not block. */
    interface Span {
        /** Notes something of it; never what has to stay secret. */
        void note(String attribute, String value);

        /**
         * It is answered.
         *
         * @param error the code of the answer, if it is an error
         */
        void end(OptionalInt error);
    }
}
