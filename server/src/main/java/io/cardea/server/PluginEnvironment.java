package io.cardea.server;

import io.cardea.server.event.EventHandlers;
import io.cardea.server.event.ServerEvent;
import io.cardea.server.webrtc.Recorders;
import io.cardea.spi.Json;
import io.cardea.spi.PluginContext;
import io.cardea.spi.Recorder;
import io.cardea.spi.RecorderOptions;
import io.cardea.spi.Settings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** What a plugin gets at its start. Any thread. */
record PluginEnvironment(
        String packageName,
        Settings settings,
        EventHandlers events,
        Recorders recorders,
        ScheduledExecutorService scheduler)
        implements PluginContext {
    @Override
    public void notifyEvent(Json data) {
        if (!events.isEnabled()) return;
        Json body = Json.object().put("plugin", packageName).put("data", data);
        events.publish(new ServerEvent(ServerEvent.Type.PLUGIN, 0, 0, 0, Optional.empty(), body));
    }

    @Override
    public boolean eventsEnabled() {
        return events.isEnabled();
    }

    @Override
    public Recorder recorder(RecorderOptions options) throws IOException {
        return recorders.start(options);
    }
}
