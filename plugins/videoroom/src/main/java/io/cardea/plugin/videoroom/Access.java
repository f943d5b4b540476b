package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;
import io.cardea.spi.PluginContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Who may do what: rooms, secrets, pins, tokens and the admin key. Any thread. */
final class Access {
    private static final String UNAUTHORIZED_TOKEN = "Unauthorized (wrong token)";

    private final PluginContext context;
    private final General general;
    private final Ids ids;
    private final Rooms rooms;

    Access(PluginContext context, General general, Ids ids, Rooms rooms) {
        this.context = context;
        this.general = general;
        this.ids = ids;
        this.rooms = rooms;
    }

    /** The room a request names in a member {@code room} whose type was checked. */
    Room room(Json body) {
        Id id = ids.get(body, "room");
        return rooms.find(id).orElseThrow(() -> RoomError.noSuchRoom(id));
    }

    /** The same, for those who know its secret. */
    Room managed(Json body) {
        Room room = room(body);
        match(room.settings().entry().secret(), body, "secret");
        return room;
    }

    /** The same, for those who may join: signed token, then pin. */
    Room joinable(Json body) {
        Room room = room(body);
        if (room.settings().entry().signedTokens() && context.hasSignedTokens()) {
            String token = body.string("token", "");
            if (!context.isSigned(token, "room=" + room.id())) {
                throw RoomError.unauthorized(UNAUTHORIZED_TOKEN);
            }
        }
        match(room.settings().entry().pin(), body, "pin");
        return room;
    }

    /** For those who know the plugin's key, where there is one. */
    void administrator(Json body) {
        match(general.adminKey(), body, "admin_key");
    }

    /** For those who may forward. */
    void forwarder(Json body) {
        if (general.lockRtpForward()) administrator(body);
    }

    /** Whether the request has the secret, where there is one. */
    static boolean knows(Optional<String> secret, String given) {
        return secret.isEmpty() || isSame(secret.get(), given);
    }

    private static void match(Optional<String> secret, Json body, String name) {
        if (secret.isEmpty()) return;
        Requests.check(Fields.NONE.mandatory(name, Fields.Kind.STRING), body);
        if (!isSame(secret.get(), body.string(name, ""))) {
            throw RoomError.unauthorized("Unauthorized (wrong " + name + ")");
        }
    }

    /** In constant time. */
    static boolean isSame(String secret, String given) {
        return MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
