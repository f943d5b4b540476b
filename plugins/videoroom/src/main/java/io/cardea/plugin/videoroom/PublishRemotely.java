package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import io.cardea.spi.SrtpKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** {@code publish_remotely}: sends a publisher to another server. Any thread; may block. */
final class PublishRemotely implements Management.Verb {
    private final Environment environment;
    private final Fields fields;

    PublishRemotely(Environment environment) {
        this.environment = environment;
        // compat: what is missing here is found out before a missing room
        this.fields =
                Fields.NONE
                        .mandatory("remote_id", Kind.STRING)
                        .mandatory("host", Kind.STRING)
                        .mandatory("port", Kind.POSITIVE_INTEGER)
                        .mandatory("room", environment.ids().kind())
                        .mandatory("publisher_id", environment.ids().kind())
                        .optional("host_family", Kind.STRING)
                        .optional("rtcp_port", Kind.POSITIVE_INTEGER)
                        .optional("srtp_suite", Kind.POSITIVE_INTEGER)
                        .optional("srtp_crypto", Kind.STRING);
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        int port = ForwardTarget.port(body, "port");
        if (port == 0) {
            throw RoomError.invalid("Invalid element (port must be a non-zero positive integer)");
        }
        ForwardTarget.checkFamily(body);
        Optional<SrtpKey> srtp = ForwardTarget.srtp(body);
        environment.access().forwarder(body);
        Room room = environment.access().managed(body);
        Publisher publisher = Members.feed(room, environment.ids().get(body, "publisher_id"));
        if (publisher.isRemote()) {
            throw RoomError.invalid("Only local publishers can be remotized");
        }
        String id = body.string("remote_id", "");
        Remotization remotization =
                new Remotization(
                        id,
                        new InetSocketAddress(ForwardTarget.resolve(body), port),
                        ForwardTarget.port(body, "rtcp_port"),
                        srtp);
        try {
            publisher.forwarding().publish(remotization);
        } catch (IOException e) {
            throw new RoomError(RoomError.UNKNOWN, "Can't forward: " + e.getMessage());
        }
        publisher.requestKeyframes();
        return Events.success()
                .put("room", room.id().json())
                .put("id", publisher.id().json())
                .put("remote_id", id);
    }
}
