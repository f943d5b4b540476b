package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import java.util.HashMap;
import java.util.Map;

/** The requests that are answered at once: for handles and for the Admin API. Any thread. */
final class Management {
    /** One request. */
    interface Verb {
        /**
         * Serves it.
         *
         * @throws RoomError if it is refused
         */
        Json serve(Json body);
    }

    private final Map<String, Verb> verbs = new HashMap<>();

    Management(Environment environment) {}

    Json serve(String name, Json body) {
        Verb verb = verbs.get(name);
        if (verb == null) throw Requests.unknown(name);
        return verb.serve(body);
    }
}
