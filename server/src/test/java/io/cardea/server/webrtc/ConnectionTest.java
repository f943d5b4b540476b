package io.cardea.server.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.MediaEngine;
import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.server.config.Jcfg;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.gateway.ApiException;
import io.cardea.server.gateway.HandleConnection;
import io.cardea.server.limit.Limits;
import io.cardea.spi.AnswerOptions;
import io.cardea.spi.AnswerOptions.Choice;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.MediaLine;
import io.cardea.spi.NegotiationException;
import io.cardea.spi.OfferOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two handles of one server call each other over loopback: one offers, the other answers. */
final class ConnectionTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsCertificate CERTIFICATE =
            DtlsCertificate.generate(RANDOM, Instant.now());

    private final FakeOwner caller = new FakeOwner(1);
    private final FakeOwner callee = new FakeOwner(2);
    private final MediaEngine engine;
    private HandleConnection from;
    private HandleConnection to;

    ConnectionTest() throws IOException {
        engine = MediaEngine.start(PeerRules.engine(settings("")));
        use("");
    }

    private static ServerSettings settings(String nat) {
        // Each on a loop of its own: on one port they would be one address to each other.
        String text =
                "general: { event_loop_peers = 1 } nat: { ice_enforce_list = \"127.0.0.1\" "
                        + nat
                        + " }";
        return ServerSettings.of(Jcfg.parse("test.jcfg", text));
    }

    private void use(String nat) throws IOException {
        ServerSettings settings = settings(nat);
        Webrtc webrtc =
                new Webrtc(
                        settings,
                        PeerRules.peers(settings, CERTIFICATE),
                        "192.0.2.1",
                        new Webrtc.Environment(
                                engine,
                                Runnable::run,
                                System::nanoTime,
                                new NtpClock(0),
                                RANDOM,
                                new Limits(settings.limits())));
        from = webrtc.create(caller);
        to = webrtc.create(callee);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static OfferOptions.Media media(String kind, String codec) {
        return new OfferOptions.Media(
                true, kind, "", "sendrecv", codec, -1, "", false, Map.of(), "");
    }

    private static OfferOptions offer(boolean restart) {
        return new OfferOptions(
                "Test",
                restart,
                true,
                List.of(media("audio", "opus"), media("video", "vp8"), media("data", "")));
    }

    private static AnswerOptions everything() {
        return new AnswerOptions(
                "",
                offered ->
                        new Choice(true, List.of(), "sendrecv", "", false, false, List.of(), ""));
    }

    private static Json json(Jsep jsep) {
        return Json.object()
                .put("type", jsep.type())
                .put("sdp", jsep.sdp())
                .put("e2ee", jsep.endToEndEncrypted());
    }

    @Test
    void peerConnectionsAreLimited() throws IOException {
        use("} limits: { peerconnections = 1");
        Jsep offer = from.offer(offer(false));
        ApiException refused = assertThrows(ApiException.class, () -> to.receive(json(offer)));
        assertEquals(484, refused.code());
        assertEquals("Too many PeerConnections (limit 1)", refused.reason());
        assertThrows(NegotiationException.class, () -> to.offer(offer(false)));

        from.hangup("");
        caller.await(PeerEvent.Closed.class);
        to.offer(offer(false));
    }

    @Test
    void descriptionsAreLimited() throws IOException {
        use("} limits: { sdp_size = 100");
        Jsep offer = from.offer(offer(false));
        ApiException refused = assertThrows(ApiException.class, () -> to.receive(json(offer)));
        assertEquals(483, refused.code());
        assertEquals("SDP too long (limit 100 bytes)", refused.reason());
    }

    private Jsep call() {
        Jsep offer = from.offer(offer(false));
        Jsep seen = to.receive(json(offer));
        Jsep answer = to.answer(seen, everything());
        return from.receive(json(answer));
    }

    private void connect() {
        call();
        caller.await(PeerEvent.Connected.class);
        callee.await(PeerEvent.Connected.class);
    }

    @Test
    void aCallConnectsAndCarriesData() {
        connect();
        byte[] message = "salve".getBytes(StandardCharsets.UTF_8);

        from.sendData("chat", "", false, message);

        PeerEvent.DataMessage got = callee.await(PeerEvent.DataMessage.class);
        assertEquals("chat", got.label());
        assertArrayEquals(message, got.payload());
        assertFalse(got.binary());
    }

    private static Json describe(HandleConnection connection) {
        Json info = Json.object();
        connection.describe(info);
        return info;
    }

    @Test
    void whatIsKnownOfACallIsTold() {
        assertFalse(describe(from).has("webrtc"));
        connect();

        Json info = describe(from);
        Json told = info.get("webrtc").orElseThrow();

        Json flags = info.get("flags").orElseThrow();
        assertTrue(flags.bool("negotiated", false) && flags.bool("ready", false));
        assertTrue(flags.bool("has-video", false) && flags.bool("data-channels", false));
        assertEquals(
                List.of("profile", "local", "remote"),
                List.copyOf(info.get("sdps").orElseThrow().members().keySet()));

        assertEquals("connected", told.get("dtls").orElseThrow().string("dtls-state", ""));
        Json media = told.get("media").orElseThrow();
        assertEquals(List.of("0", "1", "2"), List.copyOf(media.members().keySet()));
        assertEquals("video", media.get("1").orElseThrow().string("type", ""));
    }

    @Test
    void whatWasNegotiatedIsSeenByPlugins() {
        assertTrue(from.lines().isEmpty());

        Jsep seen = call();

        assertEquals("answer", seen.type());
        assertTrue(seen.endToEndEncrypted());
        List<MediaLine> lines = to.lines();
        assertEquals(
                List.of("audio", "video", "data"), lines.stream().map(MediaLine::kind).toList());
        assertEquals(List.of("opus", "vp8", "none"), lines.stream().map(MediaLine::codec).toList());
        assertEquals(List.of("0", "1", "2"), lines.stream().map(MediaLine::mid).toList());
        assertTrue(lines.get(1).sending() && lines.get(1).receiving());
        assertTrue(lines.get(1).track().isPresent());
        assertTrue(lines.get(2).track().isEmpty());
    }

    @Test
    void pluginsSeeNoTransport() {
        Jsep seen = to.receive(json(from.offer(offer(false))));

        assertFalse(seen.sdp().contains("candidate"));
        assertFalse(seen.sdp().contains("ice-pwd"));
        assertTrue(seen.sdp().contains("m=video"));
    }

    @Test
    void withoutFullTrickleTheCandidatesAreInTheDescription() {
        String sdp = from.offer(offer(false)).sdp();

        assertTrue(sdp.contains("a=candidate:"));
        assertTrue(sdp.contains("a=end-of-candidates"));
        assertTrue(sdp.contains("c=IN IP4 192.0.2.1"));
    }

    @Test
    void withFullTrickleTheyFollow() throws IOException {
        use(", full_trickle = true");

        String sdp = from.offer(offer(false)).sdp();

        assertFalse(sdp.contains("a=candidate:"));
        Json candidate = caller.await(Json.class);
        assertTrue(candidate.string("candidate", "").startsWith("candidate:"));
        assertEquals(0, candidate.integer("sdpMLineIndex", -1));
        caller.await(Json.class, last -> last.bool("completed", false));
    }

    @Test
    void candidatesThatComeTooEarlyAreKept() throws IOException {
        use(", full_trickle = true");
        Jsep offer = from.offer(offer(false));
        Json early = caller.await(Json.class, c -> c.has("candidate"));

        to.trickle(Json.object().put("candidate", early));
        Jsep answer = to.answer(to.receive(json(offer)), everything());
        from.receive(json(answer));

        callee.await(PeerEvent.RemoteCandidate.class);
        caller.await(PeerEvent.Connected.class);
    }

    @Test
    void anIceRestartChangesTheCredentialsAndKeepsTheCall() {
        connect();
        Jsep offer = from.offer(offer(true));
        Jsep seen = to.receive(json(offer));
        assertTrue(seen.update());
        Jsep answer = to.answer(seen, everything());
        from.receive(json(answer));

        from.sendData("after", "", true, new byte[] {1});

        assertEquals("after", callee.await(PeerEvent.DataMessage.class).label());
    }

    @Test
    void aHangupIsHeardOnBothSides() {
        connect();

        assertTrue(from.hangup("Janus API"));

        assertEquals("Janus API", caller.await(PeerEvent.Closed.class).reason());
        assertEquals("DTLS alert", callee.await(PeerEvent.Closed.class).reason());
        assertTrue(to.lines().isEmpty());
        assertFalse(to.hangup("Janus API"));
    }

    @Test
    void afterAHangupTheHandleCallsAgain() {
        connect();
        from.hangup("Janus API");

        Jsep offer = from.offer(offer(false));
        callee.await(PeerEvent.Closed.class);
        Jsep answer = to.answer(to.receive(json(offer)), everything());
        from.receive(json(answer));

        callee.await(PeerEvent.Connected.class);
    }

    /** Another handle's lane may still want to offer when this one has just been detached. */
    @Test
    void afterItsEndThereIsNoOtherCall() {
        connect();
        Jsep offered = from.offer(offer(false));
        from.end("Detach");
        to.end("Detach");
        caller.await(PeerEvent.Closed.class);
        callee.await(PeerEvent.Closed.class);

        assertThrows(NegotiationException.class, () -> from.offer(offer(false)));
        assertEquals(471, refusal(to, "offer", offered.sdp()));
        assertEquals(0, engine.countNow().peers());
    }

    @Test
    void anEndWithoutACallIsOneToo() {
        from.end("Detach");

        assertThrows(NegotiationException.class, () -> from.offer(offer(false)));
        assertEquals(0, engine.countNow().peers());
    }

    @Test
    void whatIsRefusedHasTheCodesOfJanus() {
        assertEquals(465, refusal(from, "offer", "x"));
        String answer = to.answer(to.receive(json(from.offer(offer(false)))), everything()).sdp();
        use2();
        assertEquals(469, refusal(from, "answer", answer));
    }

    private void use2() {
        try {
            use("");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int refusal(HandleConnection connection, String type, String sdp) {
        Json jsep = Json.object().put("type", type).put("sdp", sdp);
        return assertThrows(ApiException.class, () -> connection.receive(jsep)).code();
    }

    @Test
    void withoutAnOfferThereIsNothingToAnswer() {
        Jsep none = new Jsep("offer", "", false, false, Json.array(), Json.array());

        assertThrows(NegotiationException.class, () -> to.answer(none, everything()));
    }

    @Test
    void candidatesAreCheckedOnceThereIsACall() {
        to.trickle(Json.object().put("candidates", Json.of(4)));
        call();

        ApiException e =
                assertThrows(
                        ApiException.class,
                        () -> to.trickle(Json.object().put("candidates", Json.of(4))));
        assertEquals("candidates is not an array", e.reason());
        to.trickle(Json.object().put("candidates", Json.array().add(Json.of(4)).add("x")));
    }
}
