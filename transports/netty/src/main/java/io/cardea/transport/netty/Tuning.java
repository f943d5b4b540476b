package io.cardea.transport.netty;

import io.cardea.spi.Json;
import io.cardea.spi.JsonStyle;
import io.cardea.spi.Settings;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the Admin API may change of a transport while it runs: how it prints, and whether event
 * handlers hear of its clients. Any thread; a change is seen by the next message.
 */
public final class Tuning {
    private static final int UNKNOWN_REQUEST = 411;
    private static final int MISSING_ELEMENT = 412;
    private static final int INVALID_ELEMENT = 413;

    private volatile JsonStyle style;
    private volatile boolean events;

    public Tuning(Settings general) {
        style = JsonStyle.of(general.string("json", "compact"));
        events = general.bool("events", true);
    }

    /** The configuration file was read again; returns the names of what this class keeps. */
    public Set<String> reload(Settings general) {
        style = JsonStyle.of(general.string("json", "compact"));
        events = general.bool("events", true);
        return Set.of("general.json", "general.events");
    }

    public String print(Json message) {
        return message.toString(style);
    }

    /** Whether event handlers are to hear of clients. */
    public boolean notifies() {
        return events;
    }

    /** The request's name, or the error to answer with. */
    public static Optional<Json> fault(Json request) {
        Optional<Json> name = request.get("request");
        if (name.isEmpty()) {
            return Optional.of(error(MISSING_ELEMENT, "Missing mandatory element (request)"));
        }
        return name.get().isString() ? Optional.empty() : Optional.of(badType("request", "string"));
    }

    /** The answer to a request that the transport does not know. */
    public static Json unknown(Json request) {
        String name = request.string("request", "");
        return error(UNKNOWN_REQUEST, "Unknown request '" + name + "'");
    }

    /** Serves the request {@code configure}. */
    public Json configure(Json request) {
        Json answer = Json.object().put("result", 200);
        Optional<Json> wantedEvents = request.get("events");
        if (wantedEvents.isPresent() && !wantedEvents.get().isBoolean()) {
            return merge(answer, badType("events", "boolean"));
        }
        Optional<Json> wantedStyle = request.get("json");
        if (wantedStyle.isPresent() && !wantedStyle.get().isString()) {
            return merge(answer, badType("json", "string"));
        }
        // compat: leaving "events" out switches them off (transcript admin/query-transport)
        events = request.bool("events", false);
        wantedStyle.map(Json::string).ifPresent(word -> restyle(word, answer));
        return answer;
    }

    private void restyle(String word, Json answer) {
        switch (word.toLowerCase(Locale.ROOT)) {
            case "indented", "plain", "compact" -> style = JsonStyle.of(word);
            default ->
                    answer.put("notes", Json.array().add("Ignored unsupported indentation format"));
        }
    }

    private static Json badType(String element, String type) {
        return error(
                INVALID_ELEMENT, "Invalid element type (" + element + " should be a " + type + ")");
    }

    private static Json error(int code, String reason) {
        return Json.object().put("error_code", code).put("error", reason);
    }

    private static Json merge(Json answer, Json error) {
        error.members().forEach(answer::put);
        return answer;
    }
}
