package io.cardea.spi;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

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
     * @throws IOException if the folder is protected or cannot be written
     */
    default Recorder recorder(RecorderOptions options) throws IOException {
        return recorder(options, why -> {});
    }

    /**
     * The same, told of its end.
     *
     * @param onFailure called once, from any thread, if the disk refuses to go on; the recording
     *     has then ended
     */
    Recorder recorder(RecorderOptions options, Consumer<String> onFailure) throws IOException;

    /**
     * A new file that plays at once.
     *
     * @param onFailure called once, from any thread, if the disk refuses to go on
     * @throws IOException if the codecs fit into no file, or the folder is protected or cannot be
     *     written
     */
    Movie movie(MovieOptions options, Consumer<String> onFailure) throws IOException;

    /**
     * A new RTP forwarder.
     *
     * @throws IOException if no socket can be had
     */
    Forwarder forwarder(ForwarderOptions options) throws IOException;

    /**
     * Opens ports for a publisher of another server.
     *
     * @throws IOException if the ports or the interface cannot be had
     */
    RemoteSource remoteSource(RemoteSourceOptions options) throws IOException;

    /** Whether the server has signed tokens switched on. */
    boolean hasSignedTokens();

    /** Whether a signed token is valid now for this plugin and carries that descriptor. */
    boolean isSigned(String token, String descriptor);

    /** How many subscriptions to rooms the whole server may have. */
    default Quota subscriptions() {
        return new Quota("subscriptions", "subscriptions", 0);
    }

    /** Whether there is a configuration file that {@link #save} can write. */
    boolean canSave();

    /**
     * Replaces the plugin's configuration file.
     *
     * @throws IOException if it cannot be written; the old one is then still there
     */
    void save(Settings settings) throws IOException;

    /** For timers; tasks must be short or start a virtual thread. */
    ScheduledExecutorService scheduler();
}
