package io.cardea.broker;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on virtual threads, those of one lane one after another: a slow session keeps no other
 * waiting. At most {@link Limits#MAX_WAITING} tasks are there at a time; the next one waits. Any
 * thread.
 */
final class Lanes {
    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

    private final Counters counters;
    private final Semaphore room = new Semaphore(Limits.MAX_WAITING);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, ArrayDeque<Runnable>> lanes = new HashMap<>(); // under the lock

    Lanes(Counters counters) {
        this.counters = counters;
    }

    void run(long lane, Runnable task) throws InterruptedException {
        room.acquire();
        lock.lock();
        try {
            ArrayDeque<Runnable> tasks = lanes.get(lane);
            if (tasks == null) {
                tasks = new ArrayDeque<>();
                lanes.put(lane, tasks);
                Thread.ofVirtual().name("broker-lane").start(() -> work(lane));
            }
            tasks.add(task);
        } finally {
            lock.unlock();
        }
    }

    private void work(long lane) {
        for (Runnable task = next(lane); task != null; task = next(lane)) {
            try {
                task.run();
            } catch (RuntimeException e) {
                counters.faults.incrementAndGet();
                LOG.log(System.Logger.Level.ERROR, "request over a broker failed", e);
            } finally {
                room.release();
            }
        }
    }

    /** Null when the lane is empty, and gone. */
    private @Nullable Runnable next(long lane) {
        lock.lock();
        try {
            ArrayDeque<Runnable> tasks = lanes.get(lane);
            @Nullable Runnable task = tasks == null ? null : tasks.poll();
            if (task == null) lanes.remove(lane);
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Lanes that have something to do. */
    int size() {
        lock.lock();
        try {
            return lanes.size();
        } finally {
            lock.unlock();
        }
    }
}
