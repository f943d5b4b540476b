package io.cardea.plugin.videoroom;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A lane for those without a handle: tasks run in order, one at a time, on threads of another. Any
 * thread. A task that throws is logged and the next one runs.
 */
final class SerialTasks implements Executor {
    private static final System.Logger LOG = System.getLogger(SerialTasks.class.getName());

    private final Executor threads;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    SerialTasks(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        if (pending.getAndIncrement() == 0) threads.execute(this::drain);
    }

    private void drain() {
        do {
            Runnable task = waiting.remove();
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "videoroom task failed", e);
            }
        } while (pending.decrementAndGet() > 0);
    }
}
