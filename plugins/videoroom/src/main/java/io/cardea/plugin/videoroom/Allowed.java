package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code allowed}: the tokens with which one may join as a publisher. Any thread. */
final class Allowed implements Management.Verb {
    private static final Set<String> ACTIONS = Set.of("enable", "disable", "add", "remove");

    private final Environment environment;
    private final Fields fields;

    Allowed(Environment environment) {
        this.environment = environment;
        this.fields =
                Fields.NONE
                        .mandatory("room", environment.ids().kind())
                        .mandatory("action", Kind.STRING)
                        .optional("allowed", Kind.ARRAY);
    }

    @Override
    public Json serve(Json body) {
        Requests.check(fields, body);
        String given = body.string("action", "");
        String action = given.toLowerCase(Locale.ROOT);
        if (!ACTIONS.contains(action)) {
            throw RoomError.invalid("Unsupported action '" + given + "' (allowed)");
        }
        Room room = environment.access().managed(body);
        apply(room, action, body.get("allowed").map(Allowed::tokens).orElse(List.of()));
        Json reply = Events.success().put("room", room.id().json());
        if (action.equals("disable")) return reply;
        Json tokens = Json.array();
        room.allowed().forEach(tokens::add);
        return reply.put("allowed", tokens);
    }

    private static void apply(Room room, String action, List<String> tokens) {
        switch (action) {
            case "enable" -> room.allowedOnly(true);
            case "disable" -> room.allowedOnly(false);
            case "add" -> room.allow(tokens);
            default -> room.disallow(tokens);
        }
    }

    /** The tokens of an array. */
    static List<String> tokens(Json array) {
        for (Json element : array.elements()) {
            if (!element.isString()) {
                throw RoomError.invalid("Invalid element in the allowed array (not a string)");
            }
        }
        return array.elements().stream().map(Json::string).toList();
    }
}
