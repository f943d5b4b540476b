package io.cardea.plugin.echotest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.AnswerOptions.OfferedMedia;
import io.cardea.spi.Event;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.Link;
import io.cardea.spi.PluginSession;
import io.cardea.spi.Reply;
import io.cardea.spi.Request;
import io.cardea.spi.Settings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EchoTestSessionTest {
    private static final String OK = "{'echotest':'event','result':'ok'}";

    private final FakeHandle handle = new FakeHandle();
    private final FakeContext context = new FakeContext();
    private final EchoTestPlugin plugin = new EchoTestPlugin();
    private PluginSession session = attach();

    private PluginSession attach() {
        plugin.start(context);
        return plugin.attach(handle);
    }

    @BeforeEach
    void offerEverything() {
        handle.line("audio", "0", "opus");
        handle.line("video", "1", "vp8");
        handle.line("data", "2", "none");
    }

    private static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    private static Jsep offer(boolean e2ee, String simulcast, String svc) {
        return new Jsep("offer", "v=0", false, e2ee, json(simulcast), json(svc));
    }

    private Event serve(String body, Optional<Jsep> jsep) {
        Reply reply = session.handle(new Request("t", json(body), jsep));
        Reply.Later later = assertInstanceOf(Reply.Later.class, reply);
        assertEquals("I'm taking my time!", later.hint());
        try {
            Event event = later.work().call();
            event.after().run();
            return event;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String ask(String body) {
        return serve(body, Optional.empty()).data().toString().replace('"', '\'');
    }

    private void call(String simulcast, String svc) {
        serve("{}", Optional.of(offer(false, simulcast, svc)));
        handle.log.clear();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {} | Message error: no supported attributes found
                    {'audiocodec':'opus','filename':'x'} | Message error: no supported attributes found
                    {'svc':true} | Message error: no supported attributes found
                    {'audio':1} | Invalid element type (audio should be a boolean)
                    {'audio':null} | Invalid element type (audio should be a boolean)
                    {'substream':'x','audio':5} | Invalid element type (audio should be a boolean)
                    {'temporal':'x','substream':3} | Invalid element type (temporal should be a positive integer)
                    {'substream':-1} | Invalid element type (substream should be a positive integer)
                    {'substream':3} | Invalid value (substream should be 0, 1 or 2)
                    {'temporal':4} | Invalid value (temporal should be 0, 1 or 2)
                    {'spatial_layer':3} | Invalid value (spatial_layer should be 0, 1 or 2)
                    {'temporal_layer':3} | Invalid value (temporal_layer should be 0, 1 or 2)
                    {'bitrate':-5} | Invalid element type (bitrate should be a positive integer)
                    {'record':true,'filename':5} | Invalid element type (filename should be a string)
                    {'filename':5,'record':5} | Invalid element type (record should be a boolean)
                    {'videocodec':5,'audiocodec':5} | Invalid element type (audiocodec should be a string)
                    {'opusred':5,'videoprofile':5} | Invalid element type (videoprofile should be a string)
                    {'min_delay':5.5} | Invalid element type (min_delay should be an integer)
                    {'svc':5,'audio':true} | Invalid element type (svc should be a boolean)
                    """)
    void aFlawedRequestIsRefused(String body, String text) {
        assertEquals("{'echotest':'event','error_code':413,'error':'" + text + "'}", ask(body));
        assertTrue(handle.log.isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {'audio':false}
                    {'record':false}
                    {'videocodec':'vp8'}
                    {'videoprofile':'42'}
                    {'opusred':true}
                    {'fallback':1}
                    {'min_delay':5}
                    {'spatial_layer':1}
                    """)
    void anySupportedMemberIsEnough(String body) {
        assertEquals(OK, ask(body));
    }

    @Test
    void eachLineIsTiedToItself() {
        Event event = serve("{}", Optional.of(offer(true, "[]", "[]")));

        assertEquals(OK, event.data().toString().replace('"', '\''));
        assertTrue(event.jsep().orElseThrow().endToEndEncrypted());
        assertEquals(List.of("answer", "connect 0 0", "connect 1 1"), handle.log.subList(0, 3));
    }

    @Test
    void aRenegotiationKeepsWhatIsTied() {
        call("[]", "[]");
        handle.line("video", "3", "vp8");
        handle.lines.get(1).enabled = false;

        serve("{}", Optional.of(offer(false, "[]", "[]")));

        assertEquals(List.of("answer", "unlink 1 1", "connect 3 3"), handle.log.subList(0, 3));
    }

    @Test
    void anOfferThatCannotBeAnsweredIsAnError() {
        handle.badOffer = true;

        Event event = serve("{}", Optional.of(offer(false, "[]", "[]")));

        assertEquals(
                "{'echotest':'event','error_code':414,'error':'Error parsing offer: bad'}",
                event.data().toString().replace('"', '\''));
        assertTrue(event.jsep().isEmpty());
    }

    @Test
    void codecsAreChosenAsAsked() {
        handle.offered =
                List.of(
                        new OfferedMedia(0, "0", "audio", "recvonly", List.of("opus"), Map.of()),
                        new OfferedMedia(1, "1", "audio", "recvonly", List.of("opus"), Map.of()),
                        new OfferedMedia(
                                2, "2", "video", "sendrecv", List.of("vp8", "h264"), Map.of()),
                        new OfferedMedia(3, "3", "data", "sendrecv", List.of(), Map.of()));

        serve(
                "{'audiocodec':'pcmu','videocodec':'h264','videoprofile':'42e01f','opusred':true}",
                Optional.of(offer(false, "[]", "[]")));

        assertEquals(List.of("pcmu"), handle.choices.get(0).codecs());
        assertEquals("inactive", handle.choices.get(0).direction());
        assertEquals("sendrecv", handle.choices.get(1).direction());
        assertTrue(handle.choices.get(0).red());
        assertEquals("", handle.choices.get(0).videoProfile());
        assertEquals(List.of("h264"), handle.choices.get(2).codecs());
        assertEquals("42e01f", handle.choices.get(2).videoProfile());
        assertTrue(handle.choices.get(3).accept());
        assertFalse(handle.choices.get(2).extensions().isEmpty());
    }

    @Test
    void mutingHoldsBackAndUnmutingAsksForAKeyframe() {
        call("[]", "[]");

        ask("{'audio':false,'video':false}");
        assertFalse(handle.links.get(0).active);
        assertFalse(handle.links.get(1).active);
        assertFalse(handle.log.contains("keyframe"));

        ask("{'video':true}");
        assertFalse(handle.links.get(0).active);
        assertTrue(handle.links.get(1).active);
        assertTrue(handle.log.contains("keyframe"));
    }

    @Test
    void whatIsMutedBeforeTheCallStartsMuted() {
        ask("{'audio':false}");
        call("[]", "[]");

        assertFalse(handle.links.get(0).active);
        assertTrue(handle.links.get(1).active);
    }

    @Test
    void theBitrateIsCappedByRemb() {
        ask("{'bitrate':128000}");
        session.onPeerBitrate(5);
        ask("{'bitrate':0}");

        assertEquals(
                List.of("limit 128000", "limit 128000", "limit 10000000"),
                handle.log.stream().filter(line -> line.startsWith("limit")).toList());
    }

    @Test
    void aLayerThatIsThereIsToldAtOnce() {
        call("[{'mindex':1,'rids':['h','m','l']}]", "[]");
        handle.links.get(1).layers = new Link.Layers(1, 2, -1, -1, -1, -1);

        ask("{'substream':1,'temporal':0,'fallback':7}");

        assertEquals(
                List.of(
                        "fallback 7",
                        "simulcast 1 0",
                        "push {\"echotest\":\"event\",\"videocodec\":\"vp8\",\"substream\":1}",
                        "keyframe"),
                handle.log.subList(0, 4));
    }

    @Test
    void layersOfSvcAreAimedAt() {
        call("[]", "[{'mindex':1,'svc':'L3T3'}]");
        handle.links.get(1).layers = new Link.Layers(-1, -1, 1, 1, -1, -1);

        ask("{'spatial_layer':1,'temporal_layer':1}");

        assertEquals(
                List.of(
                        "svc 1 1",
                        "push {\"echotest\":\"event\",\"videocodec\":\"vp8\",\"spatial_layer\":1}",
                        "push {\"echotest\":\"event\",\"videocodec\":\"vp8\",\"temporal_layer\":1}"),
                handle.log.subList(0, 3));
    }

    @Test
    void withoutLayersNothingIsTold() {
        call("[]", "[]");

        ask("{'substream':1,'spatial_layer':1}");

        assertTrue(handle.log.stream().noneMatch(line -> line.startsWith("push")));
    }

    @Test
    void layerChangesArePushed() {
        call("[{'mindex':1,'rids':['h','m','l']}]", "[]");

        handle.links.get(1).listener.onSimulcast(new Link.Layers(1, 2, -1, -1, -1, 3));
        handle.links.get(1).listener.onSvc(new Link.Layers(-1, -1, 0, 1, 2, 3));

        assertEquals(
                List.of(
                        "push {\"echotest\":\"event\",\"videocodec\":\"vp8\",\"substream\":1,"
                                + "\"temporal\":2,\"tot_temporal_layers\":3}",
                        "push {\"echotest\":\"event\",\"videocodec\":\"vp8\",\"spatial_layer\":0,"
                                + "\"temporal_layer\":1,\"tot_spatial_layers\":2,"
                                + "\"tot_temporal_layers\":3}"),
                handle.log);
    }

    @Test
    void delaysFollowTheOneGivenLast() {
        EchoState.Delay none = EchoState.Delay.NONE;

        assertEquals(new EchoState.Delay(5, 5), none.with(opt(5), opt()));
        assertEquals(new EchoState.Delay(-1, 9), none.with(opt(), opt(9)));
        assertEquals(new EchoState.Delay(3, 3), new EchoState.Delay(5, 9).with(opt(), opt(3)));
        assertEquals(new EchoState.Delay(10, 10), new EchoState.Delay(5, 9).with(opt(10), opt()));
        assertEquals(none, new EchoState.Delay(5, 9).with(opt(-2), opt()));
        assertEquals(none, new EchoState.Delay(5, 9).with(opt(), opt(-2)));
    }

    private static java.util.OptionalLong opt(long... value) {
        return value.length == 0
                ? java.util.OptionalLong.empty()
                : java.util.OptionalLong.of(value[0]);
    }

    @Test
    void aDelayIsSignalledOnEveryMediaLine() {
        call("[]", "[]");

        ask("{'min_delay':1,'max_delay':2}");

        assertEquals(List.of("delay 0 1 2", "delay 1 1 2"), handle.log.subList(0, 2));
    }

    @Test
    void textComesBackWithAGreetingAndBytesAsTheyAre() {
        session.onData("l", "p", false, "hé".getBytes(StandardCharsets.UTF_8));
        session.onData("l", "p", true, new byte[] {'x'});

        assertEquals(
                List.of("data l p false Janus EchoTest here! You wrote: hé", "data l p true x"),
                handle.log);
    }

    @Test
    void recordingsAreOneFileAKind() {
        call("[]", "[]");
        handle.line("video", "3", "vp8");

        ask("{'record':true,'filename':'/tmp/x'}");

        assertEquals(
                List.of("/tmp/x-audio", "/tmp/x-video", "/tmp/x-data"),
                context.recorders.stream().map(r -> r.name()).toList());
        assertEquals(
                List.of("opus", "vp8", "text"),
                context.recorders.stream().map(r -> r.codec()).toList());
        assertTrue(handle.log.contains("connect 0 file"));
        assertTrue(handle.log.contains("keyframe"));
        session.onData("l", "p", false, new byte[3]);
        ask("{'record':false}");
        assertEquals(
                List.of(
                        "write 3",
                        "close /tmp/x-audio.mjr",
                        "close /tmp/x-video.mjr",
                        "close /tmp/x-data.mjr"),
                context.log);
    }

    @Test
    void aRecordingWithoutNameGetsOne() {
        call("[]", "[]");

        ask("{'record':true}");

        assertTrue(context.recorders.getFirst().name().matches("echotest-ab-[0-9]+-audio"));
    }

    @Test
    void aRecordingThatCannotBeMadeIsNoError() {
        call("[]", "[]");
        context.full = true;

        assertEquals(OK, ask("{'record':true}"));
    }

    @Test
    void slowLinksTowardsUsAreTold() {
        ask("{'bitrate':5}");
        handle.log.clear();

        session.onSlowLink("0", "audio", false, 3);
        session.onSlowLink("1", "video", false, 3);
        session.onSlowLink("1", "video", true, 3);

        assertEquals(
                List.of(
                        "push {\"echotest\":\"event\",\"event\":\"slow_link\",\"media\":\"audio\"}",
                        "push {\"echotest\":\"event\",\"event\":\"slow_link\",\"media\":\"video\","
                                + "\"current-bitrate\":5}"),
                handle.log);
        assertEquals(3, session.describe().integer("slowlink_count", 0));
    }

    @Test
    void theEndOfMediaIsDoneAndForgotten() {
        call("[{'mindex':1,'rids':['h','m','l']}]", "[]");
        ask("{'audio':false,'bitrate':5,'record':true,'filename':'x'}");
        handle.log.clear();

        session.onMediaDown("DTLS alert");

        assertEquals("push {\"echotest\":\"event\",\"result\":\"done\"}", handle.log.getFirst());
        assertTrue(context.log.contains("close x-audio.mjr"));
        assertTrue(handle.log.contains("unlink 1 1"));
        Json text = session.describe();
        assertTrue(text.bool("audio_active", false));
        assertEquals(0, text.integer("bitrate", -1));
        assertFalse(text.has("simulcast"));
    }

    @Test
    void aRequestIsReportedToEventHandlers() {
        ask("{'audio':false}");

        assertEquals(
                List.of("notify {\"audio_active\":false,\"video_active\":true,\"bitrate\":0}"),
                handle.log);
    }

    @Test
    void reportsCanBeSwitchedOff() {
        Settings general = Settings.group("f", 1).put("events", Settings.scalar("f", 1, "no"));
        context.settings = Settings.group("f", 1).put("general", general);
        session = attach();

        ask("{'audio':false}");

        assertTrue(handle.log.isEmpty());
    }

    @Test
    void theDescriptionTellsTheState() {
        call("[{'mindex':1,'rids':['h','m','l']}]", "[]");
        handle.links.get(1).layers = new Link.Layers(1, 0, -1, -1, -1, -1);

        assertEquals(
                "{'audio_active':true,'video_active':true,'audio_codec':'opus','video_codec':'vp8',"
                        + "'bitrate':0,'peer-bitrate':123,'simulcast':true,'substream':1,"
                        + "'substream-target':2,'temporal-layer':0,'temporal-layer-target':2,"
                        + "'slowlink_count':0,'hangingup':0,'destroyed':0}",
                session.describe().toString().replace('"', '\''));
        session.close();
        assertEquals(1, session.describe().integer("destroyed", 0));
    }

    @Test
    void theAdminApiIsEchoed() {
        Json request = json("{'a':1}");

        assertEquals(request, plugin.admin(request));
        assertEquals("janus.plugin.echotest", plugin.info().packageName());
    }
}
