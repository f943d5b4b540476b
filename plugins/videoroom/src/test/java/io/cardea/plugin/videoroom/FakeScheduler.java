package io.cardea.plugin.videoroom;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Notes timers and runs those due when time is advanced; no thread is started. */
final class FakeScheduler extends ScheduledThreadPoolExecutor {
    private final List<Timer> timers = new ArrayList<>();
    private long nowNanos;

    FakeScheduler() {
        super(0);
    }

    /** Lets time pass. */
    void advance(long amount, TimeUnit unit) {
        long until;
        synchronized (timers) {
            until = nowNanos + unit.toNanos(amount);
        }
        for (Timer due = next(until); due != null; due = next(until)) due.task.run();
        synchronized (timers) {
            nowNanos = until;
        }
    }

    private @org.jspecify.annotations.Nullable Timer next(long untilNanos) {
        synchronized (timers) {
            timers.removeIf(Timer::isDone);
            Timer first = null;
            for (Timer timer : timers) {
                if (timer.atNanos <= untilNanos
                        && (first == null || timer.atNanos < first.atNanos)) {
                    first = timer;
                }
            }
            if (first == null) return null;
            nowNanos = first.atNanos;
            if (first.periodNanos == 0) timers.remove(first);
            first.atNanos += first.periodNanos;
            return first;
        }
    }

    /** Timers that are still running. */
    int running() {
        synchronized (timers) {
            timers.removeIf(Timer::isDone);
            return timers.size();
        }
    }

    private ScheduledFuture<?> add(Runnable task, long delayNanos, long periodNanos) {
        synchronized (timers) {
            Timer timer = new Timer(task, nowNanos + delayNanos, periodNanos);
            timers.add(timer);
            return timer;
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return add(task, unit.toNanos(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable task, long initialDelay, long period, TimeUnit unit) {
        return add(task, unit.toNanos(initialDelay), unit.toNanos(period));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return add(task, unit.toNanos(initialDelay), unit.toNanos(delay));
    }

    private static final class Timer extends CompletableFuture<Void>
            implements ScheduledFuture<Void> {
        private final Runnable task;
        private final long periodNanos;
        private long atNanos;

        Timer(Runnable task, long atNanos, long periodNanos) {
            this.task = task;
            this.atNanos = atNanos;
            this.periodNanos = periodNanos;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(atNanos, ((Timer) other).atNanos);
        }

        @Override
        public boolean equals(Object o) {
            return this == o;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
