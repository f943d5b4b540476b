package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;

/** {@code stop_rtp_forward}. Any thread. */
final class StopRtpForward implements Management.Verb {
    private final Environment environment;
    private final Fields fields;

    StopRtpForward(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .mandatory("publisher_id", environment.ids().kind())
                        .mandatory("stream_id", Kind.POSITIVE_INTEGER);
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        environment.access().forwarder(body);
        Room room = environment.access().managed(body);
        Publisher publisher = Members.feed(room, environment.ids().get(body, "publisher_id"));
        long stream = body.integer("stream_id", 0);
        if (!publisher.forwarding().remove(stream)) {
            throw new RoomError(RoomError.NO_SUCH_FEED, "No such stream (" + stream + ")");
        }
        if (environment.reports()) {
            publisher.report(
                    Events.report("stop_rtp_forward", room)
                            .put("publisher_id", publisher.id().json())
                            .put("stream_id", stream));
        }
        return Json.object()
                .put("videoroom", "stop_rtp_forward")
                .put("room", room.id().json())
                .put("publisher_id", publisher.id().json())
                .put("stream_id", stream);
    }
}
