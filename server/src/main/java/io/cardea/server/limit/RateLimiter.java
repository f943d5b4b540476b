package io.cardea.server.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many requests a second of each client: a token bucket apiece, that holds two seconds' worth.
 * Any thread.
 */
final class RateLimiter {
    /** Clients known at a time; those beyond share one bucket until others are idle. */
    static final int MAX_CLIENTS = 65_536;

    /** A client may save up requests for so long. */
    static final int BURST_SECONDS = 2;

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ConcurrentHashMap<Object, Bucket> buckets = new ConcurrentHashMap<>();
    private final Bucket crowd = new Bucket();
    private final AtomicLong refused = new AtomicLong();
    private volatile int perSecond;

    RateLimiter(int perSecond) {
        this.perSecond = perSecond;
    }

    void perSecond(int next) {
        perSecond = next;
    }

    /** Whether the client may ask once more now. */
    boolean permits(Object client, long nowNanos) {
        int rate = perSecond;
        if (rate == 0) return true;
        if (bucket(client).take(rate, nowNanos)) return true;
        refused.incrementAndGet();
        return false;
    }

    private Bucket bucket(Object client) {
        Bucket known = buckets.get(client);
        if (known != null) return known;
        if (buckets.size() >= MAX_CLIENTS) return crowd;
        return buckets.computeIfAbsent(client, _ -> new Bucket());
    }

    /** Forgets who was idle long enough to have a full bucket again; call it now and then. */
    void forgetIdle(long nowNanos) {
        buckets.values().removeIf(bucket -> bucket.isIdle(nowNanos));
    }

    int clients() {
        return buckets.size();
    }

    long refused() {
        return refused.get();
    }

    private static final class Bucket {
        private boolean used;
        private double left;
        private long lastNanos;

        synchronized boolean take(int perSecond, long nowNanos) {
            double most = (double) perSecond * BURST_SECONDS;
            double earned = (nowNanos - lastNanos) / NANOS_PER_SECOND * perSecond;
            left = used ? Math.min(most, left + earned) : most;
            used = true;
            lastNanos = nowNanos;
            if (left < 1) return false;
            left--;
            return true;
        }

        synchronized boolean isIdle(long nowNanos) {
            return nowNanos - lastNanos > TimeUnit.SECONDS.toNanos(BURST_SECONDS);
        }
    }
}
