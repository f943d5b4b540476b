package io.cardea.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.sdp.Direction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Headless peers call each other over loopback. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class HeadlessPeerTest {
    private static HeadlessPeers peers;

    @BeforeAll
    static void start() throws IOException {
        peers = HeadlessPeers.start(2, List.of("lo"));
    }

    @AfterAll
    static void stop() {
        peers.close();
    }

    private record Pair(HeadlessPeer caller, HeadlessPeer callee) implements AutoCloseable {
        static Pair call(OfferedLine... lines) {
            HeadlessPeer caller = peers.create();
            HeadlessPeer callee = peers.create();
            caller.accept(callee.answer(caller.offer(List.of(lines))));
            return new Pair(caller, callee);
        }

        void connect() {
            CompletableFuture.allOf(caller.connected(), callee.connected()).join();
        }

        @Override
        public void close() {
            caller.close();
            callee.close();
        }
    }

    @Test
    void mediaArrivesWholeInOrderAndBeginsWithAKeyframe() {
        for (String codec : List.of("vp8", "vp9", "h264", "av1")) {
            try (Pair pair = Pair.call(OfferedLine.audio("0"), OfferedLine.video("1", codec))) {
                pair.caller.send(0, MediaSource.audio(20));
                pair.caller.send(1, MediaSource.video());
                Reception heard =
                        pair.callee
                                .when(all ->
                                        all.line(0).packets() >= 10 && all.line(1).packets() >= 20)
                                .join();
                assertEquals(0, heard.line(0).missing());
                assertEquals(0, heard.line(1).missing());
                assertEquals(20, heard.line(0).audioLevel());
                assertEquals(1, heard.line(1).keyframes(), codec);
                assertEquals(1, heard.line(1).ssrcs().size());
            }
        }
    }

    @Test
    void aKeyframeIsSentWhenItIsAskedFor() {
        try (Pair pair = Pair.call(OfferedLine.video("0"))) {
            pair.caller.send(0, MediaSource.video());
            pair.callee.when(all -> all.line(0).keyframes() == 1).join();
            pair.callee.requestKeyframe(0);
            Reception heard = pair.callee.when(all -> all.line(0).keyframes() == 2).join();
            assertEquals(320, heard.line(0).width());
        }
    }

    @Test
    void anotherSourceOnTheSameLineGoesOn() {
        try (Pair pair = Pair.call(OfferedLine.audio("0"))) {
            pair.caller.send(0, MediaSource.audio(20));
            pair.callee.whenReceived(0, 10).join();
            pair.caller.send(0, MediaSource.audio(90));
            Reception heard = pair.callee.whenReceived(0, 10).join();
            assertEquals(90, heard.line(0).audioLevel());
            assertEquals(0, heard.line(0).missing());
        }
    }

    @Test
    void dataMessagesArriveInBothDirections() {
        try (Pair pair = Pair.call(OfferedLine.data("0"))) {
            pair.connect();
            pair.caller.sendData("chat", "hello");
            Reception heard = pair.callee.when(all -> all.messageCount() == 1).join();
            assertEquals(List.of(new Reception.Message("chat", false, "hello")), heard.messages());
            pair.callee.sendData("chat", "good day");
            pair.caller.when(all -> all.messageCount() == 1).join();
        }
    }

    @Test
    void eachSimulcastLayerIsAStreamOfItsOwn() {
        OfferedLine video = OfferedLine.video("0").simulcast("h", "m", "l");
        try (Pair pair = Pair.call(video)) {
            pair.caller.send(0, MediaSource.video());
            Reception heard = pair.callee.when(all -> all.line(0).packets() >= 60).join();
            assertEquals(Set.of(0x5EED_0000L, 0x5EED_0001L, 0x5EED_0002L), heard.line(0).ssrcs());
            assertEquals(0, heard.line(0).missing());
        }
    }

    @Test
    void aRenegotiationAddsALineAndAnotherTurnsOneOff() {
        OfferedLine audio = OfferedLine.audio("0");
        OfferedLine video = OfferedLine.video("1");
        try (Pair pair = Pair.call(audio)) {
            pair.connect();
            pair.caller.accept(pair.callee.answer(pair.caller.offer(List.of(audio, video))));
            pair.caller.send(1, MediaSource.video());
            pair.callee.whenReceived(1, 10).join();
            List<OfferedLine> off = List.of(audio, video.with(Direction.INACTIVE));
            pair.caller.accept(pair.callee.answer(pair.caller.offer(off)));
            pair.caller.send(0, MediaSource.audio(60));
            pair.callee.whenReceived(0, 5).join();
            long before = pair.callee.reception().line(1).packets();
            pair.callee.whenReceived(0, 5).join();
            assertEquals(before, pair.callee.reception().line(1).packets());
        }
    }

    @Test
    void anIceRestartKeepsTheCall() {
        OfferedLine audio = OfferedLine.audio("0");
        try (Pair pair = Pair.call(audio)) {
            pair.caller.send(0, MediaSource.audio(20));
            pair.callee.whenReceived(0, 5).join();
            pair.caller.restart();
            pair.caller.accept(pair.callee.answer(pair.caller.offer(List.of(audio))));
            pair.callee.whenReceived(0, 50).join();
        }
    }

    @Test
    void closingIsHeardByTheOtherSide() {
        Pair pair = Pair.call(OfferedLine.audio("0"));
        pair.connect();
        pair.caller.close();
        assertEquals("Client", pair.caller.closed().join());
        assertEquals("DTLS alert", pair.callee.closed().join());
    }

    @Test
    void vanishingIsNotHeard() {
        try (Pair pair = Pair.call(OfferedLine.audio("0"))) {
            pair.connect();
            pair.caller.send(0, MediaSource.audio(20));
            pair.callee.whenReceived(0, 5).join();
            pair.caller.vanish();
            pair.caller.closed().join();
            assertTrue(!pair.callee.closed().isDone());
        }
    }

    @Test
    void aHundredCallsRunAtOnce() {
        List<Pair> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(Pair.call(OfferedLine.audio("0")));
        }
        calls.forEach(Pair::connect);
        calls.forEach(call -> call.caller.send(0, MediaSource.audio(20)));
        for (Pair call : calls) {
            Reception heard = call.callee.when(all -> all.line(0).packets() >= 10).join();
            assertEquals(0, heard.line(0).missing());
        }
        calls.forEach(Pair::close);
    }
}
