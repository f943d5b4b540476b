package io.cardea.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LaneTest {
    private final ManualThreads threads = new ManualThreads();
    private final List<Throwable> faults = new ArrayList<>();
    private final Lane lane = new Lane(threads, faults::add);
    private final List<String> done = new ArrayList<>();

    @Test
    void tasksRunInOrder() {
        lane.execute(() -> done.add("a"));
        lane.execute(() -> done.add("b"));
        threads.runAll();

        assertEquals(List.of("a", "b"), done);
    }

    @Test
    void anIdleLaneRunsACallInPlace() {
        assertEquals("x", lane.call(() -> "x"));
    }

    @Test
    void whatACallPostsRunsAfterItOnAnotherThread() {
        lane.call(() -> {
            lane.execute(() -> done.add("posted"));
            return done.add("called");
        });
        assertEquals(List.of("called"), done);

        threads.runAll();

        assertEquals(List.of("called", "posted"), done);
    }

    @Test
    void aFaultIsReportedAndTheNextTaskRuns() {
        lane.execute(() -> {
            throw new IllegalStateException("planned");
        });
        lane.execute(() -> done.add("next"));
        threads.runAll();

        assertEquals(1, faults.size());
        assertEquals(List.of("next"), done);
    }

    @Test
    void aCallThrowsWhatItsTaskThrows() {
        assertThrows(
                IllegalStateException.class,
                () ->
                        lane.call(() -> {
                            throw new IllegalStateException("planned");
                        }));
        assertEquals("free again", lane.call(() -> "free again"));
    }

    @Test
    void aFullLaneRefuses() {
        for (int i = 0; i < Lane.CAPACITY; i++) {
            lane.execute(() -> {});
        }

        assertThrows(RejectedExecutionException.class, () -> lane.execute(() -> {}));
    }

    @Test
    void underContentionTasksStayInOrderAndNeverOverlap() throws InterruptedException {
        int callers = 8;
        int each = 200;
        AtomicInteger inside = new AtomicInteger();
        List<Integer> overlaps = new ArrayList<>();
        int[] last = new int[callers];
        CountDownLatch finished = new CountDownLatch(callers);
        try (var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            Lane busy = new Lane(virtual, faults::add);
            for (int caller = 0; caller < callers; caller++) {
                int who = caller;
                virtual.execute(() -> {
                    for (int i = 1; i <= each; i++) {
                        int number = i;
                        busy.call(() -> {
                            if (inside.incrementAndGet() != 1) overlaps.add(number);
                            if (last[who] != number - 1) overlaps.add(-number);
                            last[who] = number;
                            return inside.decrementAndGet();
                        });
                    }
                    finished.countDown();
                });
            }
            finished.await();
        }

        assertTrue(overlaps.isEmpty(), overlaps::toString);
        assertTrue(faults.isEmpty());
    }
}
