package io.cardea.server.gateway;

import io.cardea.spi.Quota;
import io.cardea.spi.TransportClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;

/** All sessions by id. Any thread. */
final class Sessions {
    /** Ids fit into the integers of JavaScript. */
    static final long ID_MASK = 0x1F_FFFF_FFFF_FFFFL;

    private final RandomGenerator random;
    private final Quota quota;
    private final ConcurrentHashMap<Long, Session> byId = new ConcurrentHashMap<>();

    Sessions(RandomGenerator random, Quota quota) {
        this.random = random;
        this.quota = quota;
    }

    Optional<Session> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * A new session with a random id.
     *
     * @throws ApiException if there are as many as there may be
     */
    Session create(TransportClient client, long nowNanos) {
        take();
        Session[] made = new Session[1];
        newId(id -> {
            made[0] = new Session(id, client, nowNanos);
            return byId.putIfAbsent(id, made[0]) == null;
        });
        return made[0];
    }

    /** The same with a wanted id; empty if it is taken. */
    Optional<Session> create(long id, TransportClient client, long nowNanos) {
        take();
        Session session = new Session(id, client, nowNanos);
        if (byId.putIfAbsent(id, session) == null) return Optional.of(session);
        quota.giveBack();
        return Optional.empty();
    }

    private void take() {
        if (!quota.take()) throw ApiException.tooManySessions(quota.refusal());
    }

    /** Draws ids until one is taken by {@code take}. */
    long newId(LongPredicate take) {
        while (true) {
            long id = random.nextLong() & ID_MASK;
            if (id != 0 && take.test(id)) return id;
        }
    }

    void remove(Session session) {
        if (byId.remove(session.id(), session)) quota.giveBack();
    }

    List<Session> all() {
        return List.copyOf(byId.values());
    }
}
