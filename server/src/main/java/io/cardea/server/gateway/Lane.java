package io.cardea.server.gateway;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A FIFO of tasks, of which at most one runs at a time. Any thread.
 *
 * <p>A task that throws is reported and the next one runs. At {@link #CAPACITY} waiting tasks the
 * lane refuses more: whoever posts faster than a plugin works is turned away rather than buffered
 * without end.
 */
public final class Lane implements Executor {
    /** Tasks waiting at most. */
    public static final int CAPACITY = 10_000;

    private final Executor threads;
    private final Consumer<Throwable> faults;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    /**
     * @param threads run the tasks; virtual threads in a server
     * @param faults told of what a task throws
     */
    public Lane(Executor threads, Consumer<Throwable> faults) {
        this.threads = threads;
        this.faults = faults;
    }

    /**
     * Runs a task after everything already there, on another thread.
     *
     * @throws RejectedExecutionException if too many are waiting
     */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (waiting.size() >= CAPACITY) throw new RejectedExecutionException("lane is full");
            waiting.add(task);
            if (busy) return;
            busy = true;
        } finally {
            lock.unlock();
        }
        threads.execute(this::drain);
    }

    /**
     * Runs a task after everything already there and waits for its result: on the calling thread
     * when the lane is idle. What the task throws, this throws. Not for a task on this lane.
     */
    public <T> T call(Supplier<T> task) {
        if (seize()) {
            try {
                return task.get();
            } finally {
                yieldTo();
            }
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                result.complete(task.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw e;
        }
    }

    private boolean seize() {
        lock.lock();
        try {
            if (busy) return false;
            busy = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Leaves the rest to another thread: the caller of {@link #call} has its result to deliver. */
    private void yieldTo() {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                busy = false;
                return;
            }
        } finally {
            lock.unlock();
        }
        threads.execute(this::drain);
    }

    private void drain() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (Throwable e) {
                faults.accept(e);
            }
        }
    }

    private @org.jspecify.annotations.Nullable Runnable next() {
        lock.lock();
        try {
            Runnable task = waiting.poll();
            if (task == null) busy = false;
            return task;
        } finally {
            lock.unlock();
        }
    }
}
