package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;

/** {@code unpublish_remotely}. Any thread. */
final class UnpublishRemotely implements Management.Verb {
    private final Environment environment;
    private final Fields fields;

    UnpublishRemotely(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("remote_id", Kind.STRING)
                        .mandatory("room", environment.ids().kind())
                        .mandatory("publisher_id", environment.ids().kind());
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        Room room = environment.access().managed(body);
        Publisher publisher = Members.publisher(room, environment.ids().get(body, "publisher_id"));
        String id = body.string("remote_id", "");
        if (!publisher.forwarding().unpublish(id)) {
            throw new RoomError(RoomError.NO_SUCH_FEED, "No such remotization (" + id + ")");
        }
        return Events.success().put("room", room.id().json()).put("id", publisher.id().json());
    }
}
