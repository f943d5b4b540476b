package io.cardea.rtc.sdp;

import static io.cardea.rtc.sdp.Offers.FID;
import static io.cardea.rtc.sdp.Offers.FINGERPRINT;
import static io.cardea.rtc.sdp.Offers.RID;
import static io.cardea.rtc.sdp.Offers.TRANSPORT;
import static io.cardea.rtc.sdp.Offers.audio;
import static io.cardea.rtc.sdp.Offers.data;
import static io.cardea.rtc.sdp.Offers.echo;
import static io.cardea.rtc.sdp.Offers.jsep;
import static io.cardea.rtc.sdp.Offers.lines;
import static io.cardea.rtc.sdp.Offers.media;
import static io.cardea.rtc.sdp.Offers.offer;
import static io.cardea.rtc.sdp.Offers.offerWith;
import static io.cardea.rtc.sdp.Offers.sessionLines;
import static io.cardea.rtc.sdp.Offers.starting;
import static io.cardea.rtc.sdp.Offers.video;
import static io.cardea.rtc.sdp.Offers.with;
import static io.cardea.rtc.sdp.Offers.without;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import io.cardea.rtc.sdp.Negotiation.Remote;
import io.cardea.rtc.sdp.Negotiation.RemoteJsep;
import io.cardea.rtc.sdp.Negotiation.Settings;
import io.cardea.rtc.sdp.SdpException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** First offers: what a peer has to say, and what it is answered. */
final class NegotiationTest {
    private static final String[] RIDS = {
        RID, "a=rid:h send", "a=rid:m send", "a=rid:l send", "a=simulcast:send h;m;l"
    };

    private final Negotiation negotiation = Offers.negotiation();

    private SdpException refused(String sdp) {
        SdpException refused =
                assertThrows(SdpException.class, () -> negotiation.applyRemote(jsep(true, sdp)));
        assertFalse(negotiation.isStarted());
        return refused;
    }

    private NegotiatedSession session() {
        return negotiation.session().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=ice-ufrag", "a=ice-pwd", "a=fingerprint"})
    void needsIceAndDtlsInTheSessionOrTheFirstMediaLine(String missing) {
        SdpException refused = refused(offer(without(audio("0"), missing), video("1")));

        assertEquals("Error processing SDP", refused.getMessage());
        assertEquals(Kind.SEMANTICS, refused.kind());
    }

    @Test
    void iceTextsAreNoLongerThanIceAllows() {
        for (String attribute : List.of("a=ice-ufrag:", "a=ice-pwd:")) {
            String tooLong = attribute + "x".repeat(257);
            List<String> line =
                    with(audio("0"), text -> text.startsWith(attribute) ? tooLong : text);
            assertEquals(Kind.SEMANTICS, refused(offer(line)).kind());
        }
    }

    @Test
    void takesIceAndDtlsFromTheSession() {
        var session = new ArrayList<>(TRANSPORT);
        session.add("t=0 0");
        List<String> bare = with(audio("0"), line -> TRANSPORT.contains(line) ? "" : line);

        echo(negotiation, offerWith(session, bare));

        assertEquals("wOfI", session().remoteUfrag());
        assertEquals("t3e2c5Q848EPRHzb", session().remotePassword());
    }

    @Test
    void prefersTheFirstMediaLineToTheSession() {
        echo(negotiation, offerWith(List.of("t=0 0", "a=ice-ufrag:other"), audio("0"), video("1")));

        assertEquals("wOfI", session().remoteUfrag());
    }

    @ParameterizedTest
    @CsvSource({
        "sha-1 aa:bb, sha-1, AA:BB",
        "SHA-256 aa:bb, sha-256, AA:BB",
        "sha-256 AA~a=fingerprint:sha-1 CC~a=fingerprint:sha-512 DD, sha-1, CC"
    })
    void takesTheLastFingerprintItKnowsTheHashOf(String value, String hash, String hex) {
        String lines = "a=fingerprint:" + value.replace("~", "\r\n");

        echo(negotiation, offer(with(audio("0"), l -> l.equals(FINGERPRINT) ? lines : l)));

        assertEquals(Optional.of(new Fingerprint(hash, hex)), session().remoteFingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha-512 AA:BB", "md5 AA", "sha-256"})
    void refusesFingerprintsItCannotCheck(String value) {
        List<String> line =
                with(audio("0"), l -> l.equals(FINGERPRINT) ? "a=fingerprint:" + value : l);

        assertEquals(Kind.SEMANTICS, refused(offer(line)).kind());
    }

    @ParameterizedTest
    @CsvSource({
        "actpass, active",
        "passive, active",
        "active, passive",
        "holdconn, active",
        "'', active"
    })
    void choosesItsDtlsRole(String setup, String answer) {
        List<String> line =
                setup.isEmpty()
                        ? without(audio("0"), "a=setup")
                        : with(audio("0"), l -> l.replace("actpass", setup));

        String sdp = echo(negotiation, offer(line));

        assertEquals(List.of("a=setup:" + answer), starting(sdp, "a=setup"));
        assertEquals(answer.equals("active"), session().dtlsClient());
    }

    @Test
    void takesTheLastSetupThereIs() {
        String session = "a=setup:passive";
        List<String> none = without(audio("0"), "a=setup");
        List<String> active = with(video("1"), l -> l.replace("actpass", "active"));

        String sdp = echo(negotiation, offerWith(List.of("t=0 0", session), none, active));

        assertEquals(List.of("a=setup:passive", "a=setup:passive"), starting(sdp, "a=setup"));
    }

    @Test
    void canPreferToBeTheDtlsServer() {
        var preferring = new Negotiation(new Settings(true, true, true), new Random(1));

        String sdp = echo(preferring, offer(audio("0")));

        assertEquals(List.of("a=setup:passive"), starting(sdp, "a=setup"));
        assertFalse(preferring.session().orElseThrow().dtlsClient());
    }

    @Test
    void refusesBadMidsWithoutAWord() {
        for (String bad :
                List.of(
                        offer(with(audio("0"), l -> l.replace("a=mid:0", "a=mid"))),
                        offer(audio("0"), with(data("1"), l -> l.replace("a=mid:1", "a=mid"))),
                        offer(audio("a".repeat(17))))) {
            assertEquals(Kind.MID, refused(bad).kind());
            assertEquals("", refused(bad).getMessage());
        }
        String disabled =
                offer(audio("0"), with(video("b".repeat(17)), l -> l.replace("o 9", "o 0")));
        assertEquals(Kind.SEMANTICS, refused(disabled).kind());
        assertEquals(Kind.SEMANTICS, refused(offer(audio("0"), data("d".repeat(17)))).kind());
        assertTrue(
                echo(negotiation, offer(audio("a".repeat(16)))).contains("a=mid:aaaaaaaaaaaaaaaa"));
    }

    @Test
    void doesWithoutMids() {
        String sdp = echo(negotiation, offer(audio(""), video("")));

        assertEquals(List.of(), starting(sdp, "a=mid"));
        assertEquals(List.of(), starting(sdp, "a=group"));
        assertEquals(
                List.of("a=msid:janus janus0", "a=msid:janus janus1"), starting(sdp, "a=msid:"));
        assertEquals("1", session().media().get(1).mid());
    }

    @Test
    void refusesAnMsidWithoutTrack() {
        assertEquals(Kind.SEMANTICS, refused(offer(audio("0", "a=msid:foo"))).kind());
        echo(negotiation, offer(audio("0", "a=msid:- t")));
    }

    @Test
    void knowsWhichMediaLinesAreReallyDisabled() {
        String sdp =
                echo(
                        negotiation,
                        offer(
                                with(audio("0"), l -> l.replace("audio 9", "audio 0")),
                                with(video("1"), l -> l.replace("video 9", "video 0")),
                                with(video("2", "a=bundle-only"), l -> l.replace("o 9", "o 0")),
                                with(data("3"), l -> l.replace("n 9 U", "n 0 U")),
                                with(data("4"), l -> l.replace("n 9 U", "n 0 U"))));

        assertEquals("a=group:BUNDLE 0 2 3", starting(sdp, "a=group").getFirst());
        assertEquals(
                List.of("m=video 0 UDP/TLS/RTP/SAVPF 0", "a=inactive", "a=mid:1"), lines(sdp, 1));
        assertEquals(
                List.of(true, false, true, true, false),
                session().media().stream().map(NegotiatedMedia::enabled).toList());
    }

    @Test
    void letsARefusedFirstMediaLineCarryTheTransport() {
        List<String> unknown =
                media("m=video 9 UDP/TLS/RTP/SAVPF 96", "0", List.of("a=rtpmap:96 foo/90000"));

        String sdp = echo(negotiation, offer(unknown, audio("1"), unknown));

        assertEquals("a=group:BUNDLE 0 1", starting(sdp, "a=group").getFirst());
        assertEquals(
                List.of("m=video 9 UDP/TLS/RTP/SAVPF 0", "a=inactive", "a=mid:0"),
                without(lines(sdp, 0), "a=ssrc"));
        assertEquals(3, starting(sdp, "a=inactive").size() + 1);
        NegotiatedMedia first = session().media().getFirst();
        assertTrue(first.enabled());
        assertFalse(first.sending() || first.receiving());
        assertEquals("none", first.codec().name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RTP/SAVPF", "RTP/AVP", "UDP/TLS/RTP/SAVP"})
    void usesTheProfileOfTheFirstRtpMediaLineForAll(String profile) {
        List<String> odd = with(audio("0"), l -> l.replace("UDP/TLS/RTP/SAVPF", profile));

        String sdp = echo(negotiation, offer(data("d"), odd, video("1")));

        assertEquals(
                List.of("m=audio 9 " + profile + " 111", "m=video 9 " + profile + " 96 97"),
                starting(sdp, "m=").stream().filter(m -> !m.contains("application")).toList());
    }

    @Test
    void writesDataLinesOfBothForms() {
        List<String> old =
                media("m=application 9 DTLS/SCTP 5000", "1", List.of("a=sctpmap:5000 x 1024"));

        String legacy = echo(negotiation, offer(audio("0"), old));
        String modern = echo(Offers.negotiation(), offer(audio("0"), data("1")));

        assertEquals(
                List.of(
                        "m=application 9 DTLS/SCTP 5000",
                        "a=sendrecv",
                        "a=mid:1",
                        "a=sctpmap:5000 webrtc-datachannel 16"),
                lines(legacy, 1));
        assertEquals("a=sctp-port:5000", lines(modern, 1).getLast());
    }

    @Test
    void refusesOtherApplicationsKeepingTheirFormats() {
        List<String> bfcp = media("m=application 9 UDP/BFCP foo bar", "1", List.of());

        String sdp = echo(negotiation, offer(audio("0"), bfcp));

        assertEquals(
                List.of("m=application 0 UDP/BFCP foo bar", "a=inactive", "a=mid:1"),
                lines(sdp, 1));
    }

    @Test
    void answersRetransmissionsWhereTheyCanBeAskedFor() {
        List<String> noNack = without(video("1"), "a=rtcp-fb");
        List<String> otherCodec = with(video("1"), l -> l.replace("apt=96", "apt=98"));

        assertEquals("m=video 9 UDP/TLS/RTP/SAVPF 96 97", videoLine(video("1")));
        assertEquals("m=video 9 UDP/TLS/RTP/SAVPF 96", videoLine(noNack));
        assertEquals("m=video 9 UDP/TLS/RTP/SAVPF 96", videoLine(otherCodec));
    }

    private static String videoLine(List<String> video) {
        return lines(echo(Offers.negotiation(), offer(audio("0"), video)), 1).getFirst();
    }

    @Test
    void hasARetransmissionSsrcWhereThePeerHasOneOrKnewOfThemBefore() {
        assertEquals(0, fids(offer(audio("0"), video("1"))));
        assertEquals(1, fids(offer(audio("0"), video("1", FID))));
        assertEquals(0, fids(offer(audio("0"), video("1", FID, "a=sendonly"))));
        assertEquals(1, fids(offer(audio("0"), video("1"), video("2", "a=recvonly"))));
        var layered = new ArrayList<>(List.of(RIDS));
        layered.add(FID);
        assertEquals(0, fids(offer(audio("0"), video("1", layered.toArray(String[]::new)))));
    }

    private static int fids(String offer) {
        return starting(echo(Offers.negotiation(), offer), "a=ssrc-group:FID").size();
    }

    @Test
    void learnsThePeersSsrcs() {
        echo(
                negotiation,
                offer(
                        audio("0", "a=ssrc:4000000000 cname:x"),
                        video(
                                "1",
                                "a=ssrc-group:SIM 1 2 3",
                                "a=ssrc-group:FID 1 11",
                                "a=ssrc-group:FID 3 13",
                                "a=ssrc:1 cname:x"),
                        video(
                                "2",
                                "a=ssrc:22 cname:x",
                                "a=ssrc:21 cname:x",
                                "a=ssrc-group:FID 21 22")));

        List<NegotiatedMedia> media = session().media();
        assertEquals(List.of((int) 4_000_000_000L), media.get(0).remoteSsrcs());
        assertEquals(List.of(1, 2, 3), media.get(1).remoteSsrcs());
        assertEquals(List.of(11, 0, 13), media.get(1).remoteRtxSsrcs());
        assertTrue(media.get(1).isSimulcast());
        assertEquals(List.of(21), media.get(2).remoteSsrcs());
        assertEquals(List.of(22), media.get(2).remoteRtxSsrcs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a=simulcast:send h;m;l        | a=simulcast:recv h;m;l
                    a=simulcast:send ~h;m;~l      | a=simulcast:recv ~h;m;~l
                    a=simulcast:send l;m;h        | a=simulcast:recv h;m;l
                    a=simulcast:recv x send h;m;l | a=simulcast:recv h;m;l
                    a=simulcast: send rid=h;m;l   | a=simulcast: recv rid=h;m;l
                    a=simulcast: send rid=~h;m;l  | a=simulcast: recv rid=h;m;l
                    a=unrelated                   | a=simulcast:recv h;m;l
                    """)
    void answersSimulcastByRid(String offered, String answered) {
        String[] lines = RIDS.clone();
        lines[4] = offered;

        List<String> answer = lines(echo(negotiation, offer(audio("0"), video("1", lines))), 1);

        assertEquals(
                List.of("a=rid:h recv", "a=rid:m recv", "a=rid:l recv", answered),
                answer.subList(answer.size() - 4, answer.size()));
        assertEquals(List.of("l", "m", "h"), session().media().get(1).rids());
    }

    @Test
    void answersNoRidsWhenTheirExtensionIsNotTaken() {
        String[] lines = RIDS.clone();
        lines[0] = "a=ssrc:77 cname:x";

        String sdp = echo(negotiation, offer(audio("0"), video("1", lines)));

        assertEquals(List.of(), starting(sdp, "a=rid"));
        assertEquals(List.of(), starting(sdp, "a=simulcast"));
        NegotiatedMedia video = session().media().get(1);
        assertEquals(List.of(), video.rids());
        assertEquals(List.of(77), video.remoteSsrcs());
    }

    @Test
    void limitsRidsInNumberAndLength() {
        String sdp =
                echo(
                        negotiation,
                        offer(
                                audio("0", RIDS),
                                video(
                                        "1",
                                        RID,
                                        "a=rid:hhhhhhhhhhhhhhhhhhhh send pt=96",
                                        "a=rid:m send",
                                        "a=rid:l send",
                                        "a=rid:x send",
                                        "a=rid:y recv")));

        assertEquals(
                List.of("a=rid:hhhhhhhhhhhhhhh recv", "a=rid:m recv", "a=rid:l recv"),
                starting(sdp, "a=rid"));
    }

    @Test
    void describesSimulcastToPluginsFromTheHighestLayerDown() {
        String two = offer(audio("0"), video("v", RID, "a=rid:h send", "a=rid:l send"));
        String three = offer(audio("0"), video("v", RIDS));
        String sim = offer(audio("0"), video("v", "a=ssrc-group:SIM 1 2 3"));

        assertEquals(
                simulcast(List.of("h", "m", "l"), 10), described(three, RidOrder.HIGHEST_FIRST));
        assertEquals(simulcast(List.of("l", "m", "h"), 10), described(three, RidOrder.of("lmh")));
        assertEquals(simulcast(List.of("h", "l"), 10), described(two, RidOrder.of("anything")));
        assertEquals(
                List.of(new Simulcast(1, "v", List.of(), 0, List.of(1L, 2L, 3L))),
                described(sim, RidOrder.HIGHEST_FIRST));
        assertEquals(List.of(), described(offer(audio("0"), video("v")), RidOrder.HIGHEST_FIRST));
    }

    private static List<Simulcast> simulcast(List<String> rids, int extension) {
        return List.of(new Simulcast(1, "v", rids, extension, List.of()));
    }

    private static List<Simulcast> described(String offer, RidOrder order) {
        return Offers.negotiation()
                .applyRemote(new RemoteJsep(true, offer, true, order, List.of()))
                .simulcast();
    }

    @Test
    void resolvesSvcHints() {
        List<Svc> hints =
                List.of(new Svc(-1, "v", "L3T3"), new Svc(0, "", "L1T2"), new Svc(7, "", "L1T3"));

        Remote remote =
                negotiation.applyRemote(
                        new RemoteJsep(
                                true,
                                offer(audio("0"), video("v")),
                                true,
                                RidOrder.HIGHEST_FIRST,
                                hints));

        assertEquals(List.of(new Svc(1, "v", "L3T3"), new Svc(0, "0", "L1T2")), remote.svc());
    }

    @Test
    void takesCandidatesOfTheFirstTwoMediaLines() {
        echo(
                negotiation,
                offer(
                        audio("0", "a=candidate:1 1 udp 1 192.0.2.1 1 typ host"),
                        video(
                                "1",
                                "a=candidate:1 1 udp 1 192.0.2.1 1 typ host",
                                "a=candidate:2 1 udp 1 192.0.2.1 2 typ host"),
                        video("2", "a=candidate:3 1 udp 1 192.0.2.1 3 typ host")));

        assertEquals(
                List.of(
                        "candidate:1 1 udp 1 192.0.2.1 1 typ host",
                        "candidate:2 1 udp 1 192.0.2.1 2 typ host"),
                session().remoteCandidates());
    }

    @Test
    void controlsALiteAgent() {
        echo(negotiation, offerWith(List.of("t=0 0", "a=ice-lite"), audio("0")));

        assertTrue(session().remoteIceLite());
        assertTrue(session().controlling());
    }

    @Test
    void saysThatItIsLiteAndWhereItIs() {
        var lite =
                new LocalTransport(
                        "u", "p", "2001:db8::1", Optional.empty(), true, List.of(), false);
        Remote remote = negotiation.applyRemote(jsep(true, offer(audio("0"))));

        String sdp = negotiation.localAnswer(echo(remote.sdp(), Map.of()), lite);

        assertEquals("a=ice-lite", sessionLines(sdp).getLast());
        assertTrue(sdp.contains("o=- 123 2 IN IP6 2001:db8::1\r\n"));
        assertTrue(sdp.contains("c=IN IP6 2001:db8::1\r\n"));
        assertFalse(sdp.contains("candidate"));
    }

    @Test
    void doesWithoutEncryption() {
        var plain = new Negotiation(new Settings(false, true, false), new Random(1));
        List<String> bare = without(without(audio("0"), "a=setup"), "a=fingerprint");

        String sdp = echo(plain, offer(bare));

        assertTrue(sdp.contains("m=audio 9 RTP/AVPF 111\r\n"));
        assertFalse(sdp.contains("fingerprint") || sdp.contains("setup"));
        assertEquals(Optional.empty(), plain.session().orElseThrow().remoteFingerprint());
    }

    @ParameterizedTest
    @CsvSource({"0 2", "5 0", "0 0"})
    void replacesAnOriginWithAZero(String idAndVersion) {
        String offer = offer(audio("0")).replace("o=- 123 2", "o=moz " + idAndVersion);

        String origin = echo(negotiation, offer).lines().toList().get(1);

        long own = negotiation.describeOffer("", List.of()).origin().sessionId();
        assertEquals("o=moz " + own + " 1 IN IP4 203.0.113.5", origin);
    }

    @Test
    void keepsWhatAPluginAddsAndWritesNothingTwice() {
        negotiation.applyRemote(jsep(true, offer(audio("0"))));
        SessionDescription plugin =
                SdpParser.parse(
                        offerWith(
                                List.of("t=0 0", "a=tool:x", "a=ice-ufrag:stolen"),
                                audio("0", "a=msid:a b", "a=rtcp-xr:rcvr-rtt=all", "b=AS:64")));

        String sdp = negotiation.localAnswer(plugin, Offers.transport("abcd"));

        assertEquals("a=tool:x", sessionLines(sdp).getLast());
        assertEquals(List.of("a=mid:0"), starting(sdp, "a=mid:"));
        assertEquals(List.of("a=msid:a b"), starting(sdp, "a=msid:"));
        assertEquals(List.of("a=ice-ufrag:abcd"), starting(sdp, "a=ice-ufrag"));
        assertEquals(List.of("b=AS:64"), starting(sdp, "b="));
        assertTrue(sdp.contains("a=rtcp-xr:rcvr-rtt=all\r\n"));
    }
}
