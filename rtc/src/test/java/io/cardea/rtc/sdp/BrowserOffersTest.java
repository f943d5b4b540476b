package io.cardea.rtc.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole answers to what browsers offer.
 *
 * <p>The answers are those of the reference server's EchoTest to the same offers, save for its own
 * credentials, candidates and SSRCs, feedback lines for transport-cc (newer servers write them only
 * where the extension is negotiated, then for audio too), the dependency descriptor with vp8, and
 * an opus fmtp that it writes twice when there are two audio m-lines.
 */
final class BrowserOffersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "chromium-av",
                "chromium-simulcast",
                "chromium-recvonly",
                "chromium-multi",
                "chromium-data",
                "firefox-av",
                "firefox-simulcast",
                "firefox-multi",
                "aiortc-av"
            })
    void answersAsTheReferenceServerDoes(String name) {
        Negotiation negotiation = Offers.negotiation();

        String answer = Offers.echo(negotiation, Offers.canned(name));

        long own = negotiation.describeOffer("", List.of()).origin().sessionId();
        String comparable = Offers.normalised(answer).replace(Long.toString(own), "OWN");
        assertEquals(Offers.canned(name + ".answer"), comparable);
    }

    @Test
    void tellsThePeerWhatWasAgreedOnWithChromium() {
        Negotiation negotiation = Offers.negotiation();
        Offers.echo(negotiation, Offers.canned("chromium-simulcast"));

        NegotiatedSession session = negotiation.session().orElseThrow();

        NegotiatedMedia video = session.media().get(1);
        assertEquals("1", video.mid());
        assertEquals(new NegotiatedMedia.Codec("vp8", 96, 90_000, 1, ""), video.codec());
        assertEquals(Map.of(96, "vp8"), video.payloadTypes());
        assertEquals(Map.of(96, 97), video.rtx());
        assertEquals(List.of("l", "m", "h"), video.rids());
        assertEquals(List.of(), video.remoteSsrcs());
        assertEquals(true, video.nack());
        assertEquals(true, video.transportCc());
        NegotiatedMedia audio = session.media().getFirst();
        assertEquals("opus", audio.codec().name());
        assertEquals(2, audio.codec().channels());
        assertEquals("useinbandfec=1", audio.codec().fmtp());
        assertEquals(false, audio.nack());
        assertEquals(
                "{AUDIO_LEVEL=1, VIDEO_ORIENTATION=13, TRANSPORT_WIDE_CC=3, PLAYOUT_DELAY=5,"
                        + " MID=4, RID=10, REPAIRED_RID=11}",
                session.extensions().toString());
        assertEquals(true, session.dtlsClient());
        assertEquals(false, session.controlling());
        assertEquals(true, session.remoteTrickle());
    }

    @Test
    void takesFirefoxesSsrcsAndSessionFingerprint() {
        Negotiation negotiation = Offers.negotiation();
        Offers.echo(negotiation, Offers.canned("firefox-av"));

        NegotiatedSession session = negotiation.session().orElseThrow();

        assertEquals("sha-256", session.remoteFingerprint().orElseThrow().hash());
        assertEquals(false, session.remoteTrickle());
        NegotiatedMedia video = session.media().get(1);
        assertEquals(1, video.remoteSsrcs().size());
        assertEquals(1, video.remoteRtxSsrcs().size());
        assertEquals("max-fs=12288;max-fr=60", video.codec().fmtp());
        assertEquals(true, session.media().get(2).enabled());
    }
}
