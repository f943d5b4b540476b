package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Publishers and subscribers of the whole plugin, together. */
final class SubscriberOfPublisherTest {
    private final Stage stage = new Stage();

    private FakeHandle publish(String settings) {
        stage.admin("{'request':'create','room':1" + settings + "}");
        return stage.publish(1, 10, "audio 0 opus sendonly", "video 1 vp8 sendonly");
    }

    private FakeHandle subscribe(String more) {
        FakeHandle handle = stage.handle();
        Json reply =
                handle.ask(
                        "{'request':'join','room':1,'ptype':'subscriber'"
                                + more
                                + ",'streams':[{'feed':10}]}");
        assertEquals("attached", reply.string("videoroom", ""), reply.toString());
        Audience.start(handle);
        handle.up();
        handle.received.clear();
        return handle;
    }

    @Test
    void whatIsPublishedIsSeen() {
        FakeHandle publisher = publish("");

        FakeHandle subscriber = subscribe("");

        FakeLink link = publisher.peer.track(1).openLinks().getFirst();
        assertTrue(link.active);
        assertEquals(subscriber.peer.at(1), link.sink);
        assertTrue(publisher.peer.track(1).keyframes.get() > 0);
    }

    @Test
    void anUnpublishingIsOfferedAndANewPublisherGetsTheSameMLines() {
        FakeHandle publisher = publish("");
        FakeHandle subscriber = subscribe("");
        FakeTrack gone = publisher.peer.track(1);

        publisher.ask("{'request':'unpublish'}");

        assertEquals(List.of(), gone.openLinks());
        assertEquals(1, subscriber.received.size());
        assertEquals(
                List.of("audio 0 opus inactive", "video 1 vp8 inactive"),
                Audience.offered(subscriber));
        Audience.start(subscriber);
        stage.publish(1, 11, "video 0 vp8 sendonly");
        subscriber.ask("{'request':'subscribe','streams':[{'feed':11}]}");
        assertEquals(
                List.of("audio 0 opus inactive", "video 1 vp8 sendonly"),
                Audience.offered(subscriber));
    }

    @Test
    void whoWasLetInByAPublisherThatIsKickedGetsNothingAnyMore() {
        publish(",'require_pvtid':true");
        FakeHandle other = stage.publish(1, 12, "audio 0 opus sendonly");
        long privateId = stage.publisher(1, 12).privateId();
        FakeHandle subscriber = subscribe(",'private_id':" + privateId);
        assertTrue(subscriber.peer.adaptive);
        FakeTrack track = trackOf(10);
        assertTrue(track.openLinks().getFirst().active);

        stage.admin("{'request':'kick','room':1,'id':12}");

        assertFalse(track.openLinks().getFirst().active);
        assertEquals(
                433,
                subscriber.ask("{'request':'configure','send':true}").integer("error_code", 0));
        assertTrue(other.hangups.get() > 0);
    }

    private FakeTrack trackOf(long id) {
        return (FakeTrack) stage.publisher(1, id).streams().get(1).track().orElseThrow();
    }

    @Test
    void whoSeesAPublisherThatLeavesIsOfferedTheRestWithTheNextChange() {
        FakeHandle publisher = publish("");
        FakeHandle subscriber = subscribe("");
        FakeTrack track = publisher.peer.track(1);

        publisher.ask("{'request':'leave'}");

        assertEquals(List.of(), subscriber.events());
        assertEquals(List.of(), track.openLinks());
        Json reply = subscriber.ask("{'request':'unsubscribe','streams':[{'feed':99}]}");
        assertTrue(reply.has("streams"));
    }

    @Test
    void aDestroyedRoomIsNotToldToSubscribers() {
        FakeHandle publisher = publish("");
        FakeHandle subscriber = subscribe("");
        FakeTrack track = publisher.peer.track(1);

        stage.admin("{'request':'destroy','room':1}");

        assertEquals(List.of(), subscriber.events());
        assertEquals(List.of(), track.openLinks());
        assertTrue(subscriber.ask("{'request':'start'}").has("started"));
    }
}
