package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import org.junit.jupiter.api.Test;

final class RoomsTest {
    private static final RoomSettings USUAL = RoomSettingsJson.read(Json.object(), "room");

    private final Rooms rooms = new Rooms();

    @Test
    void oneIdIsOneRoom() {
        Room first = new Room(Id.of(1), USUAL);
        Room second = new Room(Id.of(1), USUAL);

        assertTrue(rooms.add(first));
        assertFalse(rooms.add(second));
        assertFalse(rooms.remove(second));
        assertTrue(rooms.remove(first));
    }

    @Test
    void thereAreNotTooMany() {
        for (int i = 1; i <= Rooms.LIMIT; i++) rooms.add(new Room(Id.of(i), USUAL));

        assertThrows(RoomError.class, () -> rooms.add(new Room(Id.of("one more"), USUAL)));
        assertEquals(Rooms.LIMIT, rooms.all().size());
    }
}
