package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.PeerPair.MS;
import static io.cardea.rtc.peer.PeerPair.S;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.rtcp.RtcpReader.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A PeerConnection that changes while it lives. */
final class RenegotiationTest {
    private PeerPair pair;
    private Side ours;
    private Side theirs;

    @AfterEach
    void nothingLeaks() {
        pair.end();
    }

    private void connect(boolean encrypted, Line... lines) {
        pair = encrypted ? PeerPair.encrypted(lines) : PeerPair.clear(lines);
        ours = pair.ours;
        theirs = pair.theirs;
    }

    /** Sends a packet each way on a line, and tells which of them arrived. */
    private List<Integer> exchange(int line, int payloadType, int sequenceNumber) {
        ours.clear();
        theirs.clear();
        ours.sendRtp(line, Bytes.rtp(payloadType, 1, sequenceNumber, sequenceNumber * 90));
        theirs.sendRtp(line, Bytes.rtp(payloadType, 1, sequenceNumber, sequenceNumber * 90));
        pair.run(50 * MS);
        return List.of(theirs.heard.size(), ours.heard.size());
    }

    @Test
    void videoIsAddedRemovedAndAddedAgain() {
        connect(true, Line.audio(0));
        assertEquals(List.of(0, 0), exchange(1, VP8, 1));
        pair.negotiate(Line.audio(0), Line.video(1));
        assertEquals(List.of(1, 1), exchange(1, VP8, 2));
        pair.negotiate(Line.audio(0), Line.video(1).rejected());
        assertEquals(List.of(0, 0), exchange(1, VP8, 3));
        assertEquals(List.of(1, 1), exchange(0, OPUS, 3));
        pair.negotiate(Line.audio(0), Line.video(1));
        assertEquals(List.of(1, 1), exchange(1, VP8, 4));
    }

    @Test
    void directionsDecideWhoMaySend() {
        connect(true, Line.audio(0));
        pair.negotiate(Line.audio(0).directed(true, false));
        assertEquals(List.of(1, 0), exchange(0, OPUS, 1));
        pair.negotiate(Line.audio(0).directed(false, true));
        assertEquals(List.of(0, 1), exchange(0, OPUS, 2));
        pair.negotiate(Line.audio(0).directed(false, false));
        assertEquals(List.of(0, 0), exchange(0, OPUS, 3));
        pair.negotiate(Line.audio(0));
        assertEquals(List.of(1, 1), exchange(0, OPUS, 4));
    }

    @Test
    void aRefusedLineComesBackAsAnotherKind() {
        connect(true, Line.audio(0), Line.audio(1));
        assertEquals(List.of(1, 1), exchange(1, OPUS, 1));
        pair.negotiate(Line.audio(0), Line.video(1).withLocalSsrcs(41, 42).withRemoteSsrcs(43));
        assertTrue(
                ours.events(PeerEvent.Media.class).stream().anyMatch(media -> !media.receiving()));
        assertEquals(List.of(1, 1), exchange(1, VP8, 5));
        assertEquals(43, ours.heard.getFirst().ssrc());
        pair.negotiate(Line.audio(0), Line.data(1));
        assertEquals(List.of(0, 0), exchange(1, VP8, 6));
    }

    @Test
    void theDescriptionNamesAnotherSsrc() {
        connect(false, Line.video(0));
        pair.mute();
        ours.inject(Bytes.rtp(VP8, 2000, 100, 9_000));
        pair.negotiate(Line.video(0).withRemoteSsrcs(3000));
        ours.inject(Bytes.rtp(VP8, 2000, 101, 9_000)); // still on its way
        ours.inject(Bytes.rtp(VP8, 3000, 7, 50));
        ours.inject(Bytes.rtp(VP8, 3000, 8, 50));
        assertEquals(List.of(100, 101, 102, 103), ours.sequenceNumbers());
        assertEquals(List.of(2000), ours.heard.stream().map(Side.Heard::ssrc).distinct().toList());
        pair.run(1100 * MS);
        Side.Control report = ours.controls(Kind.RECEIVER_REPORT).getLast();
        assertEquals(3000, Bytes.i32(report.bytes(), 8));
        assertEquals(8, Bytes.i32(report.bytes(), 16));
        assertTrue(ours.controls(Kind.NACK).isEmpty(), "numbers of two SSRCs are not mixed up");
    }

    @Test
    void aDescriptionThatOnlyRepeatsItselfDoesNotBringBackAnOldSsrc() {
        connect(false, Line.video(0));
        pair.mute();
        ours.inject(Bytes.rtp(VP8, 2000, 100, 9_000));
        ours.inject(Bytes.rtpWith(VP8, 99, 7, 50, 4, "0"));
        pair.negotiate(Line.video(0));
        ours.peer.requestKeyframe(0, -1, pair.now);
        ours.drain();
        assertEquals(99, ours.controls(Kind.PLI).getFirst().media());
    }

    @Test
    void anotherLocalSsrcIsAnotherStream() {
        connect(false, Line.video(0));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 5, 90));
        pair.negotiate(Line.video(0).withLocalSsrcs(77, 78));
        ours.inject(Bytes.nack(9, 77, 5));
        ours.sendRtp(0, Bytes.rtp(VP8, 1, 6, 90));
        pair.run(S);
        assertEquals(2, ours.sentRtp().size());
        Side.Control report = ours.controls(Kind.SENDER_REPORT).getLast();
        assertEquals(77, report.sender());
        assertEquals(1, Bytes.i32(report.bytes(), 20), "packets of this SSRC");
    }

    @Test
    void dataChannelsAreAddedLater() {
        connect(true, Line.audio(0));
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        assertFalse(ours.peer.sendData("chat", "", false, hello, pair.now));
        pair.negotiate(Line.audio(0), Line.data(1));
        assertTrue(ours.peer.sendData("chat", "p", false, hello, pair.now));
        ours.drain();
        pair.run(S);
        PeerEvent.DataMessage message = theirs.events(PeerEvent.DataMessage.class).getFirst();
        assertEquals("chat", message.label());
        assertEquals("hello", new String(message.payload(), StandardCharsets.UTF_8));
        assertEquals(1, theirs.events(PeerEvent.DataChannelOpen.class).size());
        var data = ours.peer.statistics(pair.now).data();
        assertEquals(new PeerStatistics.Count(1, 5), data.sent());
        assertTrue(data.up());
        assertEquals(
                new PeerStatistics.Count(1, 5), theirs.peer.statistics(pair.now).data().received());
    }

    @Test
    void oneSideIsToldOfDataChannelsBeforeTheOther() {
        connect(true, Line.audio(0));
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        pair.negotiate(Line.audio(0), Line.data(1)); // sets the lines ...
        theirs.peer.sendData("chat", "", true, hello, pair.now);
        theirs.drain();
        pair.run(5 * S);
        assertTrue(ours.events(PeerEvent.DataMessage.class).getFirst().binary());
    }

    // ---- ICE restarts ----

    private void restart(Side side) {
        IceCredentials fresh = pair.freshCredentials();
        side.credentials = fresh;
        side.peer.restartIce(fresh, pair.now);
        side.drain();
    }

    @Test
    void weRestartIceWhileMediaFlows() {
        connect(true, Line.audio(0));
        restart(ours);
        restart(theirs);
        assertEquals(List.of(1, 1), exchange(0, OPUS, 1), "the old path is still good");
        pair.negotiate(Line.audio(0));
        pair.run(2 * S);
        assertEquals(List.of(1, 1), exchange(0, OPUS, 2));
        assertEquals(ours.credentials.ufrag(), ours.peer.localUfrag());
        assertTrue(ours.peer.statistics(pair.now).ice().failedNanos().isEmpty());
        assertEquals("ready", ours.peer.statistics(pair.now).ice().state());
    }

    @Test
    void thePeerRestartsIceAndWeFollow() {
        connect(true, Line.audio(0));
        String before = ours.peer.localUfrag();
        restart(theirs); // its offer ...
        restart(ours); // ... makes us take new ones for the answer
        pair.negotiate(Line.audio(0));
        pair.run(2 * S);
        assertNotEquals(before, ours.peer.localUfrag());
        assertEquals(1, ours.events(PeerEvent.SelectedPair.class).size());
        assertEquals("ready", ours.peer.statistics(pair.now).ice().state());
        assertEquals(List.of(1, 1), exchange(0, OPUS, 2));
    }

    @Test
    void ourRestartIsAnsweredWithTheCredentialsThePeerHad() {
        connect(true, Line.audio(0));
        restart(ours);
        pair.negotiate(Line.audio(0));
        pair.run(2 * S);
        assertEquals("ready", ours.peer.statistics(pair.now).ice().state());
        assertEquals("ready", theirs.peer.statistics(pair.now).ice().state());
        assertEquals(List.of(1, 1), exchange(0, OPUS, 2));
        pair.run(60 * S);
        assertFalse(ours.peer.isClosed());
    }

    @Test
    void theSameDescriptionAgainChangesNothing() {
        connect(true, Line.audio(0), Line.video(1), Line.data(2));
        for (int i = 0; i < 3; i++) {
            pair.negotiate(Line.audio(0), Line.video(1), Line.data(2));
            assertEquals(List.of(1, 1), exchange(1, VP8, i));
        }
        assertTrue(ours.events(PeerEvent.IceState.class).isEmpty());
        assertTrue(ours.events(PeerEvent.Connected.class).isEmpty());
    }
}
