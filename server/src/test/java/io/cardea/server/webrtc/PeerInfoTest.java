package io.cardea.server.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.cardea.rtc.peer.PeerStatistics;
import io.cardea.rtc.peer.PeerStatistics.Bandwidth;
import io.cardea.rtc.peer.PeerStatistics.Candidates;
import io.cardea.rtc.peer.PeerStatistics.Count;
import io.cardea.rtc.peer.PeerStatistics.Data;
import io.cardea.rtc.peer.PeerStatistics.Direction;
import io.cardea.rtc.peer.PeerStatistics.Dtls;
import io.cardea.rtc.peer.PeerStatistics.Ice;
import io.cardea.rtc.peer.PeerStatistics.Layer;
import io.cardea.rtc.peer.PeerStatistics.Media;
import io.cardea.rtc.peer.PeerStatistics.Quality;
import io.cardea.rtc.peer.PeerStatistics.RoundTrip;
import io.cardea.rtc.peer.PeerStatistics.Sent;
import io.cardea.rtc.peer.PeerStatistics.Ssrcs;
import io.cardea.rtc.peer.PeerStatistics.Traffic;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PeerInfoTest {
    private static final Quality QUALITY = new Quality(3, 2, 90, 95);

    private static Layer layer(int index, long packets) {
        Traffic traffic = new Traffic(packets, 10 * packets, packets, 4, 5);
        return new Layer(index, 90_000, new Ssrcs(-1, 0), traffic, QUALITY);
    }

    private static PeerStatistics peer(Media... media) {
        Count none = new Count(0, 0);
        return new PeerStatistics(
                new Ice(
                        "ready",
                        true,
                        new Candidates(List.of("1 1 udp"), List.of()),
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()),
                new Dtls(
                        "connected",
                        false,
                        Optional.of(SrtpProfile.AES_CM_128_HMAC_SHA1_80),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        new Count(3, 900),
                        none),
                new Data(false, none, none),
                0,
                0,
                List.of(media),
                Bandwidth.NONE);
    }

    private static Json at(Json json, String... path) {
        for (String name : path) json = json.get(name).orElseThrow();
        return json;
    }

    @Test
    void packetsOfEachLayerAndOfWhatIsSentAreTold() {
        Sent sent =
                new Sent(
                        90_000,
                        new Ssrcs(7, 8),
                        new Traffic(50, 5000, 9, 2, 1),
                        QUALITY,
                        Optional.of(new RoundTrip(40, 1, 2, 3)));
        Media video =
                new Media(
                        1,
                        "v",
                        MediaKind.VIDEO,
                        new Direction(true, true),
                        true,
                        200,
                        List.of(layer(0, 100), layer(1, 30)),
                        Optional.of(sent));

        Json line = at(PeerInfo.of(peer(video), new CallFacts(), "AB:CD"), "media", "v");

        assertEquals(
                "{\"packets\":100,\"bytes\":1000,\"bytes_lastsec\":100,\"nacks\":4,"
                        + "\"retransmissions\":5,\"video-simulcast-1\":{\"packets\":30,"
                        + "\"bytes\":300,\"bytes_lastsec\":30,\"nacks\":4}}",
                at(line, "stats", "in").toString());
        assertEquals(50, at(line, "stats", "out", "packets").integer());
        assertEquals(4_294_967_295L, at(line, "ssrc", "ssrc-peer-sim-1").integer());
        assertEquals(40, at(line, "rtcp", "main", "rtt").integer());
        assertEquals(3, at(line, "rtcp", "sim1", "lost").integer());
        List<Json> report = MediaReport.of(peer(video), new CallFacts());
        assertEquals(
                "{\"ntp\":1,\"lsr\":2,\"dlsr\":3}", at(report.get(0), "rtt-values").toString());
        assertFalse(report.get(1).has("rtt-values"), "of the main layer only");
        assertFalse(report.get(0).has("remb-bitrate"));
        CallFacts facts = new CallFacts();
        facts.remb = 500_000;
        assertEquals(
                500_000, at(MediaReport.of(peer(video), facts).get(0), "remb-bitrate").integer());
    }

    @Test
    void aLineThatHasSentNothingHasZeroes() {
        Media audio =
                new Media(
                        0,
                        "a",
                        MediaKind.AUDIO,
                        new Direction(false, true),
                        false,
                        0,
                        List.of(),
                        Optional.empty());

        Json info = PeerInfo.of(peer(audio), new CallFacts(), "AB:CD");

        assertEquals(0, at(info, "media", "a", "stats", "out", "packets").integer());
        assertEquals("SRTP_AES128_CM_SHA1_80", at(info, "dtls", "srtp-profile").string());
        assertEquals(3, at(info, "dtls", "stats", "in", "packets").integer());
        assertFalse(at(info, "ice").has("selected-pair"));
    }
}
