package io.cardea.broker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was sent over one connection and is not confirmed yet. One thread adds, any confirms. Holds
 * at most as many messages as it is made for: the next one waits.
 */
public final class InFlight<A> {
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeMap<Long, Outgoing<A>> messages = new TreeMap<>(); // under the lock
    private long last; // under the lock
    private boolean broken; // under the lock

    public InFlight(int most) {
        this.most = most;
    }

    /**
     * Adds a message about to be sent.
     *
     * @return its number, from 1 up
     * @throws IOException if the connection broke meanwhile
     */
    public long add(Outgoing<A> message) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (messages.size() >= most && !broken) {
                changed.await();
            }
            if (broken) throw new IOException("connection lost");
            messages.put(++last, message);
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** One is confirmed, or every one up to it. */
    public void confirm(long number, boolean andEarlier) {
        lock.lock();
        try {
            if (andEarlier) {
                messages.headMap(number, true).clear();
            } else {
                messages.remove(number);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The connection broke: nothing more is added or confirmed. */
    public void breakUp() {
        lock.lock();
        try {
            broken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What is not confirmed, oldest first. */
    public List<Outgoing<A>> left() {
        lock.lock();
        try {
            return new ArrayList<>(messages.values());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all is confirmed, the connection broke, or the time is over. */
    public void drain(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        lock.lockInterruptibly();
        try {
            while (!messages.isEmpty() && !broken) {
                long left = until - System.nanoTime();
                if (left <= 0) return;
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
