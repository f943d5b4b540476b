package io.cardea.broker.mqtt;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where MQTT 5 wants the answers to requests to go, by their transactions, for the events that come
 * of them later. Forgets them after a while, and the oldest when there are too many. Any thread.
 */
final class Transactions {
    /** Transactions remembered at a time. */
    static final int MAX = 4_096;

    private record Entry(Target target, long sinceNanos) {}

    private final long keepNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries =
            new LinkedHashMap<>(); // under the lock, oldest first

    Transactions(int keepSeconds) {
        keepNanos = keepSeconds * 1_000_000_000L;
    }

    void remember(String transaction, Target target, long nowNanos) {
        lock.lock();
        try {
            entries.remove(transaction);
            entries.put(transaction, new Entry(target, nowNanos));
            Iterator<Entry> oldest = entries.values().iterator();
            while (isTooMuch(oldest.next(), nowNanos)) {
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isTooMuch(Entry oldest, long nowNanos) {
        return entries.size() > MAX || nowNanos - oldest.sinceNanos > keepNanos;
    }

    Optional<Target> find(String transaction, long nowNanos) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(transaction))
                    .filter(e -> nowNanos - e.sinceNanos <= keepNanos)
                    .map(Entry::target);
        } finally {
            lock.unlock();
        }
    }

    void forget(String transaction) {
        lock.lock();
        try {
            entries.remove(transaction);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }
}
