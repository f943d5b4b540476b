package io.cardea.spi;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of something there may be at a time, how much there is, and how often more was wanted.
 * Any thread.
 */
public final class Quota {
    private final String name;
    private final String what;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile long limit;

    /**
     * @param name for figures, such as {@code sessions}
     * @param what for people, such as {@code Sessions}
     * @param limit how many there may be; 0 for any number
     */
    public Quota(String name, String what, long limit) {
        this.name = name;
        this.what = what;
        this.limit = limit;
    }

    /** Takes one; false, and counted, if there are as many as there may be. */
    public boolean take() {
        long most = limit;
        long now = taken.getAndUpdate(n -> most > 0 && n >= most ? n : n + 1);
        if (most == 0 || now < most) return true;
        refused.incrementAndGet();
        return false;
    }

    /** One that was taken is gone. */
    public void giveBack() {
        taken.decrementAndGet();
    }

    /** How many there may be; 0 for any number. */
    public long limit() {
        return limit;
    }

    /** Changes it; those that are there stay. */
    public void limit(long next) {
        limit = next;
    }

    public long taken() {
        return taken.get();
    }

    /** How often there was none left. */
    public long refused() {
        return refused.get();
    }

    /** Why somebody gets none, for people. */
    public String refusal() {
        return "Too many " + what + " (limit " + limit + ")";
    }

    public List<Metric> metrics() {
        return List.of(
                Metric.gauge(
                        "limit_" + name, "How many " + what + " there may be, 0 for any.", limit),
                Metric.gauge("limit_used_" + name, "How many " + what + " there are.", taken.get()),
                Metric.counter(
                        "limit_refused_" + name, "Refused, as too many " + what + ".", refused()));
    }
}
