package io.cardea.spi;

/**
 * Application logic behind handles.
 *
 * <p>{@link #start} is called once before anything else; {@link #attach} from any thread.
 */
public interface Plugin extends ServerModule {
    /** Reads its settings and readies itself. An exception leaves the plugin out. */
    void start(PluginContext context) throws Exception;

    /** A client attached; the session returned serves that handle until {@code close}. */
    PluginSession attach(Handle handle);

    /** Answers an Admin API {@code message_plugin}. */
    default Json admin(Json request) {
        return Json.object();
    }

    /** Whether {@link #admin} is supported. */
    default boolean hasAdmin() {
        return false;
    }

    @Override
    default void close() {}
}
