package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;

/** {@code create}. Any thread. */
final class CreateRoom implements Management.Verb {
    private final Environment environment;

    CreateRoom(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Json serve(Json body) {
        Requests.check(RoomSettingsJson.FIELDS.optional("room", environment.ids().kind()), body);
        environment.access().administrator(body);
        Optional<Id> wanted = environment.ids().find(body, "room");
        RoomSettings settings = RoomSettingsJson.read(body, "");
        Optional<List<String>> allowed = body.get("allowed").map(Allowed::tokens);
        boolean permanent = body.bool("permanent", false);
        if (permanent) environment.file().check("create permanent room");
        Room room = create(wanted, settings, allowed);
        DummyPublisher.enter(environment, room);
        if (permanent) permanent = environment.file().save(room);
        environment.report(Events.report("created", room));
        return Json.object()
                .put("videoroom", "created")
                .put("room", room.id().json())
                .put("permanent", permanent);
    }

    private Room create(
            Optional<Id> wanted, RoomSettings settings, Optional<List<String>> allowed) {
        while (true) {
            Id id = wanted.orElseGet(environment.ids()::random);
            Room room = new Room(id, named(settings, id));
            allowed.ifPresent(tokens -> {
                room.allow(tokens);
                room.allowedOnly(true);
            });
            if (environment.rooms().add(room)) return room;
            if (wanted.isPresent()) {
                throw new RoomError(RoomError.ROOM_EXISTS, "Room " + id + " already exists");
            }
        }
    }

    private static RoomSettings named(RoomSettings settings, Id id) {
        if (!settings.description().isEmpty()) return settings;
        return RoomSettingsJson.read(RoomSettingsJson.write(settings), "Room " + id);
    }
}
