package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import io.cardea.spi.RemoteSource;
import io.cardea.spi.RemoteSourceOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code add_remote_publisher}: opens ports for a publisher of another server. Any thread. */
final class AddRemotePublisher implements Management.Verb {
    private final Environment environment;
    private final Fields fields;

    AddRemotePublisher(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .optional("id", environment.ids().kind())
                        .optional("display", Kind.STRING)
                        .optional("metadata", Kind.OBJECT)
                        .optional("mcast", Kind.STRING)
                        .optional("iface", Kind.STRING)
                        .optional("port", Kind.POSITIVE_INTEGER)
                        .optional("rtcp_port", Kind.POSITIVE_INTEGER)
                        .mandatory("streams", Kind.ARRAY)
                        .optional("srtp_suite", Kind.POSITIVE_INTEGER)
                        .optional("srtp_crypto", Kind.STRING);
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        List<RemoteStream> streams = RemoteStream.of(body);
        if (streams.isEmpty()) {
            throw RoomError.invalid("Invalid element value (streams can't be empty)");
        }
        RemoteSourceOptions options = options(body);
        Room room = environment.access().managed(body);
        Optional<Id> wanted = environment.ids().find(body, "id");
        if (wanted.flatMap(room::publisher).isPresent()) throw taken(wanted.get());
        RemoteSource source = open(options);
        Publisher publisher;
        try {
            publisher = enter(body, room, wanted, streams, source);
        } catch (RoomError e) {
            source.close();
            throw e;
        }
        publisher.execute(publisher::streamsChanged);
        report(publisher);
        return reply(publisher, source, options);
    }

    private static RemoteSourceOptions options(Json body) {
        return new RemoteSourceOptions(
                body.string("mcast", ""),
                body.string("iface", ""),
                ForwardTarget.port(body, "port"),
                ForwardTarget.port(body, "rtcp_port"),
                ForwardTarget.srtp(body));
    }

    private static RoomError taken(Id id) {
        return new RoomError(RoomError.ID_EXISTS, "User ID " + id + " already exists");
    }

    private RemoteSource open(RemoteSourceOptions options) {
        try {
            return environment.context().remoteSource(options);
        } catch (IOException e) {
            throw new RoomError(
                    RoomError.UNKNOWN,
                    options.networkInterface().isEmpty() && options.multicastGroup().isEmpty()
                            ? "Could not open UDP socket for remote publisher"
                            : "Invalid network interface configuration for remote publisher");
        }
    }

    private Publisher enter(
            Json body,
            Room room,
            Optional<Id> wanted,
            List<RemoteStream> streams,
            RemoteSource source) {
        while (true) {
            Publisher publisher =
                    new Publisher(
                            environment,
                            room,
                            wanted.orElseGet(environment.ids()::random),
                            Publisher.Origin.REMOTE,
                            new SerialTasks(environment.threads()),
                            new Publisher.Profile(
                                    body.get("display").map(Json::string), body.get("metadata")));
            new RemotePublisher(publisher, source).begin(streams);
            try {
                room.enter(publisher, Events.published(publisher), others -> others);
                return publisher;
            } catch (RoomError e) {
                if (wanted.isPresent() || e.code() != RoomError.ID_EXISTS) throw e;
            }
        }
    }

    private void report(Publisher publisher) {
        if (!environment.reports()) return;
        environment.report(
                Events.report("published", publisher)
                        .put("streams", Events.streams(publisher, StreamView.REPORTED)));
    }

    private static Json reply(
            Publisher publisher, RemoteSource source, RemoteSourceOptions options) {
        Json reply =
                Events.success()
                        .put("room", publisher.room().id().json())
                        .put("id", publisher.id().json());
        boolean bound =
                !options.networkInterface().isEmpty() || !options.multicastGroup().isEmpty();
        if (bound && !source.address().isEmpty()) reply.put("ip", source.address());
        return reply.put("port", source.port()).put("rtcp_port", source.rtcpPort());
    }
}
