package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RoomTest {
    private final Stage stage = new Stage();
    private final FakeHandle handle = stage.handle();

    @BeforeEach
    void room() {
        stage.admin("{'request':'create','room':5}");
    }

    private Publisher member(FakeHandle of, long id) {
        Environment environment = stage.environment();
        Publisher.Profile nobody = new Publisher.Profile(Optional.empty(), Optional.empty());
        return new Publisher(environment, stage.room(5), Id.of(id), of, nobody);
    }

    private static Json event(int number) {
        return Json.object().put("n", number);
    }

    @Test
    void eventsWaitUntilTheJoinersReplyIsOnItsWay() {
        Room room = stage.room(5);
        Publisher publisher = member(handle, 1);
        room.enter(publisher, Json.object(), others -> others);
        room.tell(event(1), _ -> true);
        room.tell(event(2), _ -> true);
        assertTrue(handle.events().isEmpty());

        room.listen(publisher);
        room.tell(event(3), _ -> true);

        assertEquals(List.of("{'n':1}", "{'n':2}", "{'n':3}"), handle.events());
    }

    @Test
    void nobodyComesIntoARoomThatIsGone() {
        Room room = stage.room(5);
        Publisher late = member(handle, 1);
        stage.admin("{'request':'destroy','room':5}");

        RoomError error =
                assertThrows(
                        RoomError.class, () -> room.enter(late, Json.object(), others -> others));

        assertEquals(RoomError.NO_SUCH_ROOM, error.code());
        assertTrue(room.members().isEmpty());
    }

    @Test
    void whoIsOutCannotStart() {
        Room room = stage.room(5);
        Publisher publisher = member(handle, 1);
        room.enter(publisher, Json.object(), others -> others);
        room.kick(publisher, event(1), event(2));

        assertFalse(room.start(publisher, () -> event(3)));
        assertThrows(RoomError.class, () -> room.reserve(publisher));
        assertFalse(publisher.isStarted());
    }

    @Test
    void anEventThatCausesAnotherIsDeliveredFirst() {
        Room room = stage.room(5);
        List<String> order = new ArrayList<>();
        FakeHandle other = stage.handle();
        Publisher first = member(handle, 1);
        Publisher second = member(other, 2);
        for (Publisher publisher : List.of(first, second)) {
            room.enter(publisher, Json.object(), others -> others);
            room.listen(publisher);
        }
        handle.onReceived =
                event -> {
                    order.add("first " + event.data());
                    if (event.data().equals(event(1))) room.tell(event(2), _ -> true);
                };
        other.onReceived = event -> order.add("second " + event.data());

        room.tell(event(1), _ -> true);

        assertEquals(
                List.of(
                        "first {\"n\":1}",
                        "second {\"n\":1}",
                        "first {\"n\":2}",
                        "second {\"n\":2}"),
                order);
    }

    @Test
    void aPrivateIdFindsItsOwner() {
        Room room = stage.room(5);
        Publisher publisher = member(handle, 1);
        room.enter(publisher, Json.object(), others -> others);

        assertEquals(Optional.of(publisher), room.owner(publisher.privateId()));
        assertEquals(Optional.empty(), room.owner(0));
    }
}
