package io.cardea.transport.http;

import io.cardea.spi.Json;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The event queues of all sessions that live over HTTP. Any thread. */
final class SessionQueues {
    private final Map<Long, SessionQueue> queues = new ConcurrentHashMap<>();

    Optional<SessionQueue> find(long sessionId) {
        return Optional.ofNullable(queues.get(sessionId));
    }

    /** A session was created or claimed: it gets a new queue, the old one's events are lost. */
    void begin(long sessionId, HttpClient owner) {
        SessionQueue old = queues.put(sessionId, new SessionQueue(owner));
        if (old != null) old.end();
    }

    /** A session left this client; if another has it by now its queue stays. */
    void end(long sessionId, HttpClient owner) {
        SessionQueue queue = queues.get(sessionId);
        if (queue == null || queue.owner() != owner) return;
        if (queues.remove(sessionId, queue)) queue.end();
    }

    void offer(HttpClient owner, Json event) {
        find(event.integer("session_id", 0))
                .filter(queue -> queue.owner() == owner)
                .ifPresent(queue -> queue.offer(event));
    }

    int size() {
        return queues.size();
    }
}
