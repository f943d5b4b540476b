package io.cardea.server;

import io.cardea.server.config.ConfigFiles;
import io.cardea.server.event.EventHandlers;
import io.cardea.server.event.ServerEvent;
import io.cardea.server.gateway.SignedTokens;
import io.cardea.server.limit.Limits;
import io.cardea.server.webrtc.EngineForwarding;
import io.cardea.server.webrtc.Recorders;
import io.cardea.spi.EventType;
import io.cardea.spi.Forwarder;
import io.cardea.spi.ForwarderOptions;
import io.cardea.spi.Json;
import io.cardea.spi.Movie;
import io.cardea.spi.MovieOptions;
import io.cardea.spi.PluginContext;
import io.cardea.spi.Quota;
import io.cardea.spi.Recorder;
import io.cardea.spi.RecorderOptions;
import io.cardea.spi.RemoteSource;
import io.cardea.spi.RemoteSourceOptions;
import io.cardea.spi.Settings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * What a plugin gets at its start. Any thread.
 *
 * @param files empty without a configuration folder
 */
record PluginEnvironment(
        String packageName, Settings settings, Optional<ConfigFiles> files, Shared shared)
        implements PluginContext {

    /** What all plugins have in common. */
    record Shared(
            EventHandlers events,
            Recorders recorders,
            EngineForwarding forwarding,
            SignedTokens tokens,
            ScheduledExecutorService scheduler,
            Limits limits) {}

    @Override
    public void notifyEvent(Json data) {
        if (!eventsEnabled()) return;
        Json body = Json.object().put("plugin", packageName).put("data", data);
        shared.events().publish(new ServerEvent(EventType.PLUGIN, 0, 0, 0, Optional.empty(), body));
    }

    @Override
    public boolean eventsEnabled() {
        return shared.events().isEnabled();
    }

    @Override
    public Recorder recorder(RecorderOptions options, Consumer<String> onFailure)
            throws IOException {
        return shared.recorders().start(options, onFailure);
    }

    @Override
    public Movie movie(MovieOptions options, Consumer<String> onFailure) throws IOException {
        return shared.recorders().movie(options, onFailure);
    }

    @Override
    public Forwarder forwarder(ForwarderOptions options) throws IOException {
        return shared.forwarding().forwarder(options);
    }

    @Override
    public RemoteSource remoteSource(RemoteSourceOptions options) throws IOException {
        return shared.forwarding().remoteSource(options);
    }

    @Override
    public boolean hasSignedTokens() {
        return shared.tokens().areOn();
    }

    @Override
    public boolean isSigned(String token, String descriptor) {
        return shared.tokens().isValid(token, packageName, descriptor);
    }

    @Override
    public Quota subscriptions() {
        return shared.limits().subscriptions();
    }

    @Override
    public boolean canSave() {
        return files.flatMap(folder -> folder.find(packageName)).isPresent();
    }

    @Override
    public void save(Settings replacement) throws IOException {
        if (files.isEmpty()) throw new IOException("there is no configuration folder");
        files.get().save(packageName, replacement);
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return shared.scheduler();
    }
}
