package io.cardea.server.gateway;

import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportClient.SessionEnd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client's session: its handles, whom its events go to, when it was last used. Any thread.
 *
 * <p>One lock per session keeps its events in order and its owner and its end consistent with them.
 */
final class Session {
    private final long id;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentHashMap<Long, PluginHandle> handles = new ConcurrentHashMap<>();
    private final AtomicInteger seats = new AtomicInteger();
    private TransportClient client;
    private boolean over;
    private boolean clientGone;
    private volatile long lastActivityNanos;
    private volatile Optional<Duration> ownTimeout = Optional.empty();

    Session(long id, TransportClient client, long nowNanos) {
        this.id = id;
        this.client = client;
        this.lastActivityNanos = nowNanos;
    }

    long id() {
        return id;
    }

    /** Tells the transport that the session is there. */
    void begin() {
        locked(() -> client.sessionCreated(id));
    }

    /** Sends an event, unless the session is over. */
    void send(Json event) {
        locked(() -> {
            if (!over) client.send(event);
        });
    }

    /** Sends the last event, if there is one, and ends; false when it had ended before. */
    boolean end(Optional<Json> lastEvent, SessionEnd why) {
        lock.lock();
        try {
            if (over) return false;
            lastEvent.ifPresent(client::send);
            over = true;
            client.sessionOver(id, why);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Moves to another client; false if the session is over. */
    @SuppressWarnings("ReferenceEquality") // a client is itself, whatever it says of others
    boolean claim(TransportClient next) {
        lock.lock();
        try {
            if (over) return false;
            clientGone = false;
            if (next == client) return true;
            client.sessionOver(id, SessionEnd.CLAIMED);
            client = next;
            client.sessionCreated(id);
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("ReferenceEquality") // as above
    boolean belongsTo(TransportClient candidate) {
        lock.lock();
        try {
            return client == candidate;
        } finally {
            lock.unlock();
        }
    }

    /** The client went away: the session waits to be claimed. */
    void linger() {
        locked(() -> clientGone = true);
    }

    void touch(long nowNanos) {
        lastActivityNanos = nowNanos;
    }

    /** Overrides the common timeout; empty to follow it again, zero for never. */
    void timeout(Optional<Duration> own) {
        ownTimeout = own;
    }

    /** After which it ends when idle, with the common timeout for one without its own. */
    Duration timeout(Duration common) {
        return ownTimeout.orElse(common);
    }

    long lastActivityNanos() {
        return lastActivityNanos;
    }

    /** The package of the transport whose client it is; empty while nobody's. */
    Optional<String> transport() {
        lock.lock();
        try {
            return clientGone ? Optional.empty() : client.transport();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was idle for too long. */
    boolean isExpired(long nowNanos, Duration timeout, Duration reclaim) {
        long idle = nowNanos - lastActivityNanos;
        Duration limit = timeout(timeout);
        if (!limit.isZero() && idle >= limit.toNanos()) return true;
        lock.lock();
        try {
            return clientGone && idle >= reclaim.toNanos();
        } finally {
            lock.unlock();
        }
    }

    Optional<PluginHandle> handle(long handleId) {
        return Optional.ofNullable(handles.get(handleId));
    }

    List<PluginHandle> handles() {
        return List.copyOf(handles.values());
    }

    /** Keeps room for one more handle, and tells how many there are or will be without it. */
    int takeSeat() {
        return seats.getAndIncrement();
    }

    /** The handle for which there was room is gone, or never came. */
    void leaveSeat() {
        seats.decrementAndGet();
    }

    /**
     * Adds a handle, which has a seat; false if there is one with its id, or the session is over.
     */
    boolean add(PluginHandle handle) {
        lock.lock();
        try {
            return !over && handles.putIfAbsent(handle.id(), handle) == null;
        } finally {
            lock.unlock();
        }
    }

    void remove(PluginHandle handle) {
        if (handles.remove(handle.id(), handle)) leaveSeat();
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
