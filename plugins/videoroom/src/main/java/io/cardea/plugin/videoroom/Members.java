package io.cardea.plugin.videoroom;

/** Participants that requests name. */
final class Members {
    private Members() {}

    static Publisher find(Room room, Id id) {
        return room.publisher(id)
                .orElseThrow(() ->
                        new RoomError(
                                RoomError.NO_SUCH_FEED,
                                "No such user " + id + " in room " + room.id()));
    }

    /** The same with the words of those who look for media. */
    static Publisher feed(Room room, Id id) {
        return room.publisher(id).orElseThrow(() -> RoomError.noSuchFeed(id));
    }

    static Publisher publisher(Room room, Id id) {
        return room.publisher(id)
                .orElseThrow(() ->
                        new RoomError(RoomError.NO_SUCH_FEED, "No such publisher (" + id + ")"));
    }
}
