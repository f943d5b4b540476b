package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Event;
import io.cardea.spi.Json;
import io.cardea.spi.Link.Layers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a subscriber wants of its m-lines. */
final class SubscriberConfigureTest {
    private final Audience stage = new Audience(Runnable::run);
    private final Room room = stage.room(1, "{'videocodec':'vp8,vp9,h264'}");
    private final Publisher ten =
            stage.publisher(
                    room, 10, "audio opus", "video vp8 simulcast", "video vp9 svc", "data none");
    private final FakeHandle handle = stage.handle();

    @BeforeEach
    void join() {
        Audience.join(handle, 1, "{'feed':10}");
        Audience.start(handle);
        handle.up();
        handle.events();
    }

    private Json configure(String rest) {
        return handle.ask("{'request':'configure'," + rest + "}");
    }

    private FakeLink link(int index) {
        return Audience.track(ten, index).openLinks().getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'streams':1 | 430 | Invalid element type (streams should be an array)",
                "'streams':[{'mid':1}] | 430 | Invalid element type (mid should be a string)",
                "'streams':[{'send':1}] | 430 | Invalid element type (send should be a boolean)",
                "'streams':[{'mid':'99'}] | 428 | No such mid '99' in subscription",
                "'streams':[{'mid':'99','substream':'x'}] | 430 |"
                        + " Invalid element type (substream should be a positive integer)",
                "'streams':[{'mid':'99','substream':3}] | 428 | No such mid '99' in subscription",
                "'streams':[{'mid':'99'},{'mid':1}] | 428 | No such mid '99' in subscription",
                "'streams':[{'send':false},{'mid':'0'}] | 430 |"
                        + " Invalid value (mid can't be null in a streams array)",
                "'streams':[{'temporal':3,'substream':3}] | 430 |"
                        + " Invalid value (substream/spatial_layer should be 0, 1 or 2)",
                "'temporal_layer':3 | 430 |"
                        + " Invalid value (temporal/temporal_layer should be 0, 1 or 2)",
                "'fallback':-3 | 430 |"
                        + " Invalid element type (fallback should be a positive integer)",
                "'mid':'99' | 428 | No such mid '99' in subscription",
                "'restart':1 | 430 | Invalid element type (restart should be a boolean)",
                "'update':1 | 430 | Invalid element type (update should be a boolean)",
                "'audio':1 | 430 | Invalid element type (audio should be a boolean)",
            })
    void aWrongRequestIsRefused(String rest, int code, String text) {
        Json reply = configure(rest);

        assertEquals(code, reply.integer("error_code", 0), reply.toString());
        assertEquals(text, reply.string("error", ""));
        assertTrue(link(0).active);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "'a':1",
                "'mid':1",
                "'send':1",
                "'min_delay':1.5",
                "'streams':[]",
                "'streams':[1]"
            })
    void whatSaysNothingIsFine(String rest) {
        assertEquals(
                "{'videoroom':'event','room':1,'configured':'ok'}", Audience.text(configure(rest)));
        assertTrue(link(0).active);
    }

    @Test
    void sendHoldsBackAndResumesWithAKeyframe() {
        configure("'mid':'1','send':false");
        assertFalse(link(1).active);
        assertTrue(link(0).active);
        assertEquals(1, Audience.track(ten, 1).keyframes.get());

        configure("'send':true");

        assertTrue(link(1).active);
        assertEquals(2, Audience.track(ten, 1).keyframes.get());
        assertEquals(0, Audience.track(ten, 0).keyframes.get());
    }

    @Test
    void wholeKindsAreHeldBackBeforeSingleLinesAreHeeded() {
        configure("'video':false,'data':false,'streams':[{'mid':'1','send':true}]");

        assertTrue(link(0).active);
        assertTrue(link(1).active);
        assertFalse(link(2).active);
        assertFalse(Audience.data(ten, 3).openLinks().getFirst().active);
    }

    @Test
    void aLayerThatIsThereIsToldAtOnce() {
        link(1).layers = new Layers(1, 2, -1, -1, -1, -1);
        handle.events();

        configure("'mid':'1','substream':1,'temporal':2");

        assertEquals(
                List.of(
                        "{'videoroom':'event','room':1,'mid':'1','substream':1}",
                        "{'videoroom':'event','room':1,'mid':'1','temporal':2}",
                        "{'videoroom':'event','room':1,'configured':'ok'}"),
                handle.events());
        assertEquals("simulcast 1 2", link(1).target);
        assertEquals(1, Audience.track(ten, 1).keyframes.get());
    }

    @Test
    void aLayerThatIsNotThereTakesAKeyframe() {
        configure("'substream':0,'fallback':500000");

        assertEquals("simulcast 0 2", link(1).target);
        assertEquals(500_000, link(1).fallbackMicros);
        assertEquals(2, Audience.track(ten, 1).keyframes.get());
        assertTrue(
                Audience.text(handle.describe())
                        .contains(
                                "'substream-target':0,'temporal-layer':-1,'temporal-layer-target':2,'fallback':500000"));
    }

    @Test
    void aTemporalLayerOfSvcTakesNone() {
        configure("'mid':'2','temporal_layer':0");
        assertEquals("svc 2 0", link(2).target);
        assertEquals(1, Audience.track(ten, 2).keyframes.get());

        configure("'mid':'2','spatial_layer':1");
        assertEquals("svc 1 0", link(2).target);
        assertEquals(2, Audience.track(ten, 2).keyframes.get());
        assertTrue(
                Audience.text(handle.describe())
                        .contains(
                                "'svc':{'spatial-layer':-1,'target-spatial-layer':1,"
                                        + "'temporal-layer':-1,'target-temporal-layer':0}"));
    }

    @Test
    void eachChangeOfALayerIsAnEvent() {
        link(1).listener.onSimulcast(new Layers(0, -1, -1, -1, -1, -1));
        link(1).listener.onSimulcast(new Layers(1, 2, -1, -1, -1, -1));
        link(1).listener.onSimulcast(new Layers(1, 2, -1, -1, -1, -1));
        link(2).listener.onSvc(new Layers(-1, -1, 1, 0, -1, -1));

        assertEquals(
                List.of(
                        "{'videoroom':'event','room':1,'mid':'1','substream':0}",
                        "{'videoroom':'event','room':1,'mid':'1','substream':1}",
                        "{'videoroom':'event','room':1,'mid':'1','temporal':2}",
                        "{'videoroom':'event','room':1,'mid':'2','spatial_layer':1}",
                        "{'videoroom':'event','room':1,'mid':'2','temporal_layer':0}"),
                handle.events());
    }

    @Test
    void aPlayoutDelayIsSetOnVideo() {
        configure("'min_delay':4");
        assertEquals(4, handle.peer.at(1).minDelay);
        assertEquals(4, handle.peer.at(1).maxDelay);
        assertEquals(-1, handle.peer.at(0).minDelay);

        configure("'streams':[{'mid':'1','max_delay':2}]");
        assertEquals(2, handle.peer.at(1).minDelay);
        assertTrue(
                Audience.text(handle.describe())
                        .contains("'playout-delay':{'min-delay':2,'max-delay':2}"));

        configure("'max_delay':-1");
        assertEquals(-1, handle.peer.at(1).maxDelay);
        assertFalse(Audience.text(handle.describe()).contains("playout-delay"));
    }

    @Test
    void thePublishersPlayoutDelayCountsWhereThereIsNoOwn() {
        PublisherStream source = ten.streams().get(1);
        source.delay(new PlayoutDelay(7, 8));
        configure("'mid':'1','send':false");
        configure("'mid':'1','send':true,'min_delay':-1");

        assertEquals(7, handle.peer.at(1).minDelay);
        assertEquals(8, handle.peer.at(1).maxDelay);
    }

    @Test
    void anOfferIsMadeOnDemand() {
        Event reply = handle.ask("{'request':'configure','restart':true}", Optional.empty());

        assertTrue(reply.jsep().isPresent());
        assertTrue(handle.peer.offers.getLast().iceRestart());
        assertEquals(
                "{'videoroom':'event','room':1,'configured':'ok'}", Audience.text(reply.data()));
    }

    @Test
    void anOfferOnDemandWaitsForTheAnswerThatIsDue() {
        handle.ask("{'request':'configure','update':true}");

        Event reply = handle.ask("{'request':'configure','restart':true}", Optional.empty());
        assertTrue(reply.jsep().isEmpty());
        assertTrue(handle.describe().bool("pending_restart", false));
        Audience.start(handle);

        assertEquals(3, handle.peer.offers.size());
        assertTrue(handle.peer.offers.getLast().iceRestart());
        assertFalse(handle.peer.offers.get(1).iceRestart());
        assertEquals("updated", handle.received.getLast().data().string("videoroom", ""));
        assertFalse(handle.describe().bool("pending_restart", true));
    }

    @Test
    void whoseOwnerWasThrownOutIsRefused() {
        FakeHandle other = stage.handle();
        other.ask(
                "{'request':'join','room':1,'ptype':'subscriber','private_id':"
                        + ten.privateId()
                        + ",'streams':[{'feed':10,'mid':'0'}]}");
        Audience.start(other);
        other.up();
        FakeLink link = Audience.track(ten, 0).openLinks().getLast();
        assertTrue(link.active);

        ten.subscriptions().forEach(Subscription::silence);

        assertFalse(link.active);
        Json reply = other.ask("{'request':'configure','send':true}");
        assertEquals(433, reply.integer("error_code", 0));
        assertEquals("Unauthorized, you have been kicked", reply.string("error", ""));
        other.ask("{'request':'start'}");
        assertFalse(link.active);
    }
}
