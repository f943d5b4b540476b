package io.cardea.plugin.videoroom;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** All rooms of the plugin. Any thread. */
final class Rooms {
    /** Rooms at most. */
    static final int LIMIT = 100_000;

    private final ConcurrentMap<Id, Room> byId =
            new ConcurrentSkipListMap<>(
                    Comparator.comparing(Id::isText)
                            .thenComparing(Id::number)
                            .thenComparing(Id::toString));

    /** Handles that have become subscribers. */
    final AtomicInteger subscribers = new AtomicInteger();

    Optional<Room> find(Id id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All of them, in the order of their ids. */
    List<Room> all() {
        return List.copyOf(byId.values());
    }

    /**
     * Adds a room; false if there is one of that id.
     *
     * @throws RoomError if there are too many
     */
    boolean add(Room room) {
        if (byId.size() >= LIMIT) throw new RoomError(RoomError.UNKNOWN, "Too many rooms");
        return byId.putIfAbsent(room.id(), room) == null;
    }

    /** Takes exactly this room away; false if it was gone. */
    boolean remove(Room room) {
        return byId.remove(room.id(), room);
    }
}
