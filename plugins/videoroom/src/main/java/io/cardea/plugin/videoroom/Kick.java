package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;

/** {@code kick}. Any thread. */
final class Kick implements Management.Verb {
    private final Environment environment;

    Kick(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Json serve(Json body) {
        // compat: a bad room is found out last, and then there is none of id 0
        Requests.check(Fields.NONE.mandatory("id", environment.ids().kind()), body);
        Room room = environment.access().managed(body);
        Publisher publisher = Members.find(room, environment.ids().get(body, "id"));
        if (publisher.isDummy()) {
            throw new RoomError(RoomError.NO_SUCH_FEED, "Can't kick dummy users");
        }
        boolean kicked =
                room.kick(publisher, Events.kickedOut(room), Events.gone(publisher, "kicked"));
        if (kicked) expel(room, publisher);
        return Events.success();
    }

    private void expel(Room room, Publisher publisher) {
        if (room.settings().entry().requirePvtid()) {
            publisher.subscriptions().forEach(Subscription::silence);
        }
        publisher.execute(() -> publisher.owner().expelled());
        if (environment.reports()) publisher.report(Events.report("kicked", publisher));
    }
}
