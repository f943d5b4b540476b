package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.List;

/** {@code update_remote_publisher}. Any thread. */
final class UpdateRemotePublisher implements Management.Verb {
    private final Environment environment;
    private final Fields fields;

    UpdateRemotePublisher(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .mandatory("id", environment.ids().kind())
                        .optional("display", Kind.STRING)
                        .optional("metadata", Kind.OBJECT)
                        .mandatory("streams", Kind.ARRAY)
                        .optional("srtp_suite", Kind.POSITIVE_INTEGER)
                        .optional("srtp_crypto", Kind.STRING);
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        List<RemoteStream> streams = RemoteStream.of(body);
        Room room = environment.access().managed(body);
        Publisher publisher = RemoteMembers.find(room, environment.ids().get(body, "id"));
        if (publisher.owner() instanceof RemotePublisher remote) {
            remote.flaw(streams)
                    .ifPresent(flaw -> {
                        throw RoomError.invalid(flaw);
                    });
            body.get("display").ifPresent(display -> publisher.display(display.string()));
            body.get("metadata").ifPresent(publisher::metadata);
            publisher.execute(() -> remote.update(streams));
        }
        return Events.success();
    }
}
