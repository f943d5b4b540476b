package io.cardea.server.gateway;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Threads that run when the test says so. */
final class ManualThreads implements Executor {
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
    }

    void runAll() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }
}
