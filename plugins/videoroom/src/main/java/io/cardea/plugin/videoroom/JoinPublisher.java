package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.Request;
import java.util.List;
import java.util.Optional;

/** {@code join} and {@code joinandconfigure} of a publisher. On the handle's lane. */
final class JoinPublisher {
    private static final List<String> TALK = List.of("audio_active_packets", "audio_level_average");

    private final Environment environment;
    private final Handle handle;
    private final Room room;

    JoinPublisher(Environment environment, Handle handle, Room room) {
        this.environment = environment;
        this.handle = handle;
        this.room = room;
    }

    Role.Joined serve(String name, Request request) {
        Json body = request.body();
        Requests.check(fields(), body);
        Optional<String> token = body.get("token").map(Json::string);
        if (!room.admits(token)) {
            throw RoomError.unauthorized("Unauthorized (not in the allowed list)");
        }
        Optional<Configuration> wish =
                // compat: a join with an offer publishes too
                name.equals("joinandconfigure") || request.jsep().isPresent()
                        ? Optional.of(Configuration.of(request, room.settings()).ofJoin())
                        : Optional.empty();
        Entered entered = enter(body);
        PublisherRole role = entered.role();
        report(role.publisher(), body, token);
        return new Role.Joined(role, answer(entered, body, wish, request));
    }

    private Fields fields() {
        return Fields.NONE
                .optional("display", Kind.STRING)
                .optional("metadata", Kind.OBJECT)
                .optional("id", environment.ids().kind())
                .optional("token", Kind.STRING)
                // compat: negative numbers are taken, said again, and mean nothing
                .optional("audio_active_packets", Kind.INTEGER)
                .optional("audio_level_average", Kind.INTEGER);
    }

    private record Entered(PublisherRole role, Json publishers, Json attendees) {}

    private Entered enter(Json body) {
        Optional<Id> wanted = environment.ids().find(body, "id");
        while (true) {
            try {
                return enter(body, wanted.orElseGet(environment.ids()::random));
            } catch (RoomError e) {
                // An id of our own that happens to be taken is drawn again.
                if (wanted.isPresent() || e.code() != RoomError.ID_EXISTS) throw e;
            }
        }
    }

    private Entered enter(Json body, Id id) {
        Publisher.Profile profile =
                new Publisher.Profile(body.get("display").map(Json::string), body.get("metadata"));
        Publisher publisher = new Publisher(environment, room, id, handle, profile);
        publisher.talk(RoomSettingsJson.talk(body, publisher.talk()));
        PublisherRole role = new PublisherRole(environment, handle, publisher);
        Json joining = room.settings().notifyJoining() ? Events.joining(publisher) : Json.object();
        return room.enter(
                publisher,
                joining,
                others -> new Entered(role, Events.publishers(others), Events.attendees(others)));
    }

    /** Whoever is in hears of the room from the reply on, whatever that is. */
    private Event answer(
            Entered entered, Json body, Optional<Configuration> wish, Request request) {
        Publisher publisher = entered.role().publisher();
        Runnable listen = () -> room.listen(publisher);
        try {
            Json joined = joined(entered, body);
            if (wish.isEmpty()) return Event.of(joined).then(listen);
            Event event = entered.role().configure(wish.get(), request, joined);
            return event.then(() -> {
                listen.run();
                event.after().run();
            });
        } catch (RoomError e) {
            // compat: a bad offer doesn't undo the join
            return e.event().then(listen);
        }
    }

    private Json joined(Entered entered, Json body) {
        Publisher publisher = entered.role().publisher();
        Json text =
                Json.object()
                        .put("videoroom", "joined")
                        .put("room", room.id().json())
                        .put("description", room.settings().description())
                        .put("id", publisher.id().json())
                        .put("private_id", publisher.privateId())
                        .put("publishers", entered.publishers());
        copyTalk(body, text);
        if (room.settings().notifyJoining()) text.put("attendees", entered.attendees());
        return text;
    }

    private static void copyTalk(Json from, Json to) {
        for (String name : TALK) {
            if (from.integer(name, 0) != 0) to.put(name, from.integer(name, 0));
        }
    }

    private void report(Publisher publisher, Json body, Optional<String> token) {
        if (!environment.reports()) return;
        Json report = Events.report("joined", publisher).put("private_id", publisher.privateId());
        if (room.hasAllowed()) token.ifPresent(text -> report.put("token", text));
        copyTalk(body, report);
        publisher.report(report);
    }
}
