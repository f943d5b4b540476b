package io.cardea.broker;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Messages that wait for a broker, in order. Any thread; one takes. Limits: {@link Limits}. */
final class Outbox<A> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final ArrayDeque<Outgoing<A>> waiting = new ArrayDeque<>(); // under the lock
    private long bytes; // under the lock

    /** False if there is no room among so many messages. */
    boolean offer(Outgoing<A> message, int most) {
        lock.lock();
        try {
            if (!hasRoom(message, most)) return false;
            add(message);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The same, waiting for room. */
    void put(Outgoing<A> message, int most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!hasRoom(message, most)) {
                emptied.await();
            }
            add(message);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Outgoing<A> message, int most) {
        return waiting.isEmpty()
                || waiting.size() < most
                        && bytes + message.payload().length <= Limits.MAX_QUEUED_BYTES;
    }

    private void add(Outgoing<A> message) {
        waiting.add(message);
        bytes += message.payload().length;
        filled.signal();
    }

    /** The oldest message, which is taken; null if there is none within the time. */
    @Nullable Outgoing<A> poll(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (waiting.isEmpty() && left > 0) {
                left = filled.awaitNanos(left);
            }
            Outgoing<A> first = waiting.poll();
            if (first != null) bytes -= first.payload().length;
            emptied.signalAll();
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Puts messages back to the front, oldest first, whatever room there is. */
    void putBack(List<Outgoing<A>> messages) {
        lock.lock();
        try {
            for (Outgoing<A> message : messages.reversed()) {
                waiting.addFirst(message);
                bytes += message.payload().length;
            }
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
