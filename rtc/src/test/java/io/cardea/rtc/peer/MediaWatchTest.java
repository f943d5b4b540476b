package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.PeerPair.MS;
import static io.cardea.rtc.peer.PeerPair.S;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.rtp.MediaKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events {@code media} and {@code slowlink}. */
final class MediaWatchTest {
    private PeerPair pair;
    private Side ours;

    @AfterEach
    void nothingLeaks() {
        pair.end();
    }

    private void connect(int noMediaSeconds, int slowlinkThreshold, Line... lines) {
        var setup = new PeerPair.Setup();
        setup.media =
                new PeerSettings.Media(200, false, 200, noMediaSeconds, slowlinkThreshold, false);
        pair = new PeerPair(setup).connect(lines).mute();
        ours = pair.ours;
    }

    private static PeerEvent.Media audio(boolean receiving, int seconds) {
        return new PeerEvent.Media(0, "0", MediaKind.AUDIO, -1, receiving, seconds);
    }

    private List<PeerEvent.Media> told() {
        return ours.events(PeerEvent.Media.class);
    }

    @Test
    void mediaIsToldAtTheFirstPacketAtSilenceAndWhenItComesBack() {
        connect(1, 0, Line.audio(0), Line.video(1));
        pair.run(5 * S);
        assertTrue(told().isEmpty(), "what never came does not stop");
        ours.inject(Bytes.rtp(OPUS, 2000, 1, 48));
        ours.inject(Bytes.rtp(OPUS, 2000, 2, 48));
        assertEquals(List.of(audio(true, 0)), told());
        pair.run(5 * S);
        assertEquals(List.of(audio(true, 0), audio(false, 1)), told());
        ours.inject(Bytes.rtp(OPUS, 2000, 3, 48));
        assertEquals(audio(true, 0), told().getLast());
        assertEquals(3, told().size());
    }

    @Test
    void theTimerIsTheOneThatIsSet() {
        connect(3, 0, Line.audio(0));
        ours.inject(Bytes.rtp(OPUS, 2000, 1, 48));
        pair.run(2900 * MS);
        assertEquals(1, told().size());
        pair.run(1100 * MS);
        assertEquals(List.of(audio(true, 0), audio(false, 3)), told());
    }

    @Test
    void withoutATimerSilenceIsNeverTold() {
        connect(0, 0, Line.audio(0));
        ours.inject(Bytes.rtp(OPUS, 2000, 1, 48));
        pair.run(60 * S);
        assertEquals(List.of(audio(true, 0)), told());
    }

    @Test
    void aDirectionThatStopsThePeerIsToldAtOnce() {
        connect(1, 0, Line.audio(0));
        ours.inject(Bytes.rtp(OPUS, 2000, 1, 48));
        pair.negotiate(Line.audio(0).directed(true, false));
        assertEquals(List.of(audio(true, 0), audio(false, 0)), told());
        pair.negotiate(Line.audio(0));
        ours.inject(Bytes.rtp(OPUS, 2000, 2, 48));
        assertEquals(audio(true, 0), told().getLast());
    }

    @Test
    void everyLayerOfSimulcastIsToldOf() {
        connect(1, 0, Line.video(0).withRemoteSsrcs(31, 32, 33));
        ours.inject(Bytes.rtp(VP8, 33, 1, 48));
        ours.inject(Bytes.rtp(VP8, 31, 1, 48));
        pair.run(800 * MS);
        ours.inject(Bytes.rtp(VP8, 31, 2, 48));
        pair.run(900 * MS);
        assertEquals(List.of(2, 0, 2), told().stream().map(PeerEvent.Media::substream).toList());
        assertEquals(
                List.of(true, true, false),
                told().stream().map(PeerEvent.Media::receiving).toList());
    }

    @Test
    void lossesOfThePeersMediaMakeASlowLink() {
        connect(1, 3, Line.video(0).withNack(false));
        ours.inject(Bytes.rtp(VP8, 2000, 1, 48));
        ours.inject(Bytes.rtp(VP8, 2000, 4, 48));
        pair.run(S);
        assertTrue(ours.events(PeerEvent.SlowLink.class).isEmpty(), "two are not three");
        ours.inject(Bytes.rtp(VP8, 2000, 8, 48));
        pair.run(3 * S);
        assertEquals(
                List.of(new PeerEvent.SlowLink(0, "0", MediaKind.VIDEO, false, 3)),
                ours.events(PeerEvent.SlowLink.class));
    }

    @Test
    void lossesThePeerReportsMakeASlowLinkTheOtherWay() {
        connect(1, 3, Line.audio(0));
        ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 48));
        ours.inject(Bytes.report(9, 1000, 5, 7, 0, 0));
        pair.run(S);
        ours.inject(Bytes.report(9, 1000, 4, 7, 0, 0));
        pair.run(S);
        ours.inject(Bytes.report(9, 1000, 6, 7, 0, 0));
        pair.run(S);
        ours.inject(Bytes.report(9, 1000, 9, 7, 0, 0));
        pair.run(2 * S);
        assertEquals(
                List.of(
                        new PeerEvent.SlowLink(0, "0", MediaKind.AUDIO, true, 5),
                        new PeerEvent.SlowLink(0, "0", MediaKind.AUDIO, true, 3)),
                ours.events(PeerEvent.SlowLink.class));
    }

    @Test
    void aNewSsrcBeginsWithoutLosses() {
        connect(1, 3, Line.video(0).withNack(false));
        ours.inject(Bytes.rtp(VP8, 2000, 1, 48));
        ours.inject(Bytes.rtp(VP8, 2000, 11, 48));
        pair.run(S);
        ours.inject(Bytes.rtpWith(VP8, 99, 500, 48, 4, "0"));
        ours.inject(Bytes.rtp(VP8, 99, 504, 48));
        pair.run(S);
        assertEquals(
                List.of(9, 3),
                ours.events(PeerEvent.SlowLink.class).stream()
                        .map(PeerEvent.SlowLink::lost)
                        .toList());
    }
}
