package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.Request;

/** The first request of a handle that is anything to a room. On the handle's lane. */
final class Join {
    private Join() {}

    static Role.Joined serve(Environment environment, Handle handle, String name, Request request) {
        if (!name.equals("join") && !name.equals("joinandconfigure")) {
            throw new RoomError(
                    RoomError.JOIN_FIRST, "Invalid request on unconfigured participant");
        }
        Json body = request.body();
        Requests.check(
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .mandatory("ptype", Fields.Kind.STRING),
                body);
        Room room = environment.access().joinable(body);
        return switch (body.string("ptype", "")) {
            case "publisher" -> new JoinPublisher(environment, handle, room).serve(name, request);
            case "subscriber" -> Subscription.join(environment, handle, room, request);
            default -> throw RoomError.invalid("Invalid element (ptype)");
        };
    }
}
