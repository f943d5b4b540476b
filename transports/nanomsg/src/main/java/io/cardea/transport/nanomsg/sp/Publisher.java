package io.cardea.transport.nanomsg.sp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A {@code PUB} socket: sends everything to everybody who is there, at most {@code
 * Limits.MAX_SUBSCRIBERS}. Whoever reads too slowly misses the oldest of what waits for it, and
 * keeps nobody else waiting. What subscribers do not want they sort out themselves, as nanomsg has
 * it: nothing about that goes over the wire.
 *
 * <p>Any thread.
 */
public final class Publisher implements AutoCloseable {
    private final Counters counters = new Counters();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition joined = lock.newCondition();
    private final Map<Connection, Outbox> subscribers = new HashMap<>(); // under the lock
    private final Endpoint endpoint;

    public Publisher(Place place) {
        endpoint = new Endpoint(place, new Seats(), counters);
    }

    /** Listens, or begins to dial. */
    public void start() throws IOException {
        endpoint.start();
    }

    /** Where it listens, once it is started, or whom it dials. */
    public Address address() {
        return endpoint.address();
    }

    /** Waits until somebody is there. */
    public void awaitSubscriber() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (subscribers.isEmpty()) {
                joined.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Never blocks. False if nobody is there. */
    public boolean send(byte[] message) {
        List<Outbox> outboxes = outboxes();
        outboxes.forEach(outbox -> outbox.add(message));
        return !outboxes.isEmpty();
    }

    public Counters counters() {
        return counters;
    }

    private List<Outbox> outboxes() {
        lock.lock();
        try {
            return new ArrayList<>(subscribers.values());
        } finally {
            lock.unlock();
        }
    }

    private final class Seats implements Connection.Owner {
        @Override
        public Protocol protocol() {
            return Protocol.PUB;
        }

        @Override
        public int maxMessage() {
            return 0; // a subscriber has nothing to say
        }

        @Override
        public Optional<Outbox> seat(Connection peer) {
            lock.lock();
            try {
                if (subscribers.size() == Limits.MAX_SUBSCRIBERS) return Optional.empty();
                Outbox outbox = new Outbox(counters);
                subscribers.put(peer, outbox);
                joined.signalAll();
                return Optional.of(outbox);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void message(byte[] owned) {
            // An empty one; there is nothing in it.
        }

        @Override
        public void free(Connection peer) {
            lock.lock();
            try {
                Outbox left = subscribers.remove(peer);
                if (left != null) left.abandon();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Sends what waits, for a second at most; then it is over. */
    @Override
    public void close() {
        try {
            long end = System.nanoTime() + Limits.LINGER_MILLIS * 1_000_000L;
            for (Outbox outbox : outboxes()) {
                outbox.flush((end - System.nanoTime()) / 1_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endpoint.close();
    }
}
