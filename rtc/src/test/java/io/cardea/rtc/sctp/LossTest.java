package io.cardea.rtc.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LossTest {
    @ParameterizedTest
    @CsvSource({"1, 0.05", "2, 0.05", "3, 0.05", "4, 0.30", "5, 0.30", "6, 0.30", "7, 0.30"})
    void everythingArrivesInOrderOverABadNetwork(long seed, double loss) {
        var link = bad(seed, loss);

        List<String> sent = talk(link, seed);

        assertTrue(
                link.runUntil(() -> link.right.messages.size() >= sent.size()),
                () -> "seed " + seed + ": " + link.right.messages.size() + " of " + sent.size());
        assertEquals(sent, link.right.texts("chat"));
        assertEquals(sent, link.left.texts("chat"));
        assertTrue(link.runUntil(() -> link.left.channels.bufferedBytes() == 0));
        assertTrue(link.left.channels.count(SctpCount.CHUNKS_RETRANSMITTED) > 0);
    }

    @Test
    void sameSeedReplaysExactly() {
        assertEquals(traceOf(11), traceOf(11));
        assertNotEquals(traceOf(11), traceOf(12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void unorderedMessagesOvertakeLostOnes(long seed) {
        var link = bad(seed, 0.10);
        link.left.channels.openChannel(ChannelOptions.reliable("u", "").unordered(), link.now);
        link.start();
        link.runUntil(() -> link.left.events.contains("open u"));

        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sent.add("message " + i);
            link.send(link.left, "u", sent.get(i));
            link.run(5);
        }

        assertTrue(link.runUntil(() -> link.right.messages.size() == 300));
        assertNotEquals(sent, link.right.texts("u"));
        assertEquals(
                sent.stream().sorted().toList(), link.right.texts("u").stream().sorted().toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messagesThatMayNotBeSentAgainAreGivenUp(boolean ordered) {
        var link = bad(21, 0.10);
        var options = ChannelOptions.reliable("p", "").withMaxRetransmits(0);
        link.left.channels.openChannel(ordered ? options : options.unordered(), link.now);
        link.start();
        link.runUntil(() -> link.left.events.contains("open p"));

        // Some of them in fragments, so that whole messages have to be skipped.
        for (int i = 0; i < 400; i++) {
            link.send(link.left, "p", i + ":" + "x".repeat(i % 4 == 0 ? 5_000 : 10));
            link.run(5);
        }
        assertTrue(link.runUntil(() -> link.left.channels.bufferedBytes() == 0));
        link.run(1_000);

        int arrived = link.right.messages.size();
        long abandoned = link.left.channels.count(SctpCount.MESSAGES_ABANDONED);
        assertTrue(arrived < 400 && arrived > 200, "arrived " + arrived);
        assertTrue(abandoned >= 400 - arrived, "abandoned " + abandoned);
        List<Integer> numbers = numbers(link.right.texts("p"));
        if (ordered) assertEquals(numbers.stream().sorted().toList(), numbers);
        assertEquals(numbers.size(), numbers.stream().distinct().count());
    }

    @Test
    void messagesPastTheirTimeAreGivenUpAndTheRestArrives() {
        var link = VirtualLink.up(31);
        link.left.channels.openChannel(
                ChannelOptions.reliable("t", "").withMaxPacketLifeTimeMs(500), link.now);
        link.flush();
        link.run(100);
        link.leftDrops = packet -> true;
        for (int i = 0; i < 50; i++) link.send(link.left, "t", i + ":" + "x".repeat(3_000));
        link.run(3_000);

        link.leftDrops = packet -> false;
        link.run(5_000);
        link.send(link.left, "t", "1000:");
        link.run(1_000);

        assertEquals(List.of(1_000), numbers(link.right.texts("t")));
        assertEquals(50, link.left.channels.count(SctpCount.MESSAGES_ABANDONED));
        assertEquals(0, link.left.channels.bufferedBytes());
        assertEquals(0, link.right.channels.heldBytes());
    }

    @Test
    void messageWhoseTimeEndsHalfSentLeavesNothingBehind() {
        var link = VirtualLink.up(32);
        link.left.channels.openChannel(
                ChannelOptions.reliable("t", "").withMaxPacketLifeTimeMs(90), link.now);
        link.flush();
        link.run(100);

        // The window opens too slowly for all of it to leave in time.
        link.send(link.left, "t", new byte[60_000], true);
        link.run(2_000);
        link.send(link.left, "t", "after");
        link.run(1_000);

        assertEquals(List.of("after"), link.right.texts("t"));
        assertEquals(1, link.left.channels.count(SctpCount.MESSAGES_ABANDONED));
        assertEquals(0, link.right.channels.heldBytes());
        assertEquals(0, link.left.channels.bufferedBytes());
    }

    @Test
    void oneLostPacketIsSentAgainWithoutATimeout() {
        var link = VirtualLink.up(41);
        link.send(link.left, "a", "open");
        link.run(500);
        int[] count = {0};
        link.leftDrops = packet -> packet.length > 1_000 && ++count[0] == 10;

        for (int i = 0; i < 4; i++) link.send(link.left, "a", new byte[50_000], true);
        link.run(3_000);

        assertEquals(5, link.right.messages.size());
        assertEquals(1, link.left.channels.count(SctpCount.FAST_RETRANSMITS));
        assertEquals(1, link.left.channels.count(SctpCount.CHUNKS_RETRANSMITTED));
        assertEquals(0, link.left.channels.count(SctpCount.RETRANSMISSION_TIMEOUTS));
    }

    @Test
    void timeoutsGetLongerAndEndWithTheFirstAnswer() {
        var link = VirtualLink.up(42);
        link.send(link.left, "a", "x");
        link.run(1_000);
        List<Long> sentAt = new ArrayList<>();
        link.leftDrops = packet -> sentAt.add(link.now);

        link.send(link.left, "a", "y");
        link.run(8_000);
        link.leftDrops = packet -> false;
        assertTrue(link.runUntil(() -> link.right.messages.size() == 2));

        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < sentAt.size(); i++) gaps.add(sentAt.get(i) - sentAt.get(i - 1));
        assertTrue(gaps.size() >= 4, gaps.toString());
        assertTrue(gaps.getFirst() >= RoundTrip.MIN_RTO_NANOS);
        for (int i = 1; i < gaps.size(); i++) assertEquals(2 * gaps.get(i - 1), gaps.get(i));
        link.send(link.left, "a", "z");
        link.run(200);
        assertEquals(3, link.right.messages.size());
    }

    @Test
    void outageOfHalfAMinuteIsSurvived() {
        var link = VirtualLink.up(43);
        link.send(link.left, "a", "x");
        link.run(500);
        link.leftDrops = packet -> true;
        link.rightDrops = packet -> true;
        link.send(link.left, "a", "y");
        link.run(30_000);

        link.leftDrops = packet -> false;
        link.rightDrops = packet -> false;
        link.run(11_000);

        assertEquals(List.of("x", "y"), link.right.texts("a"));
    }

    @Test
    void closingSurvivesLoss() {
        for (long seed = 50; seed < 60; seed++) {
            var link = bad(seed, 0.30);
            link.start();
            for (int round = 0; round < 3; round++) {
                int before = link.right.messages.size();
                link.send(link.left, "a", "round " + round);
                assertTrue(link.runUntil(() -> link.right.messages.size() > before));
                link.left.channels.closeChannel("a", link.now);
                link.flush();
                assertTrue(link.runUntil(() -> link.left.channels.streamsInUse().isEmpty()));
                assertTrue(link.runUntil(() -> link.right.channels.streamsInUse().isEmpty()));
            }
            assertEquals(List.of("round 0", "round 1", "round 2"), link.right.texts("a"));
        }
    }

    @Test
    void aCleanNetworkIsFilled() {
        var link = VirtualLink.up(60);
        long begun = link.now;

        for (int i = 0; i < 60; i++) link.send(link.left, "a", new byte[65_000], true);
        assertTrue(link.runUntil(() -> link.right.messages.size() == 60));

        long millis = (link.now - begun) / VirtualLink.MILLI;
        assertTrue(millis < 2_000, "took " + millis);
        assertEquals(0, link.left.channels.count(SctpCount.CHUNKS_RETRANSMITTED));
    }

    private static VirtualLink bad(long seed, double loss) {
        var link = new VirtualLink(seed);
        link.loss = loss;
        link.duplication = 0.05;
        link.jitterNanos = 30 * VirtualLink.MILLI;
        return link;
    }

    private static List<String> talk(VirtualLink link, long seed) {
        var random = new Random(seed);
        List<String> sent = new ArrayList<>();
        link.start();
        for (int i = 0; i < 100; i++) {
            String text = i + ":" + "x".repeat(random.nextInt(i % 10 == 0 ? 20_000 : 200));
            sent.add(text);
            link.send(link.left, "chat", text);
            link.send(link.right, "chat", text);
            link.run(random.nextInt(20));
        }
        link.runUntil(() -> link.left.messages.size() >= 100 && link.right.messages.size() >= 100);
        return sent;
    }

    private static long traceOf(long seed) {
        var link = bad(seed, 0.05);
        talk(link, 5);
        return link.trace;
    }

    private static List<Integer> numbers(List<String> texts) {
        return texts.stream().map(text -> Integer.parseInt(text.split(":")[0])).toList();
    }
}
