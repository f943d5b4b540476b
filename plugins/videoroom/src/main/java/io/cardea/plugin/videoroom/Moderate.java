package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;

/** {@code moderate}: mutes a stream of somebody. Any thread. */
final class Moderate implements Management.Verb {
    private final Environment environment;
    private final Fields fields;

    Moderate(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("id", environment.ids().kind())
                        .mandatory("mid", Kind.STRING)
                        .mandatory("mute", Kind.BOOLEAN);
    }

    @Override
    public Json serve(Json body) {
        // compat: a bad room is found out last, and then there is none of id 0
        Requests.check(fields, body);
        Room room = environment.access().managed(body);
        Publisher publisher = Members.find(room, environment.ids().get(body, "id"));
        String mid = body.string("mid", "");
        PublisherStream stream =
                publisher.stream(mid)
                        .orElseThrow(() ->
                                new RoomError(RoomError.NO_SUCH_FEED, "No such stream " + mid));
        boolean mute = body.bool("mute", false);
        stream.moderated(mute);
        publisher.execute(stream::hold);
        Json event = Events.moderation(stream, mute);
        room.tell(event, _ -> true);
        report(publisher, event);
        return Events.success();
    }

    private void report(Publisher publisher, Json event) {
        if (!environment.reports()) return;
        Json report = Json.object().put("videoroom", "moderated");
        event.members()
                .forEach((name, value) -> {
                    if (!name.equals("videoroom")) report.put(name, value);
                });
        publisher.report(report);
    }
}
