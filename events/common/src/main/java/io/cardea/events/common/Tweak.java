package io.cardea.events.common;

import io.cardea.spi.Json;
import java.util.Optional;

/**
 * The Admin API's question {@code tweak} to an event handler: checks it and answers it. Any thread.
 */
public final class Tweak {
    private static final int UNKNOWN_REQUEST = 411;
    private static final int MISSING_ELEMENT = 412;
    private static final int INVALID_ELEMENT = 413;

    /** What a member must be. */
    public enum Kind {
        STRING("string"),
        BOOLEAN("boolean"),
        POSITIVE_INTEGER("positive integer");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        private boolean fits(Json value) {
            return switch (this) {
                case STRING -> value.isString();
                case BOOLEAN -> value.isBoolean();
                case POSITIVE_INTEGER -> value.isInteger() && value.integer() >= 0;
            };
        }
    }

    /** What a handler changes. */
    public interface Change {
        /** The error to answer with, or empty when all is done. */
        Optional<Json> apply(Json request);
    }

    private Tweak() {}

    /** Answers a request, which changes the events that are wanted and whatever else it says. */
    public static Json answer(Json request, Wanted wanted, Change change) {
        Optional<Json> name = request.get("request");
        if (name.isEmpty()) {
            return error(MISSING_ELEMENT, "Missing mandatory element (request)");
        }
        if (!name.get().isString()) return badType("request", Kind.STRING);
        if (!name.get().string().equals("tweak")) {
            return error(UNKNOWN_REQUEST, "Unknown request '" + name.get().string() + "'");
        }
        Optional<Json> flaw = flaw(request, "events", Kind.STRING);
        if (flaw.isEmpty()) flaw = change.apply(request);
        if (flaw.isPresent()) return flaw.get();
        request.get("events").ifPresent(words -> wanted.set(words.string()));
        return Json.object().put("result", 200);
    }

    /** What is wrong with a member that may be absent. */
    public static Optional<Json> flaw(Json request, String member, Kind kind) {
        return request.get(member)
                .filter(value -> !kind.fits(value))
                .map(value -> badType(member, kind));
    }

    /** A member whose value cannot be. */
    public static Json invalid(String reason) {
        return error(INVALID_ELEMENT, reason);
    }

    private static Json badType(String member, Kind kind) {
        return invalid("Invalid element type (" + member + " should be a " + kind.word + ")");
    }

    private static Json error(int code, String reason) {
        return Json.object().put("error_code", code).put("error", reason);
    }
}
