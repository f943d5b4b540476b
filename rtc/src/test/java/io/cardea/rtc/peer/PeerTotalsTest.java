package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.PeerPair.S;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What peers count together: by kind, and never less than before. */
final class PeerTotalsTest {
    private static final int VIDEO_SSRC = 2001;
    private static final int AUDIO_SSRC = 2000;

    private PeerPair pair;
    private PeerTotals totals;

    private void connect(PeerPair made) {
        pair = made;
        totals = made.ours.peer.counters().totals;
    }

    @AfterEach
    void nothingLeaks() {
        pair.end();
    }

    @Test
    void packetsAreCountedByKindBothWays() {
        connect(PeerPair.clear(Line.audio(0), Line.video(1)).mute());
        byte[] video = Bytes.rtp(VP8, VIDEO_SSRC, 5, 90);
        pair.ours.inject(video);
        pair.ours.inject(Bytes.rtp(OPUS, AUDIO_SSRC, 6, 48));
        pair.ours.inject(Bytes.rtp(OPUS, AUDIO_SSRC, 7, 96));
        pair.ours.sendRtp(1, Bytes.rtp(VP8, 1, 7, 90));
        assertEquals(1, totals.video.packetsReceived);
        assertEquals(video.length, totals.video.bytesReceived);
        assertEquals(2, totals.audio.packetsReceived);
        assertEquals(1, totals.video.packetsSent);
        assertEquals(pair.ours.sentRtp().getFirst().bytes().length, totals.video.bytesSent);
        assertEquals(0, totals.audio.packetsSent);
    }

    @Test
    void whatEncryptionAddsIsNotCounted() {
        connect(PeerPair.encrypted(Line.video(0)));
        pair.ours.sendRtp(0, Bytes.rtp(VP8, 1, 7, 90));
        int onTheWire = pair.ours.sentRtp().getFirst().bytes().length;
        pair.run(S);
        assertEquals(1, totals.video.packetsSent);
        assertEquals(
                pair.theirs.peer.counters().totals.video.bytesReceived, totals.video.bytesSent);
        assertEquals(16, onTheWire - totals.video.bytesSent);
        assertEquals(1, totals.iceConnected);
        assertEquals(1, totals.dtlsConnected);
        assertEquals(0, totals.dtlsFailed);
    }

    @Test
    void lossesNeverShrink() {
        connect(PeerPair.clear(Line.audio(0)).mute());
        pair.ours.inject(Bytes.rtp(OPUS, AUDIO_SSRC, 10, 48));
        pair.ours.inject(Bytes.rtp(OPUS, AUDIO_SSRC, 14, 96));
        pair.run(2 * S);
        assertEquals(3, totals.audio.lost);
        pair.ours.inject(Bytes.rtp(OPUS, AUDIO_SSRC, 12, 72));
        pair.run(2 * S);
        assertEquals(3, totals.audio.lost, "a late one was missing nevertheless");
        pair.ours.inject(Bytes.rtp(OPUS, AUDIO_SSRC, 17, 144));
        pair.run(2 * S);
        assertEquals(4, totals.audio.lost, "4 are missing at once, and not 5");
    }

    @Test
    void whatAStreamCountedStaysWhenAnotherTakesItsPlace() {
        connect(PeerPair.clear(Line.audio(0).withoutRemoteSsrcs()).mute());
        pair.ours.inject(Bytes.rtp(OPUS, 77, 10, 48));
        pair.ours.inject(Bytes.rtp(OPUS, 77, 12, 96));
        pair.run(2 * S);
        pair.ours.inject(Bytes.rtp(OPUS, 78, 500, 48));
        pair.ours.inject(Bytes.rtp(OPUS, 78, 503, 96));
        pair.run(2 * S);
        assertEquals(4, totals.audio.packetsReceived);
        assertEquals(3, totals.audio.lost);
    }

    @Test
    void aSumKeepsItsParts() {
        connect(PeerPair.clear(Line.audio(0)).mute());
        pair.ours.inject(Bytes.rtp(OPUS, AUDIO_SSRC, 10, 48));
        PeerTotals copy = totals.copy();
        pair.ours.inject(Bytes.rtp(OPUS, AUDIO_SSRC, 11, 96));
        assertEquals(1, copy.audio.packetsReceived);
        assertEquals(3, copy.plus(totals).audio.packetsReceived);
        assertEquals(2, totals.audio.packetsReceived);
    }
}
