package io.cardea.server.auth;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What was found out about the tokens used last, under their digests. Any thread.
 *
 * <p>Two generations: new entries go into the young one, and when that is full it becomes the old
 * one, whose entries are forgotten unless they are asked for meanwhile. So at most {@value #MAX}
 * are held, and what is used often stays.
 *
 * @param <T> what is kept
 */
final class RecentTokens<T> {
    /** How many are held at most; past that the longest unused are forgotten. */
    static final int MAX = 20_000;

    private static final int GENERATION = MAX / 2;

    private record Generations<T>(ConcurrentHashMap<String, T> young, Map<String, T> old) {}

    private final AtomicReference<Generations<T>> generations =
            new AtomicReference<>(new Generations<>(new ConcurrentHashMap<>(), Map.of()));

    Optional<T> find(String digest) {
        Generations<T> now = generations.get();
        T young = now.young().get(digest);
        if (young != null) return Optional.of(young);
        T old = now.old().get(digest);
        if (old != null) put(digest, old);
        return Optional.ofNullable(old);
    }

    void put(String digest, T found) {
        Generations<T> now = generations.get();
        if (now.young().size() >= GENERATION) {
            Generations<T> next = new Generations<>(new ConcurrentHashMap<>(), now.young());
            now = generations.compareAndSet(now, next) ? next : generations.get();
        }
        now.young().put(digest, found);
    }

    int size() {
        Generations<T> now = generations.get();
        return now.young().size() + now.old().size();
    }
}
