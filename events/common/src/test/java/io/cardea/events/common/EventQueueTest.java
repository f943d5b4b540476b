package io.cardea.events.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class EventQueueTest {
    private final List<List<Json>> sent = Collections.synchronizedList(new ArrayList<>());

    private static Json event(int number) {
        return Json.object().put("n", number);
    }

    private List<Json> all() {
        return sent.stream().flatMap(List::stream).toList();
    }

    @Test
    void groupsWhatWaitsAndKeepsTheOrder() {
        CountDownLatch open = new CountDownLatch(1);
        EventQueue queue =
                new EventQueue(
                        "test",
                        true,
                        events -> {
                            open.await();
                            sent.add(events);
                        });
        for (int i = 0; i < 350; i++) {
            queue.offer(event(i));
        }
        open.countDown();
        queue.close();

        assertEquals(350, all().size());
        assertEquals(event(349), all().getLast());
        assertTrue(sent.stream().allMatch(group -> group.size() <= EventQueue.GROUP));
        assertTrue(sent.size() < 10, sent.size() + " messages");
    }

    @Test
    void ungroupedEventsComeOneByOne() {
        try (EventQueue queue = new EventQueue("test", false, sent::add)) {
            for (int i = 0; i < 50; i++) {
                queue.offer(event(i));
            }
        }
        assertEquals(50, sent.size());
    }

    @Test
    void whatFindsNoRoomIsCounted() {
        CountDownLatch open = new CountDownLatch(1);
        EventQueue queue =
                new EventQueue(
                        "test",
                        false,
                        events -> {
                            open.await();
                            sent.add(events);
                        });
        int offered = 2 * EventQueue.CAPACITY;
        for (int i = 0; i < offered; i++) {
            queue.offer(event(i));
        }
        assertTrue(queue.dropped() >= EventQueue.CAPACITY - 1);
        open.countDown();
        queue.close();
        assertEquals(offered, all().size() + queue.dropped());
    }

    @Test
    void aSenderThatHangsDoesNotKeepTheEnd() {
        EventQueue queue = new EventQueue("test", false, _ -> new CountDownLatch(1).await());
        queue.offer(event(1));
        long start = System.nanoTime();
        queue.close();
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
    }

    @Test
    void theOldestGoWhenCapped() {
        CountDownLatch open = new CountDownLatch(1);
        EventQueue queue =
                new EventQueue(
                        "test",
                        false,
                        events -> {
                            open.await();
                            sent.add(events);
                        });
        for (int i = 0; i < 100; i++) {
            queue.offer(event(i));
        }
        while (queue.sent() == 0) {
            Thread.onSpinWait();
        }
        queue.cap(10);
        open.countDown();
        queue.close();
        assertEquals(11, all().size());
        assertEquals(event(99), all().getLast());
    }
}
