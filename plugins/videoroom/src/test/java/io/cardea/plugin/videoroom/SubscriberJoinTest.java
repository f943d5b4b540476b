package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Event;
import io.cardea.spi.Json;
import io.cardea.spi.OfferOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code join} of a subscriber answers; errors as observed with Janus 1.1.2. */
final class SubscriberJoinTest {
    private final Audience stage = new Audience(Runnable::run);
    private final Room room = stage.room(1, "{'videocodec':'vp8,vp9,h264'}");
    private final Publisher ten =
            stage.publisher(room, 10, "audio opus", "video vp8 simulcast", "data none");
    private final Publisher eleven =
            stage.publisher(room, 11, "video h264", "video vp8 disabled", "data none");
    private final FakeHandle handle = stage.handle();

    private Json joined(String rest) {
        return handle.ask("{'request':'join','room':1,'ptype':'subscriber'," + rest + "}");
    }

    @Test
    void everyStreamOfEveryFeedGetsAnMLine() {
        Event reply =
                handle.ask(
                        "{'request':'join','room':1,'ptype':'subscriber','streams':"
                                + "[{'feed':10},{'feed':11,'crossrefid':'x'}]}",
                        Optional.empty());

        assertEquals("offer", reply.jsep().orElseThrow().type());
        assertEquals(
                "{'videoroom':'attached','room':1,'streams':["
                        + "{'type':'audio','active':true,'mindex':0,'mid':'0','ready':false,"
                        + "'send':true,'feed_id':10,'feed_display':'feed 10','feed_mid':'0',"
                        + "'codec':'opus'},"
                        + "{'type':'video','active':true,'mindex':1,'mid':'1','ready':false,"
                        + "'send':true,'feed_id':10,'feed_display':'feed 10','feed_mid':'1',"
                        + "'codec':'vp8','simulcast':{'substream':-1,'substream-target':2,"
                        + "'temporal-layer':-1,'temporal-layer-target':2}},"
                        + "{'type':'data','active':true,'mindex':2,'mid':'2','ready':false,"
                        + "'send':true,'sources':2,'source_ids':[10,11]},"
                        + "{'type':'video','active':true,'mindex':3,'mid':'3','crossrefid':'x',"
                        + "'ready':false,'send':true,'feed_id':11,'feed_display':'feed 11',"
                        + "'feed_mid':'0','codec':'h264'},"
                        + "{'type':'video','active':true,'mindex':4,'mid':'4','crossrefid':'x',"
                        + "'ready':false,'send':true,'feed_id':11,'feed_display':'feed 11',"
                        + "'feed_mid':'1','codec':'vp8'}]}",
                Audience.text(reply.data()));
        assertEquals(
                List.of(
                        "audio 0 opus sendonly",
                        "video 1 vp8 sendonly",
                        "data 2 none sendonly",
                        "video 3 h264 sendonly",
                        "video 4 vp8 inactive"),
                Audience.offered(handle));
        assertEquals("VideoRoom 1", handle.peer.offers.getFirst().sessionName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'a':1 | 429 | Missing mandatory element (feed)",
                "'streams':[] | 429 | Missing mandatory element (feed)",
                "'streams':{} | 430 | Invalid element type (streams should be an array)",
                "'streams':[1] | 429 | Missing mandatory element (feed)",
                "'streams':[{}] | 429 | Missing mandatory element (feed)",
                "'streams':[{'feed':'x'}] | 430 |"
                        + " Invalid element type (feed should be a positive integer)",
                "'streams':[{'feed':99}] | 428 | No such feed (99)",
                "'streams':[{'feed':10,'mid':'9'}] | 428 | No such mid '9' in feed (10)",
                "'streams':[{'feed':10,'mid':0}] | 430 |"
                        + " Invalid element type (mid should be a string)",
                "'streams':[{'feed':10,'mid':'9','substream':3}] | 428 |"
                        + " No such mid '9' in feed (10)",
                "'streams':[{'feed':99,'substream':3}] | 428 | No such feed (99)",
                "'streams':[{'feed':10,'substream':3}] | 430 |"
                        + " Invalid value (substream/spatial_layer should be 0, 1 or 2)",
                "'streams':[{'feed':10,'temporal_layer':3}] | 430 |"
                        + " Invalid value (temporal/temporal_layer should be 0, 1 or 2)",
                "'streams':[{'feed':10,'spatial_layer':3}] | 430 |"
                        + " Invalid value (substream/spatial_layer should be 0, 1 or 2)",
                "'streams':[{'feed':10,'substream':-1}] | 430 |"
                        + " Invalid element type (substream should be a positive integer)",
                "'streams':[{'feed':10,'min_delay':'x'}] | 430 |"
                        + " Invalid element type (min_delay should be an integer)",
                "'streams':[{'feed':10,'send':4}] | 430 |"
                        + " Invalid element type (send should be a boolean)",
                "'streams':[{'feed':10,'crossrefid':4}] | 430 |"
                        + " Invalid element type (crossrefid should be a string)",
                "'private_id':-1,'streams':[{'feed':10}] | 430 |"
                        + " Invalid element type (private_id should be a positive integer)",
                "'autoupdate':1,'streams':[] | 430 |"
                        + " Invalid element type (autoupdate should be a boolean)",
                "'data':'x','streams':[{'feed':10}] | 430 |"
                        + " Invalid element type (data should be a boolean)",
                "'feed':99 | 428 | No such feed (99)",
                "'feed':'x','offer_audio':3 | 430 |"
                        + " Invalid element type (offer_audio should be a boolean)",
                "'feed':'x' | 430 | Invalid element type (feed should be a positive integer)",
                "'feed':10,'offer_audio':false,'offer_video':false,'offer_data':false | 437 |"
                        + " Can't offer an SDP with no stream",
            })
    void aWrongRequestIsRefusedAndLeavesNothing(String rest, int code, String text) {
        Json reply = joined(rest);

        assertEquals(code, reply.integer("error_code", 0), reply.toString());
        assertEquals(text, reply.string("error", ""));
        assertEquals(0, ten.streams().getFirst().subscriberCount());
        assertEquals(
                "Invalid request on unconfigured participant",
                handle.ask("{'request':'start'}").string("error", ""));
    }

    @Test
    void anOfferIsRefused() {
        Event reply =
                handle.ask(
                        "{'request':'join','room':1,'ptype':'subscriber','streams':[{'feed':10}]}",
                        Optional.of(FakeHandle.offer(false, "[]", "[]", "audio 0 opus sendrecv")));

        assertEquals(423, reply.data().integer("error_code", 0));
    }

    @Test
    void theOldFormTakesOneFeed() {
        Json reply = joined("'feed':10,'offer_video':false,'streams':[]");

        assertEquals(
                "{'videoroom':'attached','room':1,'id':10,'warning':'deprecated_api',"
                        + "'display':'feed 10','streams':["
                        + "{'type':'audio','active':true,'mindex':0,'mid':'0','ready':false,"
                        + "'send':true,'feed_id':10,'feed_display':'feed 10','feed_mid':'0',"
                        + "'codec':'opus'},"
                        + "{'type':'data','active':true,'mindex':1,'mid':'1','ready':false,"
                        + "'send':true,'sources':1,'source_ids':[10]}]}",
                Audience.text(reply));
    }

    @Test
    void whoHasJoinedCannotJoinAgain() {
        joined("'feed':10");

        Json reply = joined("'feed':10");

        assertEquals(425, reply.integer("error_code", 0));
        assertEquals("Already in as a subscriber on this handle", reply.string("error", ""));
    }

    @Test
    void onlyDisabledStreamsAreOfferedInactive() {
        joined("'streams':[{'feed':11,'mid':'1'}]");

        assertEquals(List.of("video 0 vp8 inactive"), Audience.offered(handle));
    }

    @Test
    void sendIsNotHeededYetAndDelaysAre() {
        Json reply =
                joined(
                        "'streams':[{'feed':10,'mid':'1','send':false,'min_delay':5,'max_delay':1}]");

        String text = Audience.text(reply);
        assertTrue(text.contains("'send':true"), text);
        assertTrue(text.contains("'playout-delay':{'min-delay':1,'max-delay':1}"), text);
    }

    @Test
    void aPrivateIdIsNeededWhereTheRoomSaysSo() {
        Room strict = stage.room(2, "{'require_pvtid':true,'pin':'p'}");
        Publisher feed = stage.publisher(strict, 20, "audio opus");
        String join = "{'request':'join','room':2,'ptype':'subscriber',";

        assertEquals(429, code(handle.ask(join + "'streams':[{'feed':20}]}")));
        assertEquals(433, code(handle.ask(join + "'pin':'x','streams':[{'feed':99}]}")));
        assertEquals(428, code(handle.ask(join + "'pin':'p','streams':[{'feed':99}]}")));
        Json without = handle.ask(join + "'pin':'p','streams':[{'feed':20}]}");
        assertEquals(433, code(without));
        assertEquals(
                "Unauthorized (this room requires a valid private_id)",
                without.string("error", ""));
        assertEquals(
                433, code(handle.ask(join + "'pin':'p','private_id':5,'streams':[{'feed':20}]}")));
        assertEquals(0, feed.streams().getFirst().subscriberCount());

        Json with =
                handle.ask(
                        join
                                + "'pin':'p','private_id':"
                                + feed.privateId()
                                + ",'streams':[{'feed':20}]}");

        assertEquals("attached", with.string("videoroom", ""));
        assertEquals(1, feed.subscriptions().size());
        handle.detach();
        assertEquals(0, feed.subscriptions().size());
        assertEquals(0, feed.streams().getFirst().subscriberCount());
    }

    private static int code(Json reply) {
        return (int) reply.integer("error_code", 0);
    }

    @Test
    void endToEndEncryptedAndNormalFeedsDontMix() {
        ten.endToEndEncrypted(true);

        Json mixed = joined("'streams':[{'feed':10},{'feed':11}]");
        assertEquals(438, code(mixed));
        assertEquals(
                "Can't mix normal and end-to-end encrypted subscriptions",
                mixed.string("error", ""));

        Event reply =
                handle.ask(
                        "{'request':'join','room':1,'ptype':'subscriber','streams':[{'feed':10}]}",
                        Optional.empty());
        assertTrue(reply.jsep().orElseThrow().endToEndEncrypted());
        Json other = handle.ask("{'request':'subscribe','streams':[{'feed':11}]}");
        assertEquals(438, code(other));
        assertEquals(
                "Can't have not end-to-end encrypted feed in this subscription (11)",
                other.string("error", ""));
        assertTrue(handle.describe().bool("e2ee", false));
    }

    @Test
    void theOfferHasWhatTheSourceHas() {
        PublisherStream audio = ten.streams().get(0);
        audio.format(
                new StreamFormat(
                        "opus",
                        "",
                        Optional.empty(),
                        new StreamFormat.Opus(true, true, true),
                        StreamFormat.Layering.NONE,
                        Map.of("urn:ietf:params:rtp-hdrext:ssrc-audio-level", 9)));
        PublisherStream video = eleven.streams().get(0);
        video.format(
                new StreamFormat(
                        "h264",
                        "",
                        Optional.of("42e01f"),
                        StreamFormat.Opus.PLAIN,
                        StreamFormat.Layering.NONE,
                        Map.of("urn:3gpp:video-orientation", 3)));

        Json reply =
                joined("'use_msid':true,'streams':[{'feed':10,'mid':'0'},{'feed':11,'mid':'0'}]");

        List<OfferOptions.Media> media = handle.peer.offers.getFirst().media();
        String twcc = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
        assertEquals("useinbandfec=1;usedtx=1;stereo=1", media.get(0).fmtp());
        assertEquals("10 0", media.get(0).msid());
        assertEquals(
                Map.of(
                        "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
                        1,
                        "urn:ietf:params:rtp-hdrext:sdes:mid",
                        4,
                        twcc,
                        3),
                media.get(0).extensions());
        assertEquals("profile-level-id=42e01f;packetization-mode=1", media.get(1).fmtp());
        assertEquals("11 1", media.get(1).msid());
        assertEquals(
                Map.of(
                        "urn:3gpp:video-orientation",
                        13,
                        "urn:ietf:params:rtp-hdrext:sdes:mid",
                        4,
                        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
                        2,
                        twcc,
                        3),
                media.get(1).extensions());
        assertTrue(Audience.text(reply).contains("'codec':'h264','h264-profile':'42e01f'"));
    }
}
