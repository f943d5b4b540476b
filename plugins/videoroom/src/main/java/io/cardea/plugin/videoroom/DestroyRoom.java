package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;

/** {@code destroy}. Any thread. */
final class DestroyRoom implements Management.Verb {
    private final Environment environment;
    private final Fields fields;

    DestroyRoom(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .optional("permanent", Fields.Kind.BOOLEAN);
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        Room room = environment.access().managed(body);
        boolean permanent = body.bool("permanent", false);
        if (permanent) environment.file().check("destroy room permanently");
        if (!environment.rooms().remove(room)) throw RoomError.noSuchRoom(room.id());
        for (Publisher last : room.destroy(Events.destroyed(room))) {
            last.execute(() -> last.owner().expelled());
        }
        if (permanent) permanent = environment.file().remove(room);
        environment.report(Events.report("destroyed", room));
        return Events.destroyed(room).put("permanent", permanent);
    }
}
