package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Event;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subscribing to more and to less. */
final class SubscriberUpdateTest {
    private final Audience stage = new Audience(Runnable::run);
    private final Room room = stage.room(1, "{'videocodec':'vp8,vp9,h264'}");
    private final Publisher ten = stage.publisher(room, 10, "audio opus", "video vp8", "data none");
    private final Publisher eleven =
            stage.publisher(room, 11, "video vp8", "video vp9", "data none", "video vp8 disabled");
    private final FakeHandle handle = stage.handle();

    @BeforeEach
    void join() {
        Audience.join(handle, 1, "{'feed':10,'mid':'1'}");
        handle.up();
    }

    private Json subscribe(String streams) {
        return handle.ask("{'request':'subscribe','streams':[" + streams + "]}");
    }

    private Json unsubscribe(String streams) {
        return handle.ask("{'request':'unsubscribe','streams':[" + streams + "]}");
    }

    private static boolean hasStreams(Json reply) {
        assertEquals("updated", reply.string("videoroom", ""), reply.toString());
        return reply.has("streams");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'subscribe' | 429 | Missing mandatory element (streams)",
                "'subscribe','streams':[] | 430 | Empty subscription list",
                "'subscribe','streams':[1] | 429 | Missing mandatory element (feed)",
                "'subscribe','streams':[{'feed':11},{'feed':77}] | 428 | No such feed (77)",
                "'subscribe','streams':[{'feed':10,'mid':'7'}] | 428 |"
                        + " No such mid '7' in feed (10)",
                "'subscribe','streams':[{'feed':10,'temporal':3}] | 430 |"
                        + " Invalid value (temporal/temporal_layer should be 0, 1 or 2)",
                "'unsubscribe' | 429 | Missing mandatory element (streams)",
                "'unsubscribe','streams':[] | 430 | Empty unsubscription list",
                "'unsubscribe','streams':[{'sub_mid':9}] | 430 |"
                        + " Invalid element type (sub_mid should be a string)",
                "'unsubscribe','streams':[{'feed':'x','mid':3}] | 430 |"
                        + " Invalid element type (mid should be a string)",
                "'update' | 429 |"
                        + " At least one of either 'subscribe' or 'unsubscribe' must be present",
                "'update','subscribe':[],'unsubscribe':[] | 430 | Empty subscription list",
                "'update','unsubscribe':[] | 430 | Empty unsubscription list",
                "'update','unsubscribe':{},'subscribe':'a' | 430 |"
                        + " Invalid element type (subscribe should be an array)",
                "'update','subscribe':[{'feed':99}],'unsubscribe':[{'feed':'x'}] | 430 |"
                        + " Invalid element type (feed should be a positive integer)",
                "'update','subscribe':[{'feed':99}],'unsubscribe':[{'feed':10}] | 428 |"
                        + " No such feed (99)",
            })
    void aWrongRequestChangesNothing(String rest, int code, String text) {
        Audience.start(handle);

        Json reply = handle.ask("{'request':" + rest + "}");

        assertEquals(code, reply.integer("error_code", 0), reply.toString());
        assertEquals(text, reply.string("error", ""));
        assertEquals(1, ten.streams().get(1).subscriberCount());
        assertEquals(1, handle.peer.offers.size());
    }

    @Test
    void whatIsWantedWhileAnOfferIsOpenFollowsItsAnswer() {
        handle.events();

        assertEquals(
                "{'videoroom':'updating','room':1}",
                Audience.text(subscribe("{'feed':11,'mid':'0'}")));
        assertTrue(handle.describe().bool("pending_offer", false));
        Event reply = Audience.start(handle);

        assertEquals("{'videoroom':'event','room':1,'started':'ok'}", Audience.text(reply.data()));
        Event update = handle.received.getLast();
        assertEquals("updated", update.data().string("videoroom", ""));
        assertEquals(2, update.data().get("streams").orElseThrow().elements().size());
        assertEquals("offer", update.jsep().orElseThrow().type());
        assertEquals(2, handle.peer.offers.size());
        assertFalse(handle.describe().bool("answered", true));
        Audience.start(handle);
        assertEquals(2, handle.peer.offers.size());
        assertTrue(handle.describe().bool("answered", false));
    }

    @Test
    void anAnswerThatComesWithAWrongRequestStillCounts() {
        subscribe("{'feed':11,'mid':'0'}");

        Event reply =
                handle.ask("{'request':'configure','streams':1}", Optional.of(FakeHandle.answer()));

        assertEquals(430, reply.data().integer("error_code", 0));
        assertEquals("updated", handle.received.getLast().data().string("videoroom", ""));
        assertEquals(2, handle.peer.offers.size());
    }

    @Test
    void mediaFlowsOnceAnswered() {
        FakeTrack track = Audience.track(ten, 1);
        assertEquals(0, track.links.size());

        Audience.start(handle);

        assertEquals(1, track.openLinks().size());
        assertTrue(track.openLinks().getFirst().active);
        assertEquals(1, track.keyframes.get());
        assertEquals("0", ((FakePeer.Line) track.openLinks().getFirst().sink).mid());
        assertTrue(handle.peer.adaptive);
    }

    @Test
    void aRefusedMLineGetsNothing() {
        Audience.start(handle, "inactive 0");

        assertEquals(0, Audience.track(ten, 1).links.size());
        assertTrue(Audience.text(handle.describe()).contains("'ready':false"));
    }

    @Test
    void anInactiveMLineIsUsedAgainByItsKindAndCodec() {
        Audience.start(handle);
        FakeLink first = Audience.track(ten, 1).openLinks().getFirst();

        assertTrue(hasStreams(unsubscribe("{'feed':10}")));
        assertTrue(first.closed);
        assertEquals(0, ten.streams().get(1).subscriberCount());
        assertEquals(List.of("video 0 vp8 inactive"), Audience.offered(handle));
        Audience.start(handle);
        assertTrue(hasStreams(subscribe("{'feed':11,'mid':'1'}")));
        Audience.start(handle);
        assertTrue(hasStreams(subscribe("{'feed':11,'mid':'0','crossrefid':'c','send':false}")));

        assertEquals(
                List.of("video 0 vp8 sendonly", "video 1 vp9 sendonly"), Audience.offered(handle));
        Audience.start(handle);
        assertFalse(Audience.track(eleven, 0).openLinks().getFirst().active);
        String text = Audience.text(handle.describe());
        assertTrue(
                text.contains("'mid':'0','crossrefid':'c','ready':true,'send':false,'feed_id':11"),
                text);
    }

    @Test
    void dataJoinsTheMLineThereIsWithoutAnOffer() {
        Audience.start(handle);
        assertTrue(hasStreams(subscribe("{'feed':11,'mid':'2'}")));
        Audience.start(handle);
        assertFalse(hasStreams(subscribe("{'feed':10,'mid':'2'}")));
        assertFalse(hasStreams(subscribe("{'feed':10,'mid':'2'}")));

        assertEquals(2, handle.peer.offers.size());
        assertEquals(
                List.of(new FakeData.Channel("10", "")),
                Audience.data(ten, 2).openLinks().stream().map(link -> link.sink).toList());
        assertTrue(Audience.data(ten, 2).openLinks().getFirst().active);
        assertTrue(Audience.text(handle.describe()).contains("'sources':2,'source_ids':[11,10]"));

        assertFalse(hasStreams(unsubscribe("{'feed':10,'mid':'2'}")));
        assertFalse(hasStreams(unsubscribe("{'sub_mid':'1'}")));
        assertEquals(0, Audience.data(ten, 2).openLinks().size());
        assertEquals(0, Audience.data(eleven, 2).openLinks().size());
        assertEquals(0, eleven.streams().get(2).subscriberCount());
        assertFalse(Audience.text(handle.describe()).contains("sources"));
    }

    @Test
    void aSourceMayBeSubscribedToTwice() {
        Audience.start(handle);
        subscribe("{'feed':10,'mid':'1'}");
        Audience.start(handle);

        assertEquals(2, Audience.track(ten, 1).openLinks().size());
        assertEquals(2, ten.streams().get(1).subscriberCount());
        assertTrue(hasStreams(unsubscribe("{'feed':10,'mid':'1'}")));
        assertEquals(0, Audience.track(ten, 1).openLinks().size());
    }

    @Test
    void whatIsNotThereIsSilentlyLeftOut() {
        Audience.start(handle);

        assertFalse(hasStreams(unsubscribe("{}")));
        assertFalse(hasStreams(unsubscribe("1")));
        assertFalse(hasStreams(unsubscribe("{'feed':99}")));
        assertFalse(hasStreams(unsubscribe("{'sub_mid':'99'}")));
        assertFalse(hasStreams(subscribe("{'feed':11,'mid':'3'}")));
    }

    @Test
    void updateTakesAwayBeforeItGives() {
        Audience.start(handle);

        Json reply =
                handle.ask(
                        "{'request':'update','subscribe':[{'feed':11,'mid':'0'}],"
                                + "'unsubscribe':[{'feed':10}]}");

        assertTrue(hasStreams(reply));
        assertEquals(List.of("video 0 vp8 sendonly"), Audience.offered(handle));
        assertTrue(Audience.text(reply).contains("'feed_id':11"));
    }

    @Test
    void thereIsALimit() {
        Audience.start(handle);
        String many = "{'feed':11}" + ",{'feed':11}".repeat(Subscription.MAX_STREAMS / 3);

        Json reply = subscribe(many);

        assertEquals(437, reply.integer("error_code", 0));
        assertEquals("Too many streams (1000 at most)", reply.string("error", ""));
    }

    // ---- Publishers end ----

    @Test
    void aPublishersEndIsOffered() {
        Audience.start(handle);
        subscribe("{'feed':11,'mid':'0'},{'feed':10,'mid':'2'}");
        Audience.start(handle);
        handle.events();

        Audience.end(ten);

        Event update = handle.received.getLast();
        assertEquals(1, handle.received.size());
        assertEquals("updated", update.data().string("videoroom", ""));
        assertTrue(update.jsep().isPresent());
        assertEquals(
                List.of("video 0 vp8 inactive", "video 1 vp8 sendonly", "data 2 none sendonly"),
                Audience.offered(handle));
        assertTrue(
                Audience.text(update.data())
                        .contains(
                                "{'type':'video','active':false,'mindex':0,'mid':'0',"
                                        + "'ready':false,'send':true}"));
        Audience.end(eleven);
        assertEquals(1, handle.received.size());
        Audience.start(handle);
        assertEquals("updated", handle.received.getLast().data().string("videoroom", ""));
    }

    @Test
    void theEndOfDataAloneIsNotOffered() {
        Audience.start(handle);
        Publisher twelve = stage.publisher(room, 12, "data none");
        subscribe("{'feed':12}");
        Audience.start(handle);
        handle.events();

        Audience.end(twelve);

        assertEquals(List.of(), handle.received);
        assertEquals(0, Audience.data(twelve, 0).openLinks().size());
    }

    @Test
    void whoWantsNoAutomaticOffersGetsThemWithTheNextChange() {
        FakeHandle other = stage.handle();
        other.ask(
                "{'request':'join','room':1,'ptype':'subscriber','autoupdate':false,"
                        + "'streams':[{'feed':10,'mid':'1'}]}");
        Audience.start(other);
        other.events();

        Audience.end(ten);
        assertEquals(List.of(), other.received);
        assertTrue(hasStreams(other.ask("{'request':'unsubscribe','streams':[{'feed':99}]}")));
    }

    @Test
    void aDestroyedRoomOffersNothing() {
        Audience.start(handle);
        handle.events();
        room.destroy(Json.object());

        Audience.end(ten);

        assertEquals(List.of(), handle.received);
        assertTrue(Audience.text(handle.describe()).contains("'active':false"));
    }

    @Test
    void anEndedStreamIsNotSubscribedTo() {
        Audience.start(handle);
        eleven.streams().getFirst().end();

        assertFalse(hasStreams(subscribe("{'feed':11,'mid':'0'}")));
    }
}
