package io.cardea.spi;

import java.util.concurrent.ScheduledExecutorService;

/** What the server gives a plugin at its start. Any thread. */
public interface PluginContext {
    /** The plugin's own configuration file ({@code <package>.jcfg}), empty when there is none. */
    Settings settings();

    /** Tells event handlers something that is not about one handle. */
    void notifyEvent(Json data);

    /** Whether event handlers are on at all, so that events need not be made in vain. */
    boolean eventsEnabled();

    /**
     * A new recorder (.mjr).
     *
     * @throws java.io.IOException if the folder is protected or cannot be written
     */
    Recorder recorder(RecorderOptions options) throws java.io.IOException;

    /** For timers; tasks must be short or start a virtual thread. */
    ScheduledExecutorService scheduler();
}
