package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other sources on the same m-lines. */
final class SubscriberSwitchTest {
    private final Audience stage = new Audience(Runnable::run);
    private final Room room = stage.room(1, "{'videocodec':'vp8,vp9,h264'}");
    private final Publisher ten = stage.publisher(room, 10, "audio opus", "video vp8", "data none");
    private final Publisher eleven =
            stage.publisher(
                    room, 11, "video vp9", "video vp8 simulcast", "audio opus", "data none");
    private final FakeHandle handle = stage.handle();

    @BeforeEach
    void join() {
        Audience.join(handle, 1, "{'feed':10,'crossrefid':'c'}");
        Audience.start(handle);
        handle.up();
    }

    private Json to(String streams) {
        return handle.ask("{'request':'switch','streams':[" + streams + "]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'streams':[] | 430 | Empty switch list",
                "'a':1 | 429 | Missing mandatory element (feed)",
                "'streams':{} | 430 | Invalid element type (streams should be an array)",
                "'streams':[{}] | 429 | Missing mandatory element (mid)",
                "'streams':[{'feed':10,'mid':'0'}] | 429 | Missing mandatory element (sub_mid)",
                "'streams':[{'mid':'0','sub_mid':'0'}] | 429 | Missing mandatory element (feed)",
                "'streams':[{'feed':12,'mid':'0','sub_mid':'0'}] | 428 | No such feed (12)",
                "'streams':[{'feed':11,'mid':'1','sub_mid':'1'},{'feed':10,'mid':'8','sub_mid':'0'}]"
                        + " | 428 | No such mid '8' in feed (10)",
                "'streams':[{'feed':11,'mid':'1','sub_mid':'1','substream':3}] | 430 |"
                        + " Invalid value (substream/spatial_layer should be 0, 1 or 2)",
                "'feed':12 | 428 | No such feed (12)",
            })
    void aWrongRequestChangesNothing(String rest, int code, String text) {
        Json reply = handle.ask("{'request':'switch'," + rest + "}");

        assertEquals(code, reply.integer("error_code", 0), reply.toString());
        assertEquals(text, reply.string("error", ""));
        assertEquals(1, Audience.track(ten, 1).openLinks().size());
    }

    @Test
    void theNewSourceTakesTheOldOnesPlaceWithoutAnOffer() {
        FakeLink old = Audience.track(ten, 1).openLinks().getFirst();

        Json reply = to("{'feed':11,'mid':'1','sub_mid':'1','substream':1}");

        assertEquals("ok", reply.string("switched", ""));
        assertEquals(1, reply.integer("changes", -1));
        assertEquals(3, reply.get("streams").orElseThrow().elements().size());
        assertTrue(
                Audience.text(reply)
                        .contains(
                                "'mid':'1','crossrefid':'c','ready':true,'send':true,"
                                        + "'feed_id':11"));
        FakeLink next = Audience.track(eleven, 1).openLinks().getFirst();
        assertTrue(old.closed);
        assertEquals(old.sink, next.sink);
        assertTrue(next.active);
        assertEquals(1, next.options.substream());
        assertEquals(1, Audience.track(eleven, 1).keyframes.get());
        assertEquals(0, ten.streams().get(1).subscriberCount());
        assertEquals(1, eleven.streams().get(1).subscriberCount());
        assertEquals(1, handle.peer.offers.size());
    }

    @Test
    void whatDoesNotFitIsLeftAsItIs() {
        assertEquals(0, changes("{'feed':10,'mid':'1','sub_mid':'1'}"));
        assertEquals(0, changes("{'feed':11,'mid':'1','sub_mid':'9'}"));
        assertEquals(0, changes("{'feed':11,'mid':'0','sub_mid':'1'}"));
        assertEquals(0, changes("{'feed':11,'mid':'2','sub_mid':'1'}"));
        assertEquals(1, Audience.track(ten, 1).openLinks().size());
    }

    private long changes(String streams) {
        return to(streams).integer("changes", -1);
    }

    @Test
    void dataIsSwitchedFromAllSourcesToOne() {
        assertEquals(1, changes("{'feed':11,'mid':'3','sub_mid':'2'}"));

        assertEquals(0, Audience.data(ten, 2).openLinks().size());
        assertEquals(
                new FakeData.Channel("11", ""),
                Audience.data(eleven, 3).openLinks().getFirst().sink);
    }

    @Test
    void theOldFormSwitchesEverythingThatFits() {
        Json reply = handle.ask("{'request':'switch','feed':11}");

        assertEquals(3, reply.integer("changes", -1));
        assertEquals(1, Audience.track(eleven, 1).openLinks().size());
        assertEquals(1, Audience.track(eleven, 2).openLinks().size());
        assertEquals(0, Audience.track(eleven, 0).links.size());
        assertEquals(0, Audience.track(ten, 0).openLinks().size());
    }

    @Test
    void anInactiveMLineIsOfferedFirst() {
        handle.ask("{'request':'unsubscribe','streams':[{'sub_mid':'1'}]}");
        Audience.start(handle);
        handle.events();

        Json reply = to("{'feed':11,'mid':'1','sub_mid':'1'}");

        assertEquals(1, reply.integer("changes", -1));
        assertEquals("updated", handle.received.getFirst().data().string("videoroom", ""));
        assertTrue(handle.received.getFirst().jsep().isPresent());
        assertEquals("ok", handle.received.get(1).data().string("switched", ""));
        assertEquals(0, Audience.track(eleven, 1).links.size());
        Audience.start(handle);
        assertEquals(1, Audience.track(eleven, 1).openLinks().size());
    }

    @Test
    void anInactiveMLineWaitsForAnAnswerThatIsDue() {
        handle.ask("{'request':'unsubscribe','streams':[{'sub_mid':'1'}]}");
        handle.events();

        to("{'feed':11,'mid':'1','sub_mid':'1'}");

        assertEquals(1, handle.received.size());
        Audience.start(handle);
        assertEquals("updated", handle.received.getLast().data().string("videoroom", ""));
        assertEquals("video 1 vp8 sendonly", Audience.offered(handle).get(1));
    }

    @Test
    void layersOfTheOldSourceAreNotTold() {
        to("{'feed':11,'mid':'1','sub_mid':'1'}");
        FakeLink left = Audience.track(eleven, 1).openLinks().getFirst();
        to("{'feed':10,'mid':'1','sub_mid':'1'}");
        handle.events();

        left.listener.onSimulcast(new io.cardea.spi.Link.Layers(1, 1, -1, -1, -1, -1));

        assertEquals(List.of(), handle.events());
    }

    @Test
    void aPausedMLineFlowsAfterASwitch() {
        handle.ask("{'request':'configure','mid':'1','send':false}");
        assertFalse(Audience.track(ten, 1).openLinks().getFirst().active);

        to("{'feed':11,'mid':'1','sub_mid':'1'}");

        assertTrue(Audience.track(eleven, 1).openLinks().getFirst().active);
    }
}
