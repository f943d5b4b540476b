package io.cardea.plugin.videoroom;

import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.PluginContext;
import java.util.concurrent.Executor;

/**
 * What all sessions of the plugin share. Any thread.
 *
 * @param context of the server
 * @param general the settings that are not a room's
 * @param ids numbers or texts
 * @param rooms all rooms
 * @param access who may do what with a room
 * @param file where permanent rooms are written
 * @param threads for tasks of those without a handle
 */
record Environment(
        PluginContext context,
        General general,
        Ids ids,
        Rooms rooms,
        Access access,
        RoomsFile file,
        Executor threads) {

    /** Whether event handlers want to hear of us at all. */
    boolean reports() {
        return general.events() && context.eventsEnabled();
    }

    /** Tells event handlers about a handle. */
    void report(Handle handle, Json data) {
        if (reports()) handle.notifyEvent(data);
    }

    /** Tells event handlers about a room. */
    void report(Json data) {
        if (reports()) context.notifyEvent(data);
    }
}
