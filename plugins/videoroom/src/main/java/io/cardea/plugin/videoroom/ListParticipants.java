package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;

/** {@code listparticipants}. Any thread. */
final class ListParticipants implements Management.Verb {
    private final Environment environment;

    ListParticipants(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Json serve(Json body) {
        Requests.check(Fields.NONE.mandatory("room", environment.ids().kind()), body);
        Room room = environment.access().room(body);
        Json list = Json.array();
        room.members().forEach(member -> list.add(Events.participant(member)));
        return Json.object()
                .put("videoroom", "participants")
                .put("room", room.id().json())
                .put("participants", list);
    }
}
