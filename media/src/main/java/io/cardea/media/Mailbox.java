package io.cardea.media;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way to a loop. Any thread puts, the loop takes.
 *
 * <p>Bounded: the control plane, which runs on virtual threads, waits for room; a loop never waits
 * for another one and may go beyond the bound, which is harmless since loops tell each other
 * little.
 */
final class Mailbox {
    static final int CAPACITY = 65_536;

    private static final long PAUSE_NANOS = 1_000_000;
    private static final int MAX_PAUSES = 10_000;

    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    void put(Runnable command) {
        if (!LoopThread.isCurrent()) awaitRoom();
        size.incrementAndGet();
        queue.add(command);
    }

    private void awaitRoom() {
        for (int i = 0; size.get() >= CAPACITY; i++) {
            if (i == MAX_PAUSES) throw new RejectedExecutionException("media loop is stuck");
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Nullable Runnable poll() {
        Runnable command = queue.poll();
        if (command != null) size.decrementAndGet();
        return command;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }
}
