package io.cardea.rtc.sdp;

import static io.cardea.rtc.sdp.Offers.audio;
import static io.cardea.rtc.sdp.Offers.data;
import static io.cardea.rtc.sdp.Offers.jsep;
import static io.cardea.rtc.sdp.Offers.lines;
import static io.cardea.rtc.sdp.Offers.offer;
import static io.cardea.rtc.sdp.Offers.starting;
import static io.cardea.rtc.sdp.Offers.transport;
import static io.cardea.rtc.sdp.Offers.video;
import static io.cardea.rtc.sdp.Offers.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.Offerer.Media;
import io.cardea.rtc.sdp.SdpException.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalOfferTest {
    private static final Map<String, Integer> VIDEO_EXTENSIONS =
            Map.of(
                    RtpExtension.VIDEO_ORIENTATION.uri(), 13,
                    RtpExtension.MID.uri(), 4,
                    RtpExtension.ABS_SEND_TIME.uri(), 2,
                    RtpExtension.TRANSPORT_WIDE_CC.uri(), 3);

    private final Negotiation negotiation = Offers.negotiation();

    private static Media audioMedia(Direction direction) {
        Map<String, Integer> extensions =
                Map.of(RtpExtension.AUDIO_LEVEL.uri(), 1, RtpExtension.MID.uri(), 4);
        return new Media(
                true, "audio", "", direction, "opus", -1, "useinbandfec=1", false, extensions, "");
    }

    private static Media videoMedia(Direction direction) {
        return new Media(true, "video", "", direction, "vp8", -1, "", false, VIDEO_EXTENSIONS, "");
    }

    private static Media dataMedia() {
        return new Media(true, "data", "", Direction.SENDONLY, "", -1, "", false, Map.of(), "");
    }

    private String offerOf(Media... media) {
        return negotiation.localOffer(
                negotiation.describeOffer("VideoRoom 1", List.of(media)), transport("abcd"));
    }

    private void answered(String answer) {
        negotiation.applyRemote(jsep(false, answer));
    }

    /** The reference server's offer to a VideoRoom subscriber. */
    @Test
    void writesAnOfferAsTheReferenceServerDoes() {
        String sdp =
                offerOf(
                        audioMedia(Direction.SENDONLY),
                        videoMedia(Direction.SENDONLY),
                        dataMedia());

        long id = negotiation.describeOffer("", List.of()).origin().sessionId();
        String expected =
                """
                v=0
                o=- OWN 1 IN IP4 203.0.113.5
                s=VideoRoom 1
                t=0 0
                a=group:BUNDLE 0 1 2
                a=ice-options:trickle
                a=fingerprint:sha-256 AA:BB
                a=extmap-allow-mixed
                a=msid-semantic: WMS *
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                c=IN IP4 203.0.113.5
                a=sendonly
                a=mid:0
                a=rtcp-mux
                a=ice-ufrag:abcd
                a=ice-pwd:password
                a=ice-options:trickle
                a=setup:actpass
                a=rtpmap:111 opus/48000/2
                a=rtcp-fb:111 transport-cc
                a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
                a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
                a=fmtp:111 useinbandfec=1
                a=msid:janus janus0
                a=ssrc:S0 cname:janus
                a=candidate:1 1 udp 2015363327 203.0.113.5 40000 typ host
                a=end-of-candidates
                m=video 9 UDP/TLS/RTP/SAVPF 96 97
                c=IN IP4 203.0.113.5
                a=sendonly
                a=mid:1
                a=rtcp-mux
                a=ice-ufrag:abcd
                a=ice-pwd:password
                a=ice-options:trickle
                a=setup:actpass
                a=rtpmap:96 VP8/90000
                a=rtcp-fb:96 ccm fir
                a=rtcp-fb:96 nack
                a=rtcp-fb:96 nack pli
                a=rtcp-fb:96 goog-remb
                a=rtcp-fb:96 transport-cc
                a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
                a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
                a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
                a=extmap:13 urn:3gpp:video-orientation
                a=rtpmap:97 rtx/90000
                a=fmtp:97 apt=96
                a=ssrc-group:FID S1 S2
                a=msid:janus janus1
                a=ssrc:S1 cname:janus
                a=ssrc:S2 cname:janus
                a=candidate:1 1 udp 2015363327 203.0.113.5 40000 typ host
                a=end-of-candidates
                m=application 9 UDP/DTLS/SCTP webrtc-datachannel
                c=IN IP4 203.0.113.5
                a=sendonly
                a=mid:2
                a=sctp-port:5000
                a=ice-ufrag:abcd
                a=ice-pwd:password
                a=ice-options:trickle
                a=setup:actpass
                a=candidate:1 1 udp 2015363327 203.0.113.5 40000 typ host
                a=end-of-candidates
                """;
        assertEquals(
                expected.replace("\n", "\r\n"),
                Offers.normalised(sdp).replace(Long.toString(id), "OWN"));
    }

    @ParameterizedTest
    @CsvSource({
        "audio, opus, 111",
        "audio, multiopus, 111",
        "audio, pcmu, 0",
        "audio, pcma, 8",
        "audio, g722, 9",
        "audio, isac32, 104",
        "audio, isac16, 103",
        "audio, l16-48, 105",
        "audio, l16, 106",
        "video, vp8, 96",
        "video, vp9, 101",
        "video, h264, 107",
        "video, av1, 98",
        "video, h265, 100"
    })
    void usesTheUsualPayloadTypes(String kind, String codec, int payloadType) {
        var media =
                new Media(true, kind, "m", Direction.SENDRECV, codec, -1, "", false, Map.of(), "");

        MediaDescription line = Offerer.offer("", 1, 1, List.of(media)).media().getFirst();

        assertEquals(List.of(payloadType), line.payloadTypes());
        assertEquals("m", line.mid().orElseThrow());
    }

    @Test
    void offersRedBeforeOpus() {
        var media =
                new Media(
                        true, "audio", "", Direction.SENDONLY, "opus", 100, "", true, Map.of(), "");

        MediaDescription line = Offerer.offer("", 1, 1, List.of(media)).media().getFirst();

        assertEquals(List.of("120", "100"), line.formats());
        assertEquals(List.of("120 100/100"), line.attributes().values("fmtp"));
        assertEquals(
                List.of("120 red/48000/2", "100 opus/48000/2"), line.attributes().values("rtpmap"));
    }

    @Test
    void neverOffersRids() {
        var media =
                new Media(
                        true,
                        "video",
                        "",
                        Direction.SENDONLY,
                        "vp8",
                        -1,
                        "",
                        false,
                        Map.of(RtpExtension.RID.uri(), 5, RtpExtension.REPAIRED_RID.uri(), 6),
                        "stream track");

        String sdp = offerOf(media);

        assertEquals(List.of(), starting(sdp, "a=extmap:"));
        assertEquals(List.of("a=msid:stream track"), starting(sdp, "a=msid:"));
    }

    @Test
    void findsFreePayloadTypesForRetransmissions() {
        String relayed =
                offer(
                        audio("0"),
                        Offers.media(
                                "m=video 9 UDP/TLS/RTP/SAVPF 96 97 127 63",
                                "1",
                                List.of(
                                        "a=rtpmap:96 VP8/90000",
                                        "a=rtpmap:97 H264/90000",
                                        "a=rtpmap:127 VP9/90000",
                                        "a=rtpmap:63 AV1/90000")),
                        Offers.media(
                                "m=video 9 UDP/TLS/RTP/SAVPF 110",
                                "2",
                                List.of("a=rtpmap:110 VP8/90000")));
        SessionDescription plugin = Stripper.strip(SdpParser.parse(relayed), true);

        String sdp = negotiation.localOffer(plugin, transport("abcd"));

        assertEquals(
                List.of(
                        "a=fmtp:98 apt=96",
                        "a=fmtp:99 apt=97",
                        "a=fmtp:100 apt=127",
                        "a=fmtp:101 apt=63",
                        "a=fmtp:112 apt=110"),
                sdp.lines().filter(line -> line.contains("apt=")).toList());
    }

    @Test
    void settlesOnWhatTheAnswerTakes() {
        offerOf(audioMedia(Direction.SENDRECV), videoMedia(Direction.SENDONLY), dataMedia());

        answered(
                offer(
                        audio("0", "a=extmap:4 " + RtpExtension.MID.uri(), "a=recvonly"),
                        video("1", "a=recvonly"),
                        data("2")));

        NegotiatedSession session = negotiation.session().orElseThrow();
        assertEquals("{MID=4}", session.extensions().toString());
        assertTrue(session.controlling());
        NegotiatedMedia audio = session.media().getFirst();
        assertTrue(audio.sending());
        assertFalse(audio.receiving());
        NegotiatedMedia video = session.media().get(1);
        assertEquals("vp8", video.codec().name());
        assertEquals(Map.of(96, 97), video.rtx());
        assertNotEquals(0, video.localRtxSsrc());
        assertFalse(video.transportCc());
        assertTrue(session.media().get(2).enabled());
    }

    @Test
    void getsTransportFeedbackOnWhatItSendsWhereTheAnswerGivesIt() {
        String twcc = RtpExtension.TRANSPORT_WIDE_CC.uri();
        Offerer.Media video = videoMedia(Direction.SENDONLY);
        Offerer.Media sound =
                new Offerer.Media(
                        true,
                        "audio",
                        "",
                        Direction.SENDONLY,
                        "opus",
                        -1,
                        "",
                        false,
                        Map.of(twcc, 3),
                        "");
        String offer = offerOf(sound, video);
        assertTrue(offer.contains("a=rtcp-fb:96 transport-cc\r\n"));
        assertTrue(offer.contains("a=rtcp-fb:111 transport-cc\r\n"));
        assertEquals(3, offer.split("a=extmap:3 " + twcc, -1).length);

        String extmap = "a=extmap:3 " + twcc;
        answered(
                offer(
                        audio("0", extmap, "a=rtcp-fb:111 transport-cc", "a=recvonly"),
                        video("1", extmap, "a=rtcp-fb:96 transport-cc", "a=recvonly")));
        assertEquals(List.of(true, true), transportCc());

        offerOf(sound, video);
        answered(offer(audio("0", "a=recvonly"), video("1", extmap, "a=recvonly")));
        assertEquals(List.of(false, false), transportCc());
    }

    private List<Boolean> transportCc() {
        return negotiation.session().orElseThrow().media().stream()
                .map(NegotiatedMedia::transportCc)
                .toList();
    }

    @Test
    void isTheServerOfAnActivePeerAndTheClientOfAPassiveOne() {
        for (String setup : List.of("active", "passive")) {
            Negotiation each = Offers.negotiation();
            SessionDescription plugin =
                    each.describeOffer("", List.of(audioMedia(Direction.SENDONLY)));
            each.localOffer(plugin, transport("abcd"));

            String answer = offer(with(audio("0"), l -> l.replace("actpass", setup)));
            each.applyRemote(jsep(false, answer));

            boolean client = each.session().orElseThrow().dtlsClient();
            assertEquals(setup.equals("passive"), client);
        }
    }

    @Test
    void stopsRetransmissionStreamsWhenTheAnswerHasNone() {
        offerOf(videoMedia(Direction.SENDONLY));
        String plain =
                offer(
                        Offers.media(
                                "m=video 9 UDP/TLS/RTP/SAVPF 96",
                                "0",
                                List.of("a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack")));

        answered(plain);
        String next = offerOf(videoMedia(Direction.SENDONLY));

        NegotiatedMedia video = negotiation.session().orElseThrow().media().getFirst();
        assertEquals(Map.of(), video.rtx());
        assertEquals(0, video.localRtxSsrc());
        assertFalse(next.contains("rtx/90000"));
        assertFalse(next.contains("FID"));
    }

    @Test
    void disablesWhatTheAnswerRefusesOrLeavesOut() {
        offerOf(
                audioMedia(Direction.SENDONLY),
                videoMedia(Direction.SENDONLY),
                videoMedia(Direction.SENDONLY),
                dataMedia());

        answered(
                offer(
                        audio("0"),
                        with(video("1"), l -> l.replace("video 9", "video 0")),
                        video("2")));

        List<NegotiatedMedia> media = negotiation.session().orElseThrow().media();
        assertEquals(
                List.of(true, false, true, false),
                media.stream().map(NegotiatedMedia::enabled).toList());
    }

    @Test
    void doesNotEnableDataThatTheAnswerRefuses() {
        offerOf(audioMedia(Direction.SENDONLY), dataMedia());

        answered(offer(audio("0"), with(data("1"), l -> l.replace("n 9 U", "n 0 U"))));

        assertFalse(negotiation.session().orElseThrow().media().get(1).enabled());
    }

    @Test
    void givesAnotherStreamOtherSsrcs() {
        String first = offerOf(audioMedia(Direction.SENDONLY), videoMedia(Direction.SENDONLY));
        String same = offerOf(audioMedia(Direction.SENDONLY), videoMedia(Direction.SENDONLY));
        String inactive = offerOf(audioMedia(Direction.SENDONLY), videoMedia(Direction.INACTIVE));
        String again = offerOf(audioMedia(Direction.SENDONLY), videoMedia(Direction.SENDONLY));

        assertEquals(starting(first, "a=ssrc"), starting(same, "a=ssrc"));
        assertEquals(lines(first, 0), lines(again, 0));
        assertEquals(List.of(), starting(String.join("\n", lines(inactive, 1)), "a=ssrc"));
        assertFalse(lines(inactive, 1).toString().contains("msid"));
        assertNotEquals(lines(first, 1), lines(again, 1));
        assertEquals(lines(Offers.normalised(first), 1), lines(Offers.normalised(again), 1));
    }

    @Test
    void writesDisabledMediaWithTheirMidOnly() {
        var disabled =
                new Media(
                        false,
                        "video",
                        "v",
                        Direction.SENDONLY,
                        "vp8",
                        -1,
                        "",
                        false,
                        Map.of(),
                        "");

        String sdp = offerOf(audioMedia(Direction.SENDONLY), disabled);

        assertEquals(
                List.of("m=video 0 UDP/TLS/RTP/SAVPF 0", "a=inactive", "a=mid:v"), lines(sdp, 1));
        assertTrue(sdp.contains("a=group:BUNDLE 0\r\n"));
    }

    @Test
    void countsTheVersionsOfItsOffers() {
        String first = offerOf(audioMedia(Direction.SENDONLY)).lines().toList().get(1);
        String second = offerOf(audioMedia(Direction.SENDONLY)).lines().toList().get(1);

        assertEquals(first.replace(" 1 IN", " 2 IN"), second);
        assertNotEquals(first, second);
    }

    @Test
    void refusesAnAnswerThatNobodyAskedFor() {
        String answer = offer(audio("0"));

        SdpException refused =
                assertThrows(
                        SdpException.class, () -> negotiation.applyRemote(jsep(false, answer)));

        assertEquals(Kind.UNEXPECTED_ANSWER, refused.kind());
        assertEquals("Unexpected ANSWER (did we offer?)", refused.getMessage());
        assertFalse(negotiation.isStarted());
    }
}
