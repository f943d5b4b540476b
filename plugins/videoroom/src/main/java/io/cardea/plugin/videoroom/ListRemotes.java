package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;

/** {@code listremotes}. Any thread. */
final class ListRemotes implements Management.Verb {
    private final Environment environment;
    private final Fields fields;

    ListRemotes(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .mandatory("publisher_id", environment.ids().kind());
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        Room room = environment.access().managed(body);
        Publisher publisher = Members.publisher(room, environment.ids().get(body, "publisher_id"));
        Json list = Json.array();
        publisher.forwarding().remotizations().forEach(one -> list.add(describe(one)));
        return Events.success()
                .put("room", room.id().json())
                .put("id", publisher.id().json())
                .put("list", list);
    }

    private static Json describe(Remotization remotization) {
        Json text =
                Json.object()
                        .put("remote_id", remotization.id())
                        .put("host", remotization.target().getAddress().getHostAddress())
                        .put("port", remotization.target().getPort());
        if (remotization.rtcpPort() > 0) text.put("rtcp_port", remotization.rtcpPort());
        return text;
    }
}
