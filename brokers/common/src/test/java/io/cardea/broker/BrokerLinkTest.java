package io.cardea.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BrokerLinkTest {
    private static final int MOST = 3;

    private final FakeBroker broker = new FakeBroker();
    private final Counters counters = new Counters();
    private final BrokerLink<String> link = new BrokerLink<>("test", broker, counters, MOST);

    @AfterEach
    void close() {
        link.close();
    }

    private static Outgoing<String> message(String name) {
        return new Outgoing<>(new byte[10], name);
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        String next = queue.poll(10, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    @Test
    void sendsInOrder() throws InterruptedException {
        link.start();

        link.offer(message("a"));
        link.offer(message("b"));

        assertEquals("a", next(broker.got));
        assertEquals("b", next(broker.got));
        assertTrue(link.isUp());
    }

    @Test
    void keepsWhatItCanWhileTheBrokerIsAwayAndCountsTheRest() throws InterruptedException {
        broker.away = true;
        link.start();
        assertEquals("failed", next(broker.told));

        for (String name : "a b c d e".split(" ")) {
            link.offer(message(name));
        }
        assertEquals(MOST, link.queued());
        assertEquals(2, counters.dropped());

        broker.away = false;
        for (String name : "a b c".split(" ")) {
            assertEquals(name, next(broker.got));
        }
        assertEquals(0, link.queued());
    }

    @Test
    void sendsAgainWhatWasNotConfirmed() throws InterruptedException {
        broker.confirms = false;
        link.start();
        link.offer(message("a"));
        link.offer(message("b"));
        assertEquals("a", next(broker.got));
        assertEquals("b", next(broker.got));

        broker.away = true;
        assertEquals("up", next(broker.told));
        assertEquals("closed", next(broker.told));
        assertEquals("lost", next(broker.told));
        broker.confirms = true;
        broker.away = false;

        assertEquals("a", next(broker.got));
        assertEquals("b", next(broker.got));
        assertEquals(0, counters.dropped());
    }

    @Test
    void givesUpAMessageThatBreaksEveryConnection() throws InterruptedException {
        broker.refuses = true;
        link.start();
        link.offer(message("poison"));

        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (counters.dropped() == 0 && System.nanoTime() < limit) {
            Thread.sleep(10);
        }
        broker.refuses = false;
        link.offer(message("good"));

        assertEquals(1, counters.dropped());
        assertEquals("good", next(broker.got));
    }

    @Test
    void endsAtOnceWhenTheBrokerIsAway() {
        broker.away = true;
        link.start();
        link.offer(message("a"));

        long before = System.nanoTime();
        link.close();

        assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(1));
        assertFalse(link.isUp());
    }

    @Test
    void sendsWhatWaitsBeforeItEnds() throws InterruptedException {
        link.start();
        assertEquals("up", next(broker.told));
        link.offer(message("a"));

        link.close();

        assertEquals("a", next(broker.got));
        assertEquals("closed", next(broker.told));
    }
}
