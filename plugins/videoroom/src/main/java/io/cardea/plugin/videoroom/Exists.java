package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;

/** {@code exists}. Any thread. */
final class Exists implements Management.Verb {
    private final Environment environment;

    Exists(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Json serve(Json body) {
        Requests.check(Fields.NONE.mandatory("room", environment.ids().kind()), body);
        Id id = environment.ids().get(body, "room");
        return Events.success()
                .put("room", id.json())
                .put("exists", environment.rooms().find(id).isPresent());
    }
}
