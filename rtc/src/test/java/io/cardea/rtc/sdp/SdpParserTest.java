package io.cardea.rtc.sdp;

import static io.cardea.rtc.sdp.Offers.audio;
import static io.cardea.rtc.sdp.Offers.offer;
import static io.cardea.rtc.sdp.Offers.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.MediaDescription.Bandwidth;
import io.cardea.rtc.sdp.SdpException.Kind;
import io.cardea.rtc.sdp.SessionDescription.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SdpParserTest {
    private static final String GOOD = offer(audio("0"), video("1"));

    /** What the reference server says to the same text: find, replace, error. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    v=0          | x=0                | Invalid SDP (doesn't start with v=)
                    v=0          | v=abc              | Invalid v= line: v=abc
                    s=-          | s=                 | Invalid line (2 bytes): s=
                    s=-          | a                  | Invalid line (1 bytes): a
                    s=-          | sx-                | Invalid line (2nd char is not '='): sx-
                    o=- 123 2 IN IP4 127.0.0.1 | o=- | Invalid o= line: o=-
                    o=- 123      | o=- abc            | Invalid o= line: o=- abc 2 IN IP4 127.0.0.1
                    2 IN IP4     | 2 XX IP4           | Invalid o= line: o=- 123 2 XX IP4 127.0.0.1
                    2 IN IP4     | 2 IN IP5           | Invalid o= line (unsupported protocol IP5): o=- 123 2 IN IP5 127.0.0.1
                    s=-          | s=-~o=- 1 2 IN IP4 1.1.1.1 | Multiple o= lines: o=- 1 2 IN IP4 1.1.1.1
                    s=-          | s=-~s=foo          | Multiple s= lines: s=foo
                    t=0 0        | t=abc              | Invalid t= line: t=abc
                    t=0 0        | t=0                | Invalid t= line: t=0
                    t=0 0        | c=foo~t=0 0        | Invalid c= line: c=foo
                    t=0 0        | c=IN IP5 1.2.3.4   | Invalid c= line (unsupported protocol IP5): c=IN IP5 1.2.3.4
                    t=0 0        | c=IN IP4 1.2.3.4~c=IN IP4 1.2.3.4 | Multiple global c= lines: c=IN IP4 1.2.3.4
                    a=mid:0      | c=IN IP4 0.0.0.0   | Multiple m-line c= lines: c=IN IP4 0.0.0.0
                    c=IN IP4 0.0.0.0 | c=IN           | Invalid c= line: c=IN
                    m=audio 9    | m=audio            | Invalid m= line: m=audio UDP/TLS/RTP/SAVPF 111
                    m=audio      | m=text             | Invalid m= line: m=text 9 UDP/TLS/RTP/SAVPF 111
                    SAVPF 111    | SAVPF              | Invalid m= line (no payload types/formats): m=audio 9 UDP/TLS/RTP/SAVPF
                    a=mid:0      | a=mid:             | Invalid a= line: mid:
                    t=0 0        | a=foo:             | Invalid a= line: foo:
                    a=mid:0      | b=foo              | Invalid b= line: foo
                    a=mid:0      | b=AS:              | Invalid b= line: AS:
                    """)
    void refusesInTheWordsThatClientsKnow(String find, String replacement, String error) {
        String bad = GOOD.replaceFirst(find, replacement.replace("~", "\r\n"));

        SdpException refused = assertThrows(SdpException.class, () -> SdpParser.parse(bad));

        assertEquals(error, refused.getMessage());
        assertEquals(Kind.SYNTAX, refused.kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"o=.*\r\n", "s=.*\r\n", "(?s)m=.*"})
    void refusesADescriptionWithoutItsMandatoryLines(String missing) {
        String bad = GOOD.replaceFirst(missing, "");

        SdpException refused = assertThrows(SdpException.class, () -> SdpParser.parse(bad));

        assertEquals("Missing mandatory lines (o=, s= or m=)", refused.getMessage());
    }

    @Test
    void takesAMediaLineOf200CharactersAndRefusesALongerOne() {
        String m = "m=audio 9 UDP/TLS/RTP/SAVPF 111";
        String longest = m + " 9".repeat(84) + "0";
        assertEquals(SdpParser.MAX_MEDIA_LINE, longest.length());

        assertEquals(2, SdpParser.parse(GOOD.replace(m, longest)).media().size());
        SdpException refused =
                assertThrows(
                        SdpException.class, () -> SdpParser.parse(GOOD.replace(m, longest + "0")));

        assertEquals("Invalid m= line (too long): 201", refused.getMessage());
    }

    @Test
    void refusesWhatIsTooLongOrHasTooManyMediaLines() {
        String padding = "i=" + "x".repeat(SdpParser.MAX_LENGTH) + "\r\n";
        String many = GOOD + "m=audio 9 RTP/AVP 0\r\n".repeat(SdpParser.MAX_MEDIA);

        assertThrows(SdpException.class, () -> SdpParser.parse(GOOD + padding));
        assertThrows(SdpException.class, () -> SdpParser.parse(many));
    }

    @Test
    void cutsLongErrorTexts() {
        String bad = GOOD.replace("s=-", "xx" + "y".repeat(3_000));

        SdpException refused = assertThrows(SdpException.class, () -> SdpParser.parse(bad));

        assertEquals(SdpParser.MAX_ERROR, refused.getMessage().length());
    }

    /** All of these are taken by the reference server. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    v=0      | v=0x
                    t=0 0    | a=ok
                    t=0 0    | t=0 0~t=0 0
                    t=0 0    | z=whatever~t=0 0
                    t=0 0    | b=AS:100~t=0 0
                    a=mid:0  | i=foo~a=mid:0
                    a=mid:0  | b=CT:100~a=mid:0
                    a=mid:0  | b=AS:xx~a=mid:0
                    127.0.0.1 | 127.0.0.1 and more
                    audio 9  | audio -9
                    SAVPF 111 | SAVPF abc 111
                    SAVPF 111 | SAVPF 200 111
                    """)
    void toleratesWhatItDoesNotNeed(String find, String replacement) {
        String odd = GOOD.replaceFirst(find, replacement.replace("~", "\r\n"));

        assertEquals(2, SdpParser.parse(odd).media().size());
    }

    @Test
    void readsWhatIsThere() {
        String text =
                """
                v=0
                o=me 18446744073709551615 -2 IN IP6 ::1
                s=a b
                c=IN IP4 192.0.2.1
                t=1 2
                a=sendrecv

                m=video 65545/2 x 1
                """
                                .replace("65545/2", "65545")
                        + "c=IN IP6 ::2\na=recvonly\na=key:v:w\na=flag\nb=TIAS:5x\nb=AS:7\n"
                        + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel";

        SessionDescription sdp = SdpParser.parse(text);

        assertEquals("me", sdp.origin().username());
        assertEquals(-1, sdp.origin().sessionId());
        assertEquals(-2, sdp.origin().version());
        assertEquals(new Connection(true, "::1"), sdp.origin().address());
        assertEquals("a b", sdp.name());
        assertEquals(2, sdp.timing().stop());
        assertEquals(Optional.of(new Connection(false, "192.0.2.1")), sdp.connection());
        MediaDescription video = sdp.media().getFirst();
        assertEquals(MediaKind.VIDEO, video.kind());
        assertEquals(9, video.port());
        assertEquals(List.of("1"), video.formats());
        assertEquals(Direction.RECVONLY, video.direction());
        assertEquals(Optional.of(new Bandwidth("TIAS", 5)), video.bandwidth());
        assertEquals(Optional.of("v:w"), video.attributes().value("key"));
        assertTrue(video.attributes().has("flag"));
        assertTrue(sdp.media().getLast().isSctp());
        assertEquals(Direction.SENDRECV, sdp.media().getLast().direction());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-av",
                "chromium-multi",
                "chromium-simulcast",
                "firefox-multi",
                "aiortc-av"
            })
    void printsWhatItReadSoThatItReadsTheSame(String name) {
        String printed = SdpParser.parse(Offers.canned(name)).print();

        assertEquals(printed, SdpParser.parse(printed).print());
        assertEquals(sorted(Offers.canned(name)), sorted(printed));
    }

    private static List<String> sorted(String sdp) {
        // the direction may stand elsewhere, and is written when it was not
        return sdp.lines().filter(line -> !line.equals("a=sendrecv")).sorted().toList();
    }

    @Test
    void letsNothingButItsOwnExceptionEscapeWhateverIsChanged() {
        var random = new Random(20_260_101);
        List<String> seeds =
                List.of("chromium-simulcast", "firefox-simulcast", "aiortc-av", "chromium-data");
        int used = 0;
        for (int i = 0; i < 3_000; i++) {
            String text = mutated(Offers.canned(seeds.get(i % seeds.size())), random);
            Negotiation negotiation = Offers.negotiation();
            try {
                Offers.echo(negotiation, text);
                Offers.echo(negotiation, mutated(text, random));
                used++;
            } catch (SdpException expected) {
                assertTrue(expected.getMessage().length() <= SdpParser.MAX_ERROR);
            }
        }
        assertTrue(used > 100, "mutations too wild to reach what lies behind the parser: " + used);
    }

    @Test
    void letsNothingElseEscapeFromAnswersEither() {
        var random = new Random(20_260_102);
        String answer = Offers.canned("chromium-av.answer");
        int used = 0;
        for (int i = 0; i < 1_000; i++) {
            Negotiation negotiation = Offers.negotiation();
            SessionDescription plugin =
                    Stripper.strip(SdpParser.parse(Offers.canned("chromium-av")), true);
            negotiation.localOffer(plugin, Offers.transport("abcd"));
            try {
                negotiation.applyRemote(Offers.jsep(false, mutated(answer, random)));
                used++;
            } catch (SdpException expected) {
                assertTrue(expected.getMessage().length() <= SdpParser.MAX_ERROR);
            }
        }
        assertTrue(used > 100, "mutations too wild to reach what lies behind the parser: " + used);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid",
                "a=ssrc:5 x\r\na=ssrc-group:FID 1 5",
                "a=rtpmap:96 H264/90000",
                "a=fmtp:96 apt=97",
                "a=rid:a send",
                "a=candidate:1"
            })
    void readsTheLongestDescriptionInTimeHoweverItRepeatsItself(String line) {
        int times = (SdpParser.MAX_LENGTH - GOOD.length()) / (line.length() + 2);
        String sdp = GOOD + (line + "\r\n").repeat(times);

        // linear takes a tenth of a second, quadratic minutes: only that is told apart here
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> Offers.echo(Offers.negotiation(), sdp, Map.of("profile", "42e01f")));
    }

    private static String mutated(String text, Random random) {
        var out = new StringBuilder(text);
        for (int n = random.nextInt(1, 6); n > 0; n--) {
            int at = random.nextInt(out.length());
            int end = Math.min(out.length(), at + random.nextInt(1, 12));
            switch (random.nextInt(5)) {
                case 0 -> out.setCharAt(at, (char) random.nextInt(1, 0x180));
                case 1 -> out.delete(at, end);
                case 2 -> out.insert(at, out.substring(at, end));
                case 3 -> out.insert(at, "\r\na=fmtp:97 apt=" + random.nextInt(300) + "\r\n");
                default -> out.setCharAt(at, " :;=~/,0\n".charAt(random.nextInt(9)));
            }
        }
        return out.toString();
    }
}
