package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.PeerPair.MS;
import static io.cardea.rtc.peer.PeerPair.S;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.srtp.SrtpProfile;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beginning and end of a PeerConnection, and what strangers may do to it. */
final class PeerLifeTest {
    private PeerPair pair;
    private Side ours;
    private Side theirs;

    @AfterEach
    void nothingLeaks() {
        pair.end();
    }

    private void start(PeerPair.Setup setup) {
        pair = new PeerPair(setup);
        ours = pair.ours;
        theirs = pair.theirs;
    }

    private void connect(PeerPair.Setup setup, Line... lines) {
        start(setup);
        pair.connect(lines);
    }

    private List<String> closed(Side side) {
        return side.events(PeerEvent.Closed.class).stream().map(PeerEvent.Closed::reason).toList();
    }

    /** Lets time pass until a side is closed; its seconds since then. */
    private long secondsUntilClosed(Side side) {
        long begin = pair.now;
        while (!side.peer.isClosed() && pair.now - begin < 120 * S) pair.run(100 * MS);
        return (pair.now - begin) / S;
    }

    // ---- Up ----

    @Test
    void statesAreToldInOrder() {
        start(new PeerPair.Setup().encrypted());
        pair.negotiate(Line.audio(0));
        pair.run(S);
        List<String> told =
                ours.events.stream()
                        .map(event ->
                                switch (event) {
                                    case PeerEvent.IceState(String state) -> "ice " + state;
                                    case PeerEvent.DtlsState(String state) -> "dtls " + state;
                                    case PeerEvent.Connected _ -> "up";
                                    case PeerEvent.SelectedPair _ -> "pair";
                                    case PeerEvent.GatheringDone _ -> "gathered";
                                    case PeerEvent.LocalCandidate _ -> "local";
                                    case PeerEvent.RemoteCandidate _ -> "remote";
                                    default -> event.toString();
                                })
                        .toList();
        assertEquals(
                List.of(
                        "ice gathering",
                        "local",
                        "gathered",
                        "ice connecting",
                        "remote",
                        "pair",
                        "ice connected",
                        "ice ready",
                        "dtls trying",
                        "dtls connected",
                        "up"),
                told);
    }

    @Test
    void statisticsTellOfEverything() {
        connect(new PeerPair.Setup().encrypted(), Line.audio(0), Line.video(1), Line.data(2));
        for (int i = 0; i < 100; i++) {
            theirs.sendRtp(1, Bytes.rtp(VP8, 1, i, i * 3000));
            ours.sendRtp(1, Bytes.rtp(VP8, 1, i, i * 3000));
            pair.run(30 * MS);
        }
        PeerStatistics all = ours.peer.statistics(pair.now);
        assertEquals("ready", all.ice().state());
        assertTrue(all.ice().controlling());
        assertEquals(theirs.address, all.ice().selected().orElseThrow().remote());
        assertEquals(1, all.ice().candidates().local().size());
        assertEquals(1, all.ice().candidates().remote().size());
        assertEquals("connected", all.dtls().state());
        assertFalse(all.dtls().client());
        assertEquals(SrtpProfile.values()[0], all.dtls().profile().orElseThrow());
        assertTrue(all.dtls().received().packets() > 2);
        assertTrue(
                all.dtls().startedNanos().orElseThrow()
                        <= all.dtls().connectedNanos().orElseThrow());
        assertTrue(all.bytesReceived() > all.dtls().received().bytes());
        assertEquals(3, all.media().size());
        PeerStatistics.Media video = all.media().get(1);
        assertEquals(new PeerStatistics.Direction(true, true), video.direction());
        PeerStatistics.Layer layer = video.layers().getFirst();
        assertEquals(new PeerStatistics.Ssrcs(2001, 2501), layer.ssrcs());
        assertEquals(100, layer.traffic().packets());
        assertTrue(layer.traffic().bytesLastSecond() > 0);
        assertEquals(0, layer.quality().lost());
        PeerStatistics.Sent sent = video.sent().orElseThrow();
        assertEquals(new PeerStatistics.Ssrcs(1001, 1501), sent.ssrcs());
        assertEquals(100, sent.traffic().packets());
        assertEquals(20, sent.rttMillis(), 1);
        assertEquals(100, sent.quality().mediaLinkQuality());
        assertTrue(all.media().get(2).sent().isEmpty());
    }

    @Test
    void withoutEncryptionMediaGoesInTheClearAndThereAreNoDataChannels() {
        connect(new PeerPair.Setup(), Line.audio(0), Line.data(1));
        ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 48));
        assertFalse(ours.peer.sendData("chat", "", false, new byte[1], pair.now));
        pair.run(5 * S);
        assertEquals(List.of(7), theirs.sequenceNumbers());
        assertTrue(ours.sent.stream().noneMatch(Side.Sent::isDtls));
        assertTrue(ours.peer.statistics(pair.now).dtls().profile().isEmpty());
    }

    // ---- The end ----

    @Test
    void aHangupSaysGoodbyeToThePeer() {
        connect(new PeerPair.Setup().encrypted(), Line.audio(0), Line.data(1));
        ours.clear();
        ours.peer.close("Session timeout", pair.now);
        ours.drain();
        assertEquals(List.of("Session timeout"), closed(ours));
        assertTrue(ours.sent.getLast().isDtls());
        assertEquals(21, ours.sent.getLast().bytes()[0], "an alert");
        pair.run(50 * MS);
        assertEquals(List.of("DTLS alert"), closed(theirs));
    }

    @Test
    void closedIsTheLastWordWhateverComesAfterIt() {
        connect(new PeerPair.Setup().encrypted(), Line.audio(0), Line.data(1));
        ours.peer.sendData("chat", "", false, new byte[1], pair.now);
        ours.peer.addRemoteCandidate("candidate:9 1 udp 1 192.0.2.9 9 typ host", pair.now);
        ours.peer.close("first", pair.now);
        ours.peer.close("second", pair.now);
        ours.drain();
        assertInstanceOf(PeerEvent.Closed.class, ours.events.getLast());
        ours.clear();
        theirs.sendRtp(0, Bytes.rtp(OPUS, 1, 1, 48));
        ours.peer.negotiate(pair.session(ours), pair.now);
        ours.peer.requestKeyframe(0, -1, pair.now);
        ours.peer.limitBitrate(1, pair.now);
        ours.peer.endOfRemoteCandidates(pair.now);
        ours.peer.restartIce(pair.freshCredentials(), pair.now);
        ours.peer.expire(pair.now);
        ours.drain();
        pair.run(S);
        assertTrue(ours.events.isEmpty(), ours.events.toString());
        assertTrue(ours.heard.isEmpty());
        assertEquals(Long.MAX_VALUE, ours.peer.nextDeadlineNanos());
    }

    @Test
    void aPeerClosedBeforeItConnectedNeverConnects() {
        start(new PeerPair.Setup());
        pair.negotiate(Line.audio(0));
        ours.peer.close("early", pair.now);
        pair.run(S);
        ours.drain();
        assertTrue(ours.events(PeerEvent.Connected.class).isEmpty());
        assertInstanceOf(PeerEvent.Closed.class, ours.events.getLast());
    }

    @Test
    void aPeerClosedInTheMiddleOfTheHandshakeLeaksNothing() {
        for (int steps = 0; steps < 60; steps++) {
            start(new PeerPair.Setup().encrypted());
            pair.negotiate(Line.audio(0), Line.data(1));
            pair.run(steps * 3 * MS);
            pair.end();
        }
    }

    @Test
    void aWrongFingerprintEndsTheConnection() {
        start(new PeerPair.Setup().encrypted());
        pair.print = print -> print.replace('A', 'B');
        pair.negotiate(Line.audio(0));
        pair.run(30 * S);
        assertEquals(1, closed(ours).size());
        assertTrue(ours.events(PeerEvent.Connected.class).isEmpty());
        assertTrue(
                ours.events(PeerEvent.DtlsState.class).contains(new PeerEvent.DtlsState("failed")));
    }

    @Test
    void aHandshakeThatDoesNotEndIsGivenUp() {
        start(new PeerPair.Setup().encrypted());
        theirs.lost = bytes -> bytes[0] >= 20 && bytes[0] < 64;
        pair.negotiate(Line.audio(0));
        assertEquals(20, secondsUntilClosed(ours), 1);
        assertEquals(List.of("DTLS timeout"), closed(ours));
    }

    // ---- ICE fails ----

    private void loseEverything() {
        ours.lost = bytes -> true;
        theirs.lost = bytes -> true;
    }

    private long iceFailed() {
        long begin = pair.now;
        while (pair.now - begin < 120 * S) {
            if (ours.events.contains(new PeerEvent.IceState("failed"))) return pair.now;
            pair.run(100 * MS);
        }
        throw new AssertionError("never failed");
    }

    @Test
    void fiveSecondsAfterIceFailedThePeerIsGivenUp() {
        start(new PeerPair.Setup());
        loseEverything();
        pair.negotiate(Line.audio(0));
        iceFailed();
        assertFalse(ours.peer.isClosed());
        assertEquals(5, secondsUntilClosed(ours), 1);
        assertEquals(List.of("ICE failed"), closed(ours));
        assertTrue(ours.events(PeerEvent.IceFailed.class).isEmpty(), "it never was connected");
    }

    @Test
    void fifteenSecondsAfterwardsIfMoreCandidatesMayCome() {
        start(new PeerPair.Setup());
        loseEverything();
        pair.trickling = true;
        pair.negotiate(Line.audio(0));
        iceFailed();
        assertEquals(15, secondsUntilClosed(ours), 1);
        assertEquals(List.of("ICE failed"), closed(ours));
    }

    @Test
    void theEndOfCandidatesShortensTheWait() {
        start(new PeerPair.Setup());
        loseEverything();
        pair.trickling = true;
        pair.negotiate(Line.audio(0));
        iceFailed();
        pair.run(7 * S);
        assertFalse(ours.peer.isClosed());
        ours.peer.endOfRemoteCandidates(pair.now);
        ours.drain();
        assertEquals(0, secondsUntilClosed(ours));
    }

    private PeerPair.Setup consent(boolean hangupOnFailed) {
        var setup = new PeerPair.Setup();
        setup.ice = IceSettings.defaults().withKeepalive(true, true);
        setup.media = new PeerSettings.Media(200, false, 200, 1, 0, hangupOnFailed);
        return setup;
    }

    @Test
    void aConnectionThatFailsIsToldOfAndGivenUpLater() {
        connect(consent(false), Line.audio(0));
        loseEverything();
        long failed = iceFailed();
        assertEquals(1, ours.events(PeerEvent.IceFailed.class).size());
        assertTrue(ours.peer.statistics(failed).ice().failedNanos().isPresent());
        assertEquals(5, secondsUntilClosed(ours), 1);
        assertEquals(List.of("ICE failed"), closed(ours));
    }

    @Test
    void aConnectionThatComesBackLivesOn() {
        connect(consent(false), Line.audio(0));
        loseEverything();
        iceFailed();
        pair.run(2 * S);
        ours.lost = bytes -> false;
        theirs.lost = bytes -> false;
        for (Side side : List.of(ours, theirs)) {
            side.credentials = pair.freshCredentials();
            side.peer.restartIce(side.credentials, pair.now);
        }
        pair.negotiate(Line.audio(0));
        pair.run(20 * S);
        assertFalse(ours.peer.isClosed());
        ours.sendRtp(0, Bytes.rtp(OPUS, 1, 7, 48));
        pair.run(S);
        assertEquals(List.of(7), theirs.sequenceNumbers());
    }

    @Test
    void hangupOnFailedDoesNotWait() {
        connect(consent(true), Line.audio(0));
        loseEverything();
        iceFailed();
        assertTrue(ours.peer.isClosed());
        List<PeerEvent> last = ours.events.subList(ours.events.size() - 2, ours.events.size());
        assertEquals(List.of(new PeerEvent.IceFailed(), new PeerEvent.Closed("ICE failed")), last);
    }

    // ---- Strangers ----

    @Test
    void candidatesThatCannotBeReadAreCounted() {
        start(new PeerPair.Setup());
        ours.peer.addRemoteCandidate("", pair.now);
        ours.peer.addRemoteCandidate("candidate:nonsense", pair.now);
        assertEquals(2, ours.peer.counters().badCandidates);
        ours.peer.addRemoteCandidate("candidate:1 1 udp 1 a.local 9 typ host", pair.now);
        ours.drain();
        assertEquals("a.local", ours.events(PeerEvent.UnresolvedCandidate.class).getFirst().host());
    }

    @Test
    void noBytesWhateverMakeAPeerThrow() {
        for (boolean encrypted : new boolean[] {false, true}) {
            var setup = new PeerPair.Setup();
            setup.encrypted = encrypted;
            connect(setup, Line.audio(0), Line.video(1).withTransportCc(), Line.data(2));
            noise(new Random(5), 20_000);
            assertFalse(ours.peer.isClosed());
            pair.end();
        }
    }

    @Test
    void noBytesWhateverMakeAPeerThrowBeforeItIsNegotiated() {
        start(new PeerPair.Setup().encrypted());
        noise(new Random(6), 5_000);
        pair.negotiate(Line.audio(0));
        pair.run(S);
        assertEquals(1, ours.events(PeerEvent.Connected.class).size());
    }

    /** Random bytes behind first bytes of every kind, and true packets with bits turned over. */
    private void noise(Random random, int count) {
        int[] firsts = {
            0, 1, 3, 4, 19, 20, 22, 23, 40, 63, 64, 79, 80, 127, 128, 144, 160, 191, 255
        };
        int[] types = {96, 97, 111, 200, 201, 202, 203, 204, 205, 206, 207};
        byte[][] seeds = {
            Bytes.rtp(VP8, 2001, 5, 90, Bytes.keyframe()),
            Bytes.rtx(97, 2501, 5, 90, 4),
            Bytes.rtpWith(OPUS, 2000, 5, 90, 4, "0", 3, 77),
            Bytes.pli(9, 1001),
            Bytes.nack(9, 1001, 5, 6, 7),
            Bytes.report(9, 1001, 5, 7, 1, 1),
            Bytes.senderReport(2001, 1, 1)
        };
        for (int i = 0; i < count; i++) {
            byte[] bytes;
            if (random.nextBoolean()) {
                bytes =
                        new byte
                                [1
                                        + random.nextInt(
                                                random.nextInt(10) == 0 ? Packet.CAPACITY : 80)];
                random.nextBytes(bytes);
                bytes[0] = (byte) firsts[random.nextInt(firsts.length)];
                if (bytes.length > 1) bytes[1] = (byte) types[random.nextInt(types.length)];
            } else {
                bytes = seeds[random.nextInt(seeds.length)].clone();
                for (int flips = random.nextInt(4); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            ours.inject(bytes);
            if (i % 50 == 0) pair.run(20 * MS);
        }
        ours.inject(new byte[0]);
    }
}
