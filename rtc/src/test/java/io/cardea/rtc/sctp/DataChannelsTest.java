package io.cardea.rtc.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DataChannelsTest {
    @Test
    void bothSidesMayDialAtOnce() {
        var link = new VirtualLink(1);

        link.start();
        link.run(200);

        assertEquals(List.of("up"), link.left.events);
        assertEquals(List.of("up"), link.right.events);
        assertEquals(0, link.left.channels.count(SctpCount.BAD_TAG));
    }

    @Test
    void oneSideMayDialAlone() {
        var link = new VirtualLink(1);

        link.left.channels.start(link.now);
        link.flush();
        link.run(200);

        assertTrue(link.left.channels.isUp());
        assertTrue(link.right.channels.isUp());
    }

    @Test
    void messageSentBeforeTheHandshakeArrivesAfterIt() {
        var link = new VirtualLink(1);

        assertTrue(link.send(link.left, "chat", "early"));
        link.start();
        link.run(1_000);

        assertEquals(List.of("early"), link.right.texts("chat"));
        assertEquals(List.of("up", "open chat"), link.right.events);
        assertEquals(List.of("up", "open chat"), link.left.events);
        assertEquals(0, link.left.channels.bufferedBytes());
    }

    @Test
    void answerGoesBackOnTheChannelThePeerOpened() {
        var link = VirtualLink.up(1);

        link.send(link.left, "chat", "hello");
        link.run(200);
        link.send(link.right, "chat", "hello yourself");
        link.run(200);

        assertEquals(List.of("hello yourself"), link.left.texts("chat"));
        assertEquals(List.of("up", "open chat"), link.right.events);
    }

    @Test
    void protocolAndKindOfPayloadArrive() {
        var link = VirtualLink.up(1);

        byte[] bytes = {1, 2, 3};
        assertTrue(link.left.channels.send("a", "proto", true, bytes, link.now));
        assertTrue(link.left.channels.send("a", "proto", false, bytes, link.now));
        link.flush();
        link.run(200);

        assertEquals("proto", link.right.messages.get(0).protocol());
        assertTrue(link.right.messages.get(0).binary());
        assertFalse(link.right.messages.get(1).binary());
        assertArrayEquals(bytes, link.right.messages.get(0).payload());
        assertTrue(link.right.events.contains("open a/proto"));
    }

    @Test
    void emptyMessagesOfBothKindsArriveEmpty() {
        var link = VirtualLink.up(1);

        link.send(link.left, "a", new byte[0], false);
        link.send(link.left, "a", new byte[0], true);
        link.run(300);

        assertEquals(2, link.right.messages.size());
        assertEquals(0, link.right.messages.get(0).payload().length);
        assertFalse(link.right.messages.get(0).binary());
        assertTrue(link.right.messages.get(1).binary());
        assertEquals(0, link.right.messages.get(1).payload().length);
    }

    @Test
    void largestMessageArrivesAndALargerOneIsRefused() {
        var link = VirtualLink.up(1);
        byte[] largest = new byte[SctpSettings.Limits.DEFAULT_MAX_MESSAGE_BYTES];
        new Random(3).nextBytes(largest);

        assertTrue(link.send(link.left, "a", largest, true));
        assertFalse(link.send(link.left, "a", new byte[largest.length + 1], true));
        link.run(2_000);

        assertEquals(1, link.right.messages.size());
        assertArrayEquals(largest, link.right.messages.getFirst().payload());
        assertEquals(1, link.left.channels.count(SctpCount.SEND_TOO_LARGE));
    }

    @Test
    void messageBeyondTheReceiversLimitIsDroppedAndTheChannelGoesOn() {
        var large = SctpSettings.defaults().limits().withMaxMessageBytes(100_000);
        var link =
                new VirtualLink(
                        1, SctpSettings.defaults().withLimits(large), SctpSettings.defaults());
        link.start();
        link.run(500);

        assertTrue(link.send(link.left, "a", new byte[100_000], true));
        link.send(link.left, "a", "after");
        link.run(2_000);

        assertEquals(List.of("after"), link.right.texts());
        assertEquals(1, link.right.channels.count(SctpCount.MESSAGE_TOO_LARGE));
    }

    @Test
    void sendBufferIsBounded() {
        var link = new VirtualLink(1);
        byte[] chunk = new byte[65_536];

        int taken = 0;
        while (link.send(link.left, "a", chunk, true)) taken++;

        assertEquals(SctpSettings.Limits.DEFAULT_SEND_BUFFER_BYTES / 65_536 - 1, taken);
        assertEquals(1, link.left.channels.count(SctpCount.SEND_BUFFER_FULL));
        link.start();
        assertTrue(link.runUntil(() -> link.left.channels.bufferedBytes() == 0));
        assertEquals(taken, link.right.messages.size());
        assertTrue(link.send(link.left, "a", chunk, true));
    }

    @Test
    void streamsAreTakenFromOneUp() {
        var link = VirtualLink.up(1);

        link.send(link.left, "a", "x");
        link.send(link.left, "b", "y");
        link.run(200);

        assertEquals(List.of(1, 2), link.left.channels.streamsInUse());
        assertEquals(List.of(1, 2), link.right.channels.streamsInUse());
    }

    @Test
    void channelsAreLimited() {
        var link = VirtualLink.up(1);

        for (int i = 0; i < SctpSettings.Limits.DEFAULT_MAX_CHANNELS; i++) {
            assertTrue(link.send(link.left, "c" + i, "x"));
        }
        assertFalse(link.send(link.left, "one too many", "x"));
        link.run(3_000);

        assertEquals(1, link.left.channels.count(SctpCount.CHANNELS_EXHAUSTED));
        assertEquals(SctpSettings.Limits.DEFAULT_MAX_CHANNELS, link.right.messages.size());
    }

    @Test
    void channelTheOtherSideHasNoRoomForIsClosed() {
        var few =
                new SctpSettings.Limits(
                        SctpSettings.Limits.DEFAULT_MAX_MESSAGE_BYTES, 2, 300, 1 << 20, 1 << 20);
        var link =
                new VirtualLink(
                        1, SctpSettings.defaults(), SctpSettings.defaults().withLimits(few));
        link.start();
        link.run(500);

        for (String label : List.of("a", "b", "c")) link.send(link.left, label, "x");
        link.run(2_000);

        assertTrue(link.left.events.contains("closed c"), link.left.events.toString());
        assertEquals(1, link.right.channels.count(SctpCount.CHANNELS_REFUSED));
        assertEquals(List.of(1, 2), link.left.channels.streamsInUse());
    }

    @Test
    void sameLabelOpenedByBothSidesIsOneChannel() {
        var link = VirtualLink.up(1);

        link.left.channels.send("a", "", false, bytes("from left"), link.now);
        link.right.channels.send("a", "", false, bytes("from right"), link.now);
        link.flush();
        link.run(500);

        assertEquals(List.of("from right"), link.left.texts("a"));
        assertEquals(List.of("from left"), link.right.texts("a"));
        assertEquals(List.of(1), link.left.channels.streamsInUse());
    }

    @Test
    void whoDoesNotOwnAStreamMovesAwayFromIt() {
        var link = VirtualLink.up(1);

        link.left.channels.openChannel(ChannelOptions.reliable("left", ""), link.now);
        link.right.channels.openChannel(ChannelOptions.reliable("right", ""), link.now);
        link.flush();
        link.run(500);
        link.send(link.left, "left", "l");
        link.send(link.right, "right", "r");
        link.run(500);

        assertEquals(List.of("l"), link.right.texts("left"));
        assertEquals(List.of("r"), link.left.texts("right"));
        assertEquals(List.of("right", "left"), link.left.channels.labels());
        assertEquals(List.of("right", "left"), link.right.channels.labels());
    }

    @Test
    void negotiatedChannelNeedsNoOpen() {
        var link = VirtualLink.up(1);
        var options = ChannelOptions.reliable("n", "").negotiated(7);

        assertTrue(link.left.channels.openChannel(options, link.now));
        assertTrue(link.right.channels.openChannel(options, link.now));
        link.send(link.left, "n", "x");
        link.run(200);

        assertEquals(List.of("x"), link.right.texts("n"));
        assertEquals(List.of("up", "open n"), link.right.events);
    }

    @Test
    void closedChannelIsReportedOnBothSidesAndItsStreamUsedAgain() {
        var link = VirtualLink.up(1);
        link.send(link.left, "a", "first");
        link.run(200);

        link.left.channels.closeChannel("a", link.now);
        link.flush();
        link.run(500);
        link.send(link.left, "a", "second");
        link.run(500);

        assertEquals(List.of("up", "open a", "closed a", "open a"), link.left.events);
        assertEquals(List.of("up", "open a", "closed a", "open a"), link.right.events);
        assertEquals(List.of("first", "second"), link.right.texts("a"));
        assertEquals(List.of(1), link.right.channels.streamsInUse());
    }

    @Test
    void closingWaitsForWhatWasSent() {
        var link = VirtualLink.up(1);
        for (int i = 0; i < 20; i++) link.send(link.left, "a", new byte[20_000], true);

        link.left.channels.closeChannel("a", link.now);
        link.flush();
        link.run(5_000);

        assertEquals(20, link.right.messages.size());
        assertTrue(link.right.events.contains("closed a"));
        assertTrue(link.left.events.contains("closed a"));
    }

    @Test
    void closingBeforeTheHandshakeTakesBackWhatWaited() {
        var link = new VirtualLink(1);
        link.send(link.left, "a", "x");

        link.left.channels.closeChannel("a", link.now);
        link.start();
        link.run(500);

        assertEquals(0, link.left.channels.bufferedBytes());
        assertEquals(List.of("closed a", "up"), link.left.events);
        assertTrue(link.right.messages.isEmpty());
    }

    @Test
    void labelsAreCutBetweenCharacters() {
        var link = VirtualLink.up(1);
        String label = "é".repeat(100);

        link.send(link.left, label, "x");
        link.run(200);

        assertEquals(List.of("x"), link.right.texts("é".repeat(63)));
        link.send(link.left, label, "y");
        assertEquals(1, link.left.channels.labels().size());
    }

    @Test
    void shutdownDeliversFirstAndEndsBothSides() {
        var link = VirtualLink.up(1);
        for (int i = 0; i < 10; i++) link.send(link.left, "a", new byte[30_000], true);

        link.left.channels.shutdown(link.now);
        link.flush();
        link.run(5_000);

        assertEquals(10, link.right.messages.size());
        assertEquals(List.of("closed a", "down shutdown"), lastTwo(link.left));
        assertEquals(List.of("closed a", "down shutdown"), lastTwo(link.right));
        assertEquals(Long.MAX_VALUE, link.left.channels.nextDeadlineNanos());
        assertEquals(Long.MAX_VALUE, link.right.channels.nextDeadlineNanos());
        assertFalse(link.send(link.left, "a", "late"));
    }

    @Test
    void abortEndsBothSidesAtOnce() {
        var link = VirtualLink.up(1);
        link.send(link.left, "a", "x");
        link.run(200);

        link.right.channels.abort("enough", link.now);
        link.flush();
        link.run(100);

        assertEquals(List.of("closed a", "down enough"), lastTwo(link.right));
        assertEquals(List.of("closed a", "down aborted by peer, cause 12"), lastTwo(link.left));
        assertEquals(Long.MAX_VALUE, link.left.channels.nextDeadlineNanos());
    }

    @Test
    void whoHasEndedTellsAPeerThatHasMissedIt() {
        var link = VirtualLink.up(1);
        link.rightDrops = packet -> true;
        link.right.channels.abort("enough", link.now);
        link.flush();
        link.rightDrops = packet -> false;

        link.send(link.left, "a", "anybody there?");
        link.run(100);

        assertTrue(link.left.events.getLast().startsWith("down aborted by peer"));
    }

    @Test
    void silentPeerIsGivenUpOnlyAfterManyTimeouts() {
        var link = VirtualLink.up(1);
        link.leftDrops = packet -> true;

        link.send(link.left, "a", "x");
        link.run(20_000);
        assertTrue(link.left.channels.isUp());
        link.run(100_000);

        assertEquals(List.of("closed a", "down peer does not answer"), lastTwo(link.left));
    }

    @Test
    void idlePeerThatVanishesIsFoundByHeartbeat() {
        var link = VirtualLink.up(1);
        link.run(120_000);
        assertTrue(link.left.channels.isUp());

        link.leftDrops = packet -> true;
        link.rightDrops = packet -> true;
        link.run(600_000);

        assertEquals("down peer does not answer", link.left.events.getLast());
    }

    @Test
    void handshakeIsGivenUpInTheEnd() {
        var link = new VirtualLink(1);
        link.leftDrops = packet -> true;

        link.left.channels.start(link.now);
        link.flush();
        link.run(200_000);

        assertEquals(List.of("down handshake timed out"), link.left.events);
        assertEquals(Association.MAX_INIT_RETRANSMISSIONS + 1, link.packetsCrossed);
    }

    @Test
    void peerThatDialsAgainGetsANewAssociation() {
        var link = VirtualLink.up(1);
        link.send(link.left, "a", "old");
        link.run(200);
        var fresh = new Side(new DataChannels(SctpSettings.defaults(), false, new Random(5)));

        fresh.channels.start(link.now);
        for (int i = 0; i < 6; i++) exchange(fresh, link.left, link.now);
        fresh.channels.send("b", "", false, bytes("new"), link.now);
        for (int i = 0; i < 6; i++) exchange(fresh, link.left, link.now);

        assertEquals(List.of("up", "open a", "closed a", "open b"), link.left.events);
        assertEquals(List.of("new"), link.left.texts("b"));
    }

    private static void exchange(Side a, Side b, long now) {
        a.channels.drain(a);
        for (byte[] packet : a.packets) b.channels.receive(packet, 0, packet.length, now);
        a.packets.clear();
        b.channels.drain(b);
        for (byte[] packet : b.packets) a.channels.receive(packet, 0, packet.length, now);
        b.packets.clear();
    }

    private static List<String> lastTwo(Side side) {
        return side.events.subList(side.events.size() - 2, side.events.size());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
