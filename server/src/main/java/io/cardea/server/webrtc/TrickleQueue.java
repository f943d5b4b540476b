package io.cardea.server.webrtc;

import io.cardea.spi.Json;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Trickle requests that came too early to be used. Guarded by its connection's lock. */
final class TrickleQueue {
    /** Requests kept at most; further ones are dropped. */
    static final int CAPACITY = 256;

    private record Waiting(Json request, long sinceNanos) {}

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final long lifetimeNanos;

    TrickleQueue(Duration lifetime) {
        this.lifetimeNanos = lifetime.toNanos();
    }

    void add(Json request, long nowNanos) {
        if (waiting.size() < CAPACITY) waiting.add(new Waiting(request, nowNanos));
    }

    int size() {
        return waiting.size();
    }

    void expire(long nowNanos) {
        while (!waiting.isEmpty() && nowNanos - waiting.element().sinceNanos >= lifetimeNanos) {
            waiting.remove();
        }
    }

    /** Takes what is still good. */
    List<Json> take(long nowNanos) {
        expire(nowNanos);
        List<Json> requests = new ArrayList<>();
        waiting.forEach(w -> requests.add(w.request()));
        waiting.clear();
        return requests;
    }
}
