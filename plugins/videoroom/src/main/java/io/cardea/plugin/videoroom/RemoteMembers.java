package io.cardea.plugin.videoroom;

/** Remote publishers that requests name. */
final class RemoteMembers {
    private RemoteMembers() {}

    static Publisher find(Room room, Id id) {
        return room.publisher(id)
                .filter(Publisher::isRemote)
                .orElseThrow(() ->
                        new RoomError(
                                RoomError.NO_SUCH_FEED, "No such remote publisher (" + id + ")"));
    }
}
