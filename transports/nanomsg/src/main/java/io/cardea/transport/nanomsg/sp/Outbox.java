package io.cardea.transport.nanomsg.sp;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way out. Any thread adds; one at a time takes. When there is no more room the
 * oldest go, since whoever comes back after long wants to know how things are now.
 */
final class Outbox {
    private final Counters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> messages = new ArrayDeque<>(); // under the lock
    private int bytes; // of them; under the lock
    private byte @Nullable [] beingSent; // under the lock

    Outbox(Counters counters) {
        this.counters = counters;
    }

    void add(byte[] message) {
        lock.lock();
        try {
            if (message.length > Limits.MAX_QUEUED) {
                counters.dropped.incrementAndGet();
                return;
            }
            while (bytes + message.length > Limits.MAX_QUEUED) {
                bytes -= messages.remove().length;
                counters.dropped.incrementAndGet();
            }
            messages.add(message);
            bytes += message.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The oldest message, once there is one; the same again until it is said to be sent. */
    byte[] next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (beingSent == null && messages.isEmpty()) {
                changed.await();
            }
            if (beingSent == null) {
                beingSent = messages.remove();
                bytes -= beingSent.length;
            }
            return beingSent;
        } finally {
            lock.unlock();
        }
    }

    /** It was sent. */
    void sent() {
        lock.lock();
        try {
            beingSent = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what waits: nobody will take it. */
    void abandon() {
        lock.lock();
        try {
            counters.dropped.addAndGet(messages.size() + (beingSent == null ? 0 : 1));
            messages.clear();
            bytes = 0;
            beingSent = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all is sent, or so many milliseconds. */
    void flush(long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lockInterruptibly();
        try {
            while ((beingSent != null || !messages.isEmpty()) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
