package io.cardea.rtc.sdp;

import static io.cardea.rtc.sdp.Offers.FID;
import static io.cardea.rtc.sdp.Offers.RID;
import static io.cardea.rtc.sdp.Offers.audio;
import static io.cardea.rtc.sdp.Offers.data;
import static io.cardea.rtc.sdp.Offers.echo;
import static io.cardea.rtc.sdp.Offers.jsep;
import static io.cardea.rtc.sdp.Offers.lines;
import static io.cardea.rtc.sdp.Offers.offer;
import static io.cardea.rtc.sdp.Offers.starting;
import static io.cardea.rtc.sdp.Offers.video;
import static io.cardea.rtc.sdp.Offers.with;
import static io.cardea.rtc.sdp.Offers.without;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.sdp.Negotiation.Remote;
import io.cardea.rtc.sdp.Offerer.Media;
import io.cardea.rtc.sdp.SdpException.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is sticky from one description to the next, and what is not. */
final class RenegotiationTest {
    private static final String FIRST = offer(audio("0"), video("1", FID));

    private final Negotiation negotiation = Offers.negotiation();
    private final String first = echo(negotiation, FIRST);

    private static List<String> disabled(List<String> media) {
        return with(media, line -> line.replace("video 9", "video 0"));
    }

    @Test
    void answersTheSameOfferTheSame() {
        assertEquals(first, echo(negotiation, FIRST));
    }

    @Test
    void recognisesUpdatesAndIceRestarts() {
        String restarted = FIRST.replace("wOfI", "other");

        Remote update = negotiation.applyRemote(jsep(true, FIRST));
        Remote restart = negotiation.applyRemote(jsep(true, restarted));
        Remote calm = negotiation.applyRemote(jsep(true, restarted));

        assertTrue(update.update());
        assertFalse(update.iceRestart());
        assertTrue(restart.iceRestart());
        assertFalse(calm.iceRestart());
        assertFalse(Offers.negotiation().applyRemote(jsep(true, FIRST)).update());
    }

    @Test
    void keepsMidsSetupAndProfileOfTheFirstRound() {
        String changed =
                offer(audio("x"), video("y", FID))
                        .replace("actpass", "active")
                        .replace("UDP/TLS/RTP/SAVPF", "RTP/SAVPF");

        assertEquals(first, echo(negotiation, changed));
    }

    @Test
    void keepsSsrcsWhileTheDirectionChanges() {
        String inactive = echo(negotiation, offer(audio("0"), video("1", FID, "a=inactive")));
        String again = echo(negotiation, FIRST);

        List<String> main = starting(first, "a=ssrc:").subList(1, 2);
        assertEquals(main, starting(String.join("\n", lines(inactive, 1)), "a=ssrc"));
        assertFalse(lines(inactive, 1).toString().contains("msid"));
        assertEquals(first, again);
    }

    @Test
    void addsMediaOfAnyKindLater() {
        echo(negotiation, offer(audio("0"), video("1", FID), data("2")));
        String sdp =
                echo(
                        negotiation,
                        offer(audio("0"), video("1", FID), data("2"), audio("3"), video("4")));

        assertEquals("a=group:BUNDLE 0 1 2 3 4", starting(sdp, "a=group").getFirst());
        assertEquals(lines(first, 1), lines(sdp, 1));
        assertTrue(lines(sdp, 4).toString().contains("ssrc-group:FID"));
        assertEquals(5, negotiation.session().orElseThrow().media().size());
    }

    @Test
    void recyclesADisabledMediaLineUnderItsNewMid() {
        String off = echo(negotiation, offer(audio("0"), disabled(video("1"))));
        String recycled = echo(negotiation, offer(audio("0"), video("n", FID)));

        assertEquals("a=group:BUNDLE 0", starting(off, "a=group").getFirst());
        assertEquals("a=group:BUNDLE 0 n", starting(recycled, "a=group").getFirst());
        assertNotEquals(starting(first, "a=ssrc-group"), starting(recycled, "a=ssrc-group"));
        assertEquals(1, starting(recycled, "a=ssrc-group").size());
        assertEquals("n", negotiation.session().orElseThrow().media().get(1).mid());
    }

    @Test
    void recyclesADisabledMediaLineForAnotherKind() {
        echo(negotiation, offer(audio("0"), disabled(video("1"))));

        String sdp = echo(negotiation, offer(audio("0"), audio("2")));

        assertEquals("m=audio 9 UDP/TLS/RTP/SAVPF 111", lines(sdp, 1).getFirst());
        assertEquals(2, starting(sdp, "a=ssrc:").size());
    }

    @Test
    void followsThePeerInUsingRetransmissions() {
        List<String> plain =
                with(
                        without(video("1", FID), "a=fmtp:97"),
                        line -> line.replace(" 96 97", " 96").replace("a=rtpmap:97 rtx/90000", ""));

        String without = echo(negotiation, offer(audio("0"), plain));
        String with = echo(negotiation, FIRST);

        assertFalse(without.contains("rtx") || without.contains("FID"));
        assertEquals(first, with);
    }

    @Test
    void takesRidsThatComeOrGo() {
        String layered =
                offer(
                        audio("0"),
                        video("1", RID, "a=rid:h send", "a=rid:l send", "a=simulcast:send ~h;l"));

        String with = echo(negotiation, layered);
        String without = echo(negotiation, FIRST);

        assertEquals(List.of("a=simulcast:recv ~h;l"), starting(with, "a=simulcast"));
        assertEquals(List.of(), starting(without, "a=simulcast"));
        assertEquals(List.of(), negotiation.session().orElseThrow().media().get(1).rids());
    }

    @Test
    void changesCodecs() {
        String vp9 = offer(audio("0"), with(video("1"), line -> line.replace("VP8", "VP9")));

        echo(negotiation, vp9);

        assertEquals("vp9", negotiation.session().orElseThrow().media().get(1).codec().name());
    }

    @Test
    void staysAsItWasWhenADescriptionIsRefused() {
        for (Map.Entry<String, Kind> bad :
                Map.of(
                                FIRST.replace("a=ice-ufrag:wOfI\r\n", ""),
                                Kind.RENEGOTIATION,
                                FIRST.replace("v=0", "x=0"),
                                Kind.SYNTAX,
                                FIRST.replace("a=mid:0", "a=mid"),
                                Kind.MID)
                        .entrySet()) {
            SdpException refused =
                    assertThrows(
                            SdpException.class,
                            () -> negotiation.applyRemote(jsep(true, bad.getKey())));
            assertEquals(bad.getValue(), refused.kind());
        }
        assertEquals(first, echo(negotiation, FIRST));
    }

    @Test
    void canBeContinuedByAnOfferOfOurs() {
        var audio =
                new Media(
                        true,
                        "audio",
                        "0",
                        Direction.SENDRECV,
                        "opus",
                        -1,
                        "",
                        false,
                        Map.of(),
                        "");
        var video =
                new Media(
                        true, "video", "1", Direction.SENDRECV, "vp8", -1, "", false, Map.of(), "");

        String ours =
                negotiation.localOffer(
                        negotiation.describeOffer("x", List.of(audio, video)),
                        Offers.transport("abcd"));
        Remote answered = negotiation.applyRemote(jsep(false, FIRST));

        assertEquals(starting(first, "a=ssrc"), starting(ours, "a=ssrc"));
        assertEquals(List.of("a=fmtp:97 apt=96"), starting(ours, "a=fmtp:97"));
        assertTrue(answered.update());
        assertFalse(negotiation.isOfferer());
        assertFalse(negotiation.session().orElseThrow().controlling());
    }
}
