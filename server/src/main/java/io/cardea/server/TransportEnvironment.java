package io.cardea.server;

import io.cardea.server.event.EventHandlers;
import io.cardea.server.event.ServerEvent;
import io.cardea.server.gateway.ClientId;
import io.cardea.spi.EventType;
import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportContext;
import java.nio.file.Path;
import java.util.Optional;

/** What a transport gets at its start. Any thread. */
record TransportEnvironment(
        String packageName,
        Settings settings,
        Gateway gateway,
        int maxRequestBytes,
        Optional<Path> webFolder,
        EventHandlers events)
        implements TransportContext {
    @Override
    public void notifyEvent(TransportClient client, Json data) {
        if (!events.isEnabled()) return;
        Json body =
                Json.object()
                        .put("transport", packageName)
                        .put("id", ClientId.of(client))
                        .put("data", data);
        events.publish(new ServerEvent(EventType.TRANSPORT, 0, 0, 0, Optional.empty(), body));
    }
}
