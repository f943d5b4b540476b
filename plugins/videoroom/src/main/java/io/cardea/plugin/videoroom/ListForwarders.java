package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;

/** {@code listforwarders}. Any thread. */
final class ListForwarders implements Management.Verb {
    private final Environment environment;

    ListForwarders(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Json serve(Json body) {
        Requests.check(Fields.NONE.mandatory("room", environment.ids().kind()), body);
        Room room = environment.access().managed(body);
        Json list = Json.array();
        for (Publisher publisher : room.members()) {
            if (!publisher.forwarding().isEmpty()) list.add(describe(publisher));
        }
        return Json.object()
                .put("videoroom", "forwarders")
                .put("room", room.id().json())
                .put("publishers", list);
    }

    private static Json describe(Publisher publisher) {
        Json text = Json.object().put("publisher_id", publisher.id().json());
        publisher.display().ifPresent(display -> text.put("display", display));
        publisher.metadata().ifPresent(metadata -> text.put("metadata", metadata));
        Json forwarders = Json.array();
        publisher.forwarding().list().forEach(entry -> forwarders.add(entry.describe()));
        return text.put("forwarders", forwarders);
    }
}
