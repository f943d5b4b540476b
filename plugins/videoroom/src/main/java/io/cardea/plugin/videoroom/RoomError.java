package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Json;

/** A request that is refused, with the code and the text that VideoRoom's clients know. */
final class RoomError extends RuntimeException {
    static final int NO_MESSAGE = 421;
    static final int INVALID_JSON = 422;
    static final int INVALID_REQUEST = 423;
    static final int JOIN_FIRST = 424;
    static final int ALREADY_JOINED = 425;
    static final int NO_SUCH_ROOM = 426;
    static final int ROOM_EXISTS = 427;
    static final int NO_SUCH_FEED = 428;
    static final int MISSING_ELEMENT = 429;
    static final int INVALID_ELEMENT = 430;
    static final int INVALID_SDP_TYPE = 431;
    static final int PUBLISHERS_FULL = 432;
    static final int UNAUTHORIZED = 433;
    static final int ALREADY_PUBLISHED = 434;
    static final int NOT_PUBLISHED = 435;
    static final int ID_EXISTS = 436;
    static final int INVALID_SDP = 437;
    static final int INVALID_FEED = 438;
    static final int UNKNOWN = 499;

    /** Ours: more than the server's limit of subscriptions. */
    static final int TOO_MANY_SUBSCRIPTIONS = 485;

    private static final long serialVersionUID = 1L;

    private final int code;

    RoomError(int code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    static RoomError noSuchRoom(Id room) {
        return new RoomError(NO_SUCH_ROOM, "No such room (" + room + ")");
    }

    static RoomError noSuchFeed(Id feed) {
        return new RoomError(NO_SUCH_FEED, "No such feed (" + feed + ")");
    }

    static RoomError invalid(String text) {
        return new RoomError(INVALID_ELEMENT, text);
    }

    static RoomError unauthorized(String text) {
        return new RoomError(UNAUTHORIZED, text);
    }

    int code() {
        return code;
    }

    /** What the client gets, at once or in an event. */
    Json json() {
        return Json.object()
                .put("videoroom", "event")
                .put("error_code", code)
                .put("error", getMessage());
    }

    Event event() {
        return Event.of(json());
    }
}
