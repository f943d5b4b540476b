package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Json;

/** Checks of requests, with VideoRoom's codes. */
final class Requests {
    private Requests() {}

    /** Throws the first flaw. */
    static void check(Fields fields, Json body) {
        fields.check(body)
                .ifPresent(flaw -> {
                    throw new RoomError(
                            flaw.missing() ? RoomError.MISSING_ELEMENT : RoomError.INVALID_ELEMENT,
                            flaw.text());
                });
    }

    /** The name of the request, lower case. */
    static String name(Json body) {
        check(NAME, body);
        return body.string("request", "").toLowerCase(java.util.Locale.ROOT);
    }

    static RoomError unknown(String name) {
        return new RoomError(RoomError.INVALID_REQUEST, "Unknown request '" + name + "'");
    }

    private static final Fields NAME = Fields.NONE.mandatory("request", Fields.Kind.STRING);
}
