package io.cardea.rtc.sdp;

import static io.cardea.rtc.sdp.Offers.audio;
import static io.cardea.rtc.sdp.Offers.data;
import static io.cardea.rtc.sdp.Offers.offer;
import static io.cardea.rtc.sdp.Offers.offerWith;
import static io.cardea.rtc.sdp.Offers.video;
import static io.cardea.rtc.sdp.Offers.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StripperTest {
    @Test
    void leavesPluginsNothingOfTheTransport() {
        String text = Offers.canned("firefox-simulcast");

        String stripped = strip(text).print();

        String names =
                "ice-|fingerprint|group|msid-semantic|rtcp-rsize|crypto|setup"
                        + "|connection|rid|simulcast|rtcp:|rtcp-mux|candidate|end-of-candidates|ssrc";
        assertFalse(stripped.lines().anyMatch(line -> line.matches("a=(" + names + ").*")));
        assertFalse(stripped.contains("192.0.2.2"));
        assertFalse(stripped.substring(0, stripped.indexOf("m=")).contains("extmap-allow-mixed"));
        assertEquals(2, Offers.starting(stripped, "c=IN IP4 1.1.1.1").size());
        assertEquals(2, Offers.starting(stripped, "a=msid:").size());
        assertEquals(2, Offers.starting(stripped, "a=mid:").size());
    }

    @Test
    void hidesAddressesOfBothKinds() {
        String text =
                offerWith(List.of("c=IN IP6 ::1", "t=0 0"), audio("0"))
                        .replace("IP4 127.0.0.1", "IP6 ::1");

        SessionDescription stripped = strip(text);

        assertEquals("IN IP4 1.1.1.1", stripped.origin().address().toString());
        assertEquals("IN IP4 1.1.1.1", stripped.connection().orElseThrow().toString());
    }

    @Test
    void removesRepairFormatsWithTheirParameters() {
        MediaDescription video = strip(Offers.canned("chromium-av")).media().get(1);

        String formats = String.join(" ", video.formats());

        assertEquals("96 102 104 108 114 116 39 45 98 100", formats);
        assertFalse(video.attributes().values("fmtp").stream().anyMatch(v -> v.contains("apt=")));
        assertFalse(video.attributes().values("rtpmap").stream().anyMatch(v -> v.contains("red")));
    }

    @Test
    void keepsRedForOpus() {
        MediaDescription audio = strip(Offers.canned("chromium-av")).media().getFirst();

        assertEquals("111 63 9 0 8 13 110 126", String.join(" ", audio.formats()));
    }

    @Test
    void writesPortsAsEnabledOrDisabledAndTakesOneSctpLine() {
        SessionDescription stripped =
                strip(
                        offer(
                                with(audio("0"), line -> line.replace("audio 9", "audio 4000")),
                                data("1"),
                                data("2"),
                                with(data("3"), line -> line.replace("UDP/DTLS/SCTP", "UDP/BFCP")),
                                with(data("4"), line -> line.replace("UDP/", "TCP/")),
                                with(video("5"), line -> line.replace("video 9", "video 0"))));

        assertEquals(List.of(9, 9, 0, 0, 0, 0), ports(stripped));
    }

    @Test
    void disablesDataChannelsWhereThereAreNone() {
        SessionDescription sdp = SdpParser.parse(offer(audio("0"), data("1")));

        assertEquals(List.of(9, 0), ports(Stripper.strip(sdp, false)));
    }

    @Test
    void removesEncryptedHeaderExtensions() {
        String encrypted =
                "a=extmap:5 urn:ietf:params:rtp-hdrext:encrypt urn:ietf:params:rtp-hdrext:toffset";

        SessionDescription stripped =
                strip(
                        offer(
                                audio(
                                        "0",
                                        encrypted,
                                        "a=extmap:6 urn:ietf:params:rtp-hdrext:toffset")));

        assertEquals(
                List.of("6 urn:ietf:params:rtp-hdrext:toffset"),
                stripped.media().getFirst().attributes().values("extmap"));
    }

    private static List<Integer> ports(SessionDescription sdp) {
        return sdp.media().stream().map(MediaDescription::port).toList();
    }

    private static SessionDescription strip(String text) {
        return Stripper.strip(SdpParser.parse(text), true);
    }
}
