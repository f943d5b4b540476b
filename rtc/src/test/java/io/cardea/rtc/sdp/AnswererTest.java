package io.cardea.rtc.sdp;

import static io.cardea.rtc.sdp.Offers.VP8;
import static io.cardea.rtc.sdp.Offers.audio;
import static io.cardea.rtc.sdp.Offers.data;
import static io.cardea.rtc.sdp.Offers.media;
import static io.cardea.rtc.sdp.Offers.offer;
import static io.cardea.rtc.sdp.Offers.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.Answerer.Choice;
import io.cardea.rtc.sdp.Answerer.Offered;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswererTest {
    private static final List<String> AUDIO_BODY =
            List.of(
                    "a=rtpmap:111 opus/48000/2",
                    "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1;stereo=1",
                    "a=rtpmap:63 red/48000/2",
                    "a=fmtp:63 111/111",
                    "a=rtpmap:9 G722/8000/1",
                    "a=rtpmap:0 PCMU/8000",
                    "a=rtpmap:8 PCMA/8000",
                    "a=rtpmap:13 CN/8000",
                    "a=rtpmap:110 telephone-event/48000",
                    "a=rtpmap:126 telephone-event/8000");
    private static final List<String> VIDEO_BODY =
            List.of(
                    "a=rtpmap:96 VP8/90000",
                    "a=rtpmap:98 VP9/90000",
                    "a=fmtp:98 profile-id=0",
                    "a=rtpmap:100 VP9/90000",
                    "a=fmtp:100 profile-id=2",
                    "a=rtpmap:104 H264/90000",
                    "a=fmtp:104 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f",
                    "a=rtpmap:102 H264/90000",
                    "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
                    "a=rtpmap:108 H264/90000",
                    "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                    "a=rtpmap:45 AV1/90000",
                    "a=fmtp:45 level-idx=5;profile=0;tier=0");
    private static final Choice ANY =
            new Choice(
                    true,
                    List.of(),
                    Direction.SENDRECV,
                    "",
                    false,
                    false,
                    Offers.ECHO_EXTENSIONS,
                    "");

    private static List<String> audioLine(String... more) {
        return media("m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "0", AUDIO_BODY, more);
    }

    private static List<String> videoLine(String... more) {
        String m = "m=video 9 UDP/TLS/RTP/SAVPF 96 98 100 104 102 108 45";
        return media(m, "0", VIDEO_BODY, more);
    }

    @ParameterizedTest
    @CsvSource({
        "SENDRECV, SENDRECV, SENDRECV", "SENDRECV, SENDONLY, SENDONLY",
        "SENDRECV, RECVONLY, RECVONLY", "SENDRECV, INACTIVE, INACTIVE",
        "RECVONLY, SENDRECV, SENDONLY", "RECVONLY, SENDONLY, SENDONLY",
        "RECVONLY, RECVONLY, INACTIVE", "SENDONLY, SENDRECV, RECVONLY",
        "SENDONLY, RECVONLY, RECVONLY", "SENDONLY, SENDONLY, INACTIVE",
        "INACTIVE, SENDRECV, INACTIVE"
    })
    void cutsTheDirectionDownToWhatIsOffered(
            Direction offered, Direction wanted, Direction answer) {
        Choice choice = choose(List.of(), wanted, "", false, false, List.of(), "");

        assertEquals(answer, answer(audio("0", "a=" + offered.word()), choice).direction());
    }

    @ParameterizedTest
    @CsvSource({
        "111 opus/48000/2, opus",
        "0 PCMU/8000, pcmu",
        "8 PCMA/8000, pcma",
        "9 G722/8000, g722",
        "104 ISAC/32000, isac32",
        "103 ISAC/16000, isac16",
        "111 multiopus/48000/6, multiopus",
        "105 L16/48000, l16-48",
        "106 L16/16000, l16",
        "111 OPUS/48000/2, opus"
    })
    void findsEveryAudioCodecThatHasAName(String rtpmap, String name) {
        String pt = rtpmap.substring(0, rtpmap.indexOf(' '));
        List<String> line = media("m=audio 9 RTP/AVP " + pt, "0", List.of("a=rtpmap:" + rtpmap));

        assertEquals(List.of(name), offered(line).codecs());
        assertEquals(List.of(pt), answer(line, ANY).formats());
    }

    @ParameterizedTest
    @CsvSource({
        "VP8/90000, vp8",
        "VP9/90000, vp9",
        "H264/90000, h264",
        "AV1/90000, av1",
        "H265/90000, h265"
    })
    void findsEveryVideoCodecThatHasAName(String encoding, String name) {
        String rtpmap = "a=rtpmap:96 " + encoding;
        List<String> line = media("m=video 9 RTP/AVP 96", "0", List.of(rtpmap));

        assertEquals(List.of(name), offered(line).codecs());
        assertTrue(attributes(answer(line, ANY)).contains("rtpmap:96 " + encoding));
    }

    @Test
    void rejectsWhatItDoesNotKnow() {
        for (String unknown : List.of("opus/48000", "foo/48000/2", "AV1X/90000")) {
            List<String> body = List.of("a=rtpmap:111 " + unknown);
            MediaDescription answer = answer(media("m=audio 9 RTP/AVP 111 0", "0", body), ANY);

            assertEquals(0, answer.port());
            assertEquals(List.of("0"), answer.formats());
            assertEquals(Direction.INACTIVE, answer.direction());
            assertEquals(List.of("mid:0"), attributes(answer));
        }
    }

    @Test
    void takesCodecsInTheUsualOrderNotInThatOfTheOffer() {
        List<String> body = List.of("a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000");

        assertEquals(
                List.of("0"), answer(media("m=audio 9 RTP/AVP 8 0", "0", body), ANY).formats());
    }

    @Test
    void takesTheFirstWantedCodecThatIsOffered() {
        assertEquals(List.of("8"), answer(audioLine(), want("isac16", "pcma", "opus")).formats());
        assertEquals(List.of("9"), answer(audioLine(), want("g722")).formats());
        assertEquals(0, answer(audioLine(), want("isac16")).port());
        assertEquals(0, answer(audioLine(), want("nonsense")).port());
        assertEquals(List.of("98"), answer(videoLine(), want("vp9")).formats());
    }

    @Test
    void leavesDisabledMediaDisabledWithoutAsking() {
        var asked = new ArrayList<Offered>();
        SessionDescription offer =
                SdpParser.parse(
                        offer(
                                audio("0"),
                                Offers.with(video("1"), l -> l.replace("video 9", "video 0"))));

        SessionDescription answer =
                Answerer.answer(
                        offer,
                        "",
                        line -> {
                            asked.add(line);
                            return ANY;
                        });

        assertEquals(1, asked.size());
        assertEquals(0, answer.media().get(1).port());
    }

    @Test
    void tellsPluginsWhatIsOffered() {
        Offered line = offered(audioLine("a=sendonly"));

        assertEquals("0", line.mid());
        assertEquals("audio", line.kind());
        assertEquals(Direction.SENDONLY, line.direction());
        assertEquals(List.of("opus", "g722", "pcmu", "pcma"), line.codecs());
        assertEquals(
                List.of("minptime=10;useinbandfec=1;usedtx=1;stereo=1"), line.fmtps().get("opus"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    minptime=10;useinbandfec=1               | useinbandfec=1
                    stereo=1;usedtx=1;useinbandfec=1         | useinbandfec=1;usedtx=1;stereo=1
                    useinbandfec=1;stereo=1;sprop-stereo=1   | useinbandfec=1;stereo=1
                    sprop-stereo=1                           | stereo=1
                    useinbandfec=0                           | -
                    stereo=0;cbr=1                           | -
                    """)
    void mirrorsOpusFecDtxAndStereo(String offered, String expected) {
        List<String> body = List.of("a=rtpmap:111 opus/48000/2", "a=fmtp:111 " + offered);

        MediaDescription answer = answer(media("m=audio 9 RTP/AVP 111", "0", body), ANY);

        List<String> wanted = expected == null ? List.of() : List.of("111 " + expected);
        assertEquals(wanted, answer.attributes().values("fmtp"));
    }

    @Test
    void writesTheFmtpThatThePluginWantsOrNone() {
        assertEquals(
                List.of("111 maxaveragebitrate=20000"),
                answer(audioLine(), fmtp("maxaveragebitrate=20000")).attributes().values("fmtp"));
        assertEquals(
                List.of(), answer(audioLine(), fmtp(Choice.NO_FMTP)).attributes().values("fmtp"));
    }

    @Test
    void acceptsRedBeforeOpusOnly() {
        Choice red = choose(List.of(), Direction.SENDRECV, "", true, false, List.of(), "");
        Choice pcmu = choose(List.of("pcmu"), Direction.SENDRECV, "", true, false, List.of(), "");

        MediaDescription answer = answer(audioLine(), red);

        assertEquals(List.of("63", "111"), answer.formats());
        assertEquals(
                List.of(
                        "mid:0",
                        "rtpmap:63 red/48000/2",
                        "rtpmap:111 opus/48000/2",
                        "fmtp:63 111/111",
                        "fmtp:111 useinbandfec=1;usedtx=1;stereo=1"),
                attributes(answer));
        assertEquals(List.of("0"), answer(audioLine(), pcmu).formats());
        assertEquals(List.of("111"), answer(audio("0"), red).formats());
    }

    @Test
    void acceptsTelephoneEventsAtEightKilohertz() {
        Choice dtmf = choose(List.of("pcma"), Direction.SENDRECV, "", false, true, List.of(), "");

        MediaDescription answer = answer(audioLine(), dtmf);

        assertEquals(List.of("8", "126"), answer.formats());
        assertTrue(attributes(answer).contains("rtpmap:126 telephone-event/8000"));
    }

    @Test
    void writesVideoFeedbackInTheKnownOrder() {
        String twcc = "a=extmap:3 " + RtpExtension.TRANSPORT_WIDE_CC.uri();

        assertEquals(
                List.of("96 ccm fir", "96 nack", "96 nack pli", "96 goog-remb"),
                answer(video("0"), ANY).attributes().values("rtcp-fb"));
        assertEquals(
                List.of("96 ccm fir", "96 nack", "96 nack pli", "96 goog-remb", "96 transport-cc"),
                answer(video("0", twcc), ANY).attributes().values("rtcp-fb"));
        assertEquals(
                List.of("111 transport-cc"),
                answer(audio("0", twcc), ANY).attributes().values("rtcp-fb"));
        assertEquals(List.of(), answer(audio("0"), ANY).attributes().values("rtcp-fb"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    vp9  | 2      | 100 | profile-id=2
                    vp9  | 0      | 98  | profile-id=0
                    vp9  | 1      | -   | -
                    h264 | 42e01f | 108 | profile-level-id=42e01f;packetization-mode=1
                    h264 | 42E01F | 108 | profile-level-id=42E01F;packetization-mode=1
                    h264 | 42001f | 102 | profile-level-id=42001f;packetization-mode=1
                    h264 | 640032 | -   | -
                    vp8  | 42e01f | 96  | -
                    av1  | 0      | 45  | -
                    """)
    void looksForTheWantedProfile(String codec, String profile, String pt, String fmtp) {
        Choice choice =
                choose(
                        List.of(codec),
                        Direction.SENDRECV,
                        profile,
                        false,
                        false,
                        Offers.ECHO_EXTENSIONS,
                        "");

        MediaDescription answer = answer(videoLine(), choice);

        assertEquals(List.of(pt == null ? "0" : pt), answer.formats());
        assertEquals(
                fmtp == null ? List.of() : List.of(pt + " " + fmtp),
                answer.attributes().values("fmtp"));
    }

    @Test
    void takesVp9WithoutProfileForProfileZero() {
        List<String> line = media("m=video 9 RTP/AVP 98", "0", List.of("a=rtpmap:98 VP9/90000"));
        Choice choice =
                choose(List.of("vp9"), Direction.SENDRECV, "0", false, false, List.of(), "");

        assertEquals(List.of("98"), answer(line, choice).formats());
    }

    @ParameterizedTest
    @CsvSource({"vp8, 96", "vp9, 98", "h264, 104"})
    void copiesTheOfferedFmtpOfSomeVideoCodecsWhileAcceptingExtensions(String codec, String pt) {
        List<String> line = videoLine("a=fmtp:96 max-fs=12288;max-fr=60");
        String copied = Rtpmap.fmtp(parsed(line), Integer.parseInt(pt)).orElseThrow();
        Choice without =
                choose(List.of(codec), Direction.SENDRECV, "", false, false, List.of(), "");

        assertEquals(
                List.of(pt + " " + copied), answer(line, want(codec)).attributes().values("fmtp"));
        assertEquals(List.of(), answer(line, without).attributes().values("fmtp"));
    }

    @Test
    void copiesNoFmtpOfAv1() {
        assertEquals(List.of(), answer(videoLine(), want("av1")).attributes().values("fmtp"));
    }

    @Test
    void keepsOfferedExtensionIdsAndMirrorsTheirDirection() {
        List<String> line =
                audio(
                        "0",
                        "a=extmap:1/sendonly " + RtpExtension.AUDIO_LEVEL.uri() + " vad=on",
                        "a=extmap:2 " + RtpExtension.TOFFSET.uri(),
                        "a=extmap:20/recvonly " + RtpExtension.MID.uri(),
                        "a=extmap:3/inactive " + RtpExtension.TRANSPORT_WIDE_CC.uri(),
                        "a=extmap:7/sendrecv " + RtpExtension.PLAYOUT_DELAY.uri());

        assertEquals(
                List.of(
                        "1/recvonly " + RtpExtension.AUDIO_LEVEL.uri(),
                        "20/sendonly " + RtpExtension.MID.uri(),
                        "3/inactive " + RtpExtension.TRANSPORT_WIDE_CC.uri(),
                        "7 " + RtpExtension.PLAYOUT_DELAY.uri()),
                answer(line, ANY).attributes().values("extmap"));
    }

    @ParameterizedTest
    @CsvSource({"vp8, 0", "h264, 0", "vp9, 1", "av1, 1"})
    void acceptsTheDependencyDescriptorWithSvcCodecsOnly(String codec, int count) {
        String descriptor = "a=extmap:12 " + RtpExtension.DEPENDENCY_DESCRIPTOR.uri();

        MediaDescription answer = answer(videoLine(descriptor), want(codec));

        assertEquals(count, answer.attributes().values("extmap").size());
    }

    @Test
    void acceptsDataWhateverItsDirection() {
        List<String> legacy =
                media("m=application 9 DTLS/SCTP 5000", "0", List.of("a=sctpmap:5000 x 16"));

        MediaDescription answer = answer(data("0", "a=inactive"), ANY);

        assertEquals(Direction.SENDRECV, answer.direction());
        assertEquals(List.of("webrtc-datachannel"), answer.formats());
        assertEquals(List.of("5000"), answer(legacy, ANY).formats());
        assertEquals(List.of("webrtc-datachannel"), answer(data("0"), Choice.REJECT).formats());
        assertEquals(0, answer(data("0"), Choice.REJECT).port());
    }

    @Test
    void copiesTheOriginAndNamesTheSessionOnlyIfAsked() {
        SessionDescription offer = SdpParser.parse(offer(media("m=video 9 RTP/AVP 96", "0", VP8)));

        SessionDescription copied = Answerer.answer(offer, "", line -> ANY);
        SessionDescription named = Answerer.answer(offer, "VideoRoom 1", line -> ANY);

        assertEquals("- 123 2", origin(copied));
        assertEquals("-", copied.name());
        assertEquals("VideoRoom 1", named.name());
    }

    private static String origin(SessionDescription sdp) {
        var origin = sdp.origin();
        return origin.username() + " " + origin.sessionId() + " " + origin.version();
    }

    private static Choice want(String... codecs) {
        return choose(
                List.of(codecs), Direction.SENDRECV, "", false, false, Offers.ECHO_EXTENSIONS, "");
    }

    private static Choice fmtp(String fmtp) {
        return choose(List.of(), Direction.SENDRECV, "", false, false, List.of(), fmtp);
    }

    private static Choice choose(
            List<String> codecs,
            Direction direction,
            String profile,
            boolean red,
            boolean dtmf,
            List<String> extensions,
            String fmtp) {
        return new Choice(true, codecs, direction, profile, red, dtmf, extensions, fmtp);
    }

    private static MediaDescription parsed(List<String> line) {
        return stripped(line).media().getFirst();
    }

    private static SessionDescription stripped(List<String> line) {
        return Stripper.strip(SdpParser.parse(offer(line)), true);
    }

    private static MediaDescription answer(List<String> line, Choice choice) {
        return Answerer.answer(stripped(line), "", each -> choice).media().getFirst();
    }

    private static Offered offered(List<String> line) {
        var seen = new ArrayList<Offered>();
        Answerer.answer(
                stripped(line),
                "",
                each -> {
                    seen.add(each);
                    return Choice.REJECT;
                });
        return seen.getFirst();
    }

    private static List<String> attributes(MediaDescription media) {
        return media.attributes().toList().stream().map(Attribute::toString).toList();
    }
}
