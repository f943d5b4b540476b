package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;

/** {@code remove_remote_publisher}. Any thread. */
final class RemoveRemotePublisher implements Management.Verb {
    private final Environment environment;
    private final Fields fields;

    RemoveRemotePublisher(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .mandatory("id", environment.ids().kind());
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        Room room = environment.access().managed(body);
        Publisher publisher = RemoteMembers.find(room, environment.ids().get(body, "id"));
        if (room.leave(publisher, Events.gone(publisher, "leaving"))) {
            publisher.execute(() -> publisher.owner().expelled());
            environment.report(Events.report("leaving", publisher));
        }
        return Events.success();
    }
}
