package io.cardea.spi;

import java.util.List;
import java.util.Set;

/**
 * What can be added to the server: a {@link Plugin}, a {@link Transport}, an {@link EventHandler}
 * or a {@link LogSink}. Found by {@link java.util.ServiceLoader}; needs a public constructor
 * without parameters.
 */
public interface ServerModule extends AutoCloseable {
    ModuleInfo info();

    /**
     * What it counts and how much there is of it now, for monitoring. Any thread; must not block.
     */
    default List<Metric> metrics() {
        return List.of();
    }

    /**
     * Its configuration file was read again: takes over what may change while it runs. Nobody is
     * disturbed by it; what is taken over holds from the next use on. One call at a time.
     *
     * @param fresh the file as it is now
     * @return the settings it has taken over, by their names with dots ({@code general.events}); of
     *     every other one that differs the operator is told that it waits for the next start
     * @throws SettingsException if a value cannot be; nothing is taken over then
     */
    default Set<String> reload(Settings fresh) {
        return Set.of();
    }

    @Override
    void close();
}
