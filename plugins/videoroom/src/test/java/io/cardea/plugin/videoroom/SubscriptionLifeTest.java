package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Event;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A subscriber from its PeerConnection's beginning to its end. */
final class SubscriptionLifeTest {
    private final Audience stage = new Audience(Runnable::run);
    private final Room room = stage.room(1, "{}");
    private final Publisher ten = stage.publisher(room, 10, "audio opus", "video vp8", "data none");
    private final FakeHandle handle = stage.handle();

    private FakeLink video() {
        return Audience.track(ten, 1).openLinks().getLast();
    }

    @Test
    void nothingFlowsBeforeThePeerConnectionIsUp() {
        Audience.join(handle, 1, "{'feed':10}");
        Audience.start(handle);
        assertFalse(video().active);
        assertFalse(Audience.data(ten, 2).openLinks().getFirst().active);
        assertEquals(0, Audience.track(ten, 1).keyframes.get());

        handle.up();

        assertTrue(video().active);
        assertTrue(Audience.data(ten, 2).openLinks().getFirst().active);
        assertEquals(1, Audience.track(ten, 1).keyframes.get());
        assertEquals(0, Audience.track(ten, 0).keyframes.get());
    }

    @Test
    void aPauseHoldsBackUntilTheNextStart() {
        Audience.join(handle, 1, "{'feed':10}");
        Audience.start(handle);
        handle.up();

        Json paused = handle.ask("{'request':'pause'}");
        assertEquals("{'videoroom':'event','room':1,'paused':'ok'}", Audience.text(paused));
        assertFalse(video().active);
        assertTrue(handle.describe().bool("paused", false));

        Json started = handle.ask("{'request':'start'}");
        assertEquals("{'videoroom':'event','room':1,'started':'ok'}", Audience.text(started));
        assertTrue(video().active);
        assertEquals(2, Audience.track(ten, 1).keyframes.get());
        handle.ask("{'request':'start'}");
        assertEquals(2, Audience.track(ten, 1).keyframes.get());
    }

    @Test
    void subscriptionsAreLimitedAndMakeRoomWhenTheyEnd() {
        stage.context.subscriptions.limit(1);
        Audience.join(handle, 1, "{'feed':10}");
        FakeHandle other = stage.handle();
        Json refused = Audience.join(other, 1, "{'feed':10}");
        assertEquals(485, refused.integer("error_code", 0));
        assertEquals("Too many subscriptions (limit 1)", refused.string("error", ""));
        assertEquals(1, stage.context.subscriptions.refused());

        handle.detach();
        assertEquals(0, stage.context.subscriptions.taken());
        Audience.join(other, 1, "{'feed':10}");
        assertEquals(1, stage.context.subscriptions.taken());
        other.detach();
        assertEquals(0, stage.context.subscriptions.taken());
    }

    @Test
    void aSubscriptionThatFailsTakesNoRoom() {
        Audience.join(handle, 1, "{'feed':11}");
        assertEquals(0, stage.context.subscriptions.taken());
    }

    @Test
    void onlyPublishersSendOffers() {
        Audience.join(handle, 1, "{'feed':10}");

        Event reply =
                handle.ask(
                        "{'request':'start'}",
                        Optional.of(FakeHandle.offer(false, "[]", "[]", "audio 0 opus sendonly")));

        assertEquals(431, reply.data().integer("error_code", 0));
        assertEquals("Only publishers send offers", reply.data().string("error", ""));
    }

    @Test
    void publishersRequestsAreUnknown() {
        Audience.join(handle, 1, "{'feed':10}");

        Json reply = handle.ask("{'request':'publish'}");

        assertEquals(423, reply.integer("error_code", 0));
        assertEquals("Unknown request 'publish'", reply.string("error", ""));
    }

    @Test
    void aLossOnTheWayToTheClientIsToldAndNoOther() {
        Audience.join(handle, 1, "{'feed':10}");
        handle.events();

        handle.slowLink("0", "video", true);
        handle.slowLink("0", "video", false);

        assertEquals(List.of("{'videoroom':'slow_link'}"), handle.events());
    }

    @Test
    void bandwidthIsToldOnceASecondToWhoWantsIt() {
        handle.ask(
                "{'request':'join','room':1,'ptype':'subscriber','bandwidth_events':true,"
                        + "'streams':[{'feed':10}]}");
        handle.events();

        handle.bandwidth(100_000);
        handle.bandwidth(200_000);
        handle.bandwidth(300_000);
        assertEquals(List.of("{'videoroom':'event','room':1,'bandwidth':100000}"), handle.events());
        stage.context.scheduler.advance(1, TimeUnit.SECONDS);
        assertEquals(List.of("{'videoroom':'event','room':1,'bandwidth':300000}"), handle.events());
        stage.context.scheduler.advance(5, TimeUnit.SECONDS);
        assertEquals(List.of(), handle.events());
        handle.detach();
        stage.context.scheduler.advance(5, TimeUnit.SECONDS);
        assertEquals(0, stage.context.scheduler.running());
    }

    @Test
    void bandwidthIsNotToldToOthers() {
        Audience.join(handle, 1, "{'feed':10}");
        handle.events();

        handle.bandwidth(100_000);

        assertEquals(List.of(), handle.events());
    }

    @Test
    void aRoomMaySwitchTheFittingOff() {
        stage.publisher(stage.room(2, "{'subscriber_bwe':false}"), 20, "audio opus");
        Audience.join(handle, 2, "{'feed':20}");

        Audience.start(handle);

        assertFalse(handle.peer.adaptive);
    }

    @Test
    void thePublishersPlayoutDelayIsPassedOnAtOnce() {
        Audience.join(handle, 1, "{'feed':10}");
        Audience.start(handle);

        ten.streams().get(1).delay(new PlayoutDelay(3, 4));

        assertEquals(3, handle.peer.at(1).minDelay);
        assertEquals(4, handle.peer.at(1).maxDelay);
    }

    @Test
    void leavingEndsEverything() {
        Audience.join(handle, 1, "{'feed':10}");
        Audience.start(handle);
        handle.up();
        handle.events();

        Json reply = handle.ask("{'request':'leave'}");

        assertEquals("{'videoroom':'event','room':1,'left':'ok'}", Audience.text(reply));
        assertEquals(1, handle.hangups.get());
        assertNothingIsLeft();
        assertEquals("left", handle.ask("{'request':'leave'}").has("left") ? "left" : "");
        assertEquals(
                425,
                handle.ask("{'request':'join','room':1,'ptype':'subscriber','feed':10}")
                        .integer("error_code", 0));
    }

    private void assertNothingIsLeft() {
        for (PublisherStream stream : ten.streams()) {
            assertEquals(0, stream.subscriberCount());
        }
        assertEquals(List.of(), Audience.track(ten, 0).openLinks());
        assertEquals(List.of(), Audience.track(ten, 1).openLinks());
        assertEquals(List.of(), Audience.data(ten, 2).openLinks());
        assertEquals(List.of(), handle.faults);
    }

    @Test
    void aHangupEndsEverythingForGood() {
        Audience.join(handle, 1, "{'feed':10}");
        Audience.start(handle);
        handle.up();

        handle.down();

        assertNothingIsLeft();
        assertEquals(0, handle.hangups.get());
        assertEquals(
                "{'type':'subscriber','room':1,'private_id':0,'answered':false,"
                        + "'pending_offer':false,'pending_restart':false,'paused':true,"
                        + "'streams':[],'hangingup':0,'destroyed':0}",
                Audience.text(handle.describe()));
        assertTrue(handle.ask("{'request':'start'}").has("started"));
        assertTrue(handle.ask("{'request':'configure','update':true}").has("configured"));
        assertEquals(
                "updating",
                handle.ask("{'request':'subscribe','streams':[{'feed':10}]}")
                        .string("videoroom", ""));
        assertNothingIsLeft();
        assertEquals(1, handle.peer.offers.size());
    }

    @Test
    void aHangupDuringARenegotiationEndsWhatThatBegan() {
        Audience.join(handle, 1, "{'feed':10,'mid':'0'}");
        Audience.start(handle);
        handle.ask("{'request':'subscribe','streams':[{'feed':10,'mid':'1'}]}");

        handle.down();

        assertEquals(1, handle.hangups.get());
        assertNothingIsLeft();
    }

    @Test
    void aDetachEndsEverything() {
        Audience.join(handle, 1, "{'feed':10}");
        Audience.start(handle);
        handle.up();

        handle.detach();

        assertNothingIsLeft();
        Audience.end(ten);
        assertEquals(List.of(), handle.faults);
    }

    @Test
    void eventHandlersAreTold() {
        Audience.join(handle, 1, "{'feed':10,'mid':'0'}");
        Audience.start(handle);
        handle.up();
        handle.ask("{'request':'subscribe','streams':[{'feed':10,'mid':'1'}]}");
        handle.down();

        assertEquals(
                List.of("subscribing", "subscribed", "updated", "unsubscribed", "unsubscribed"),
                handle.notified.stream().map(notice -> notice.string("event", "")).toList());
        assertEquals(
                "{'event':'unsubscribed','room':1,'feed':10,'mid':'0'}",
                Audience.text(handle.notified.get(3)));
        assertTrue(
                Audience.text(handle.notified.getFirst())
                        .endsWith("'codec':'opus'}],'private_id':0}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"start", "pause", "switch", "subscribe", "unsubscribe", "update", "leave"})
    void whoHasNotJoinedIsTold(String request) {
        Json reply = handle.ask("{'request':'" + request + "'}");

        assertEquals(424, reply.integer("error_code", 0));
    }
}
