package io.cardea.server.auth;

import io.cardea.spi.Metric;
import java.util.List;

/** A kind of token. Any thread; never blocks for anything but arithmetic. */
interface Tokens {
    /** Whether a token opens the Janus API. */
    Verdict opensApi(String token);

    /** Whether it opens a plugin to {@code attach} to. */
    Verdict opensPlugin(String token, String plugin);

    /**
     * Whether it opens something of a plugin's.
     *
     * @param descriptor in the plugin's words, such as {@code room=1234}
     */
    Verdict opens(String token, String plugin, String descriptor);

    /** Whether they prove themselves, so that a plugin can ask for what it never heard of. */
    boolean proveThemselves();

    /** Takes what became known elsewhere; call it now and then. Returns at once. */
    default void refresh() {}

    default List<Metric> metrics() {
        return List.of();
    }
}
