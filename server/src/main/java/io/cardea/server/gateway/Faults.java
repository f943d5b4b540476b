package io.cardea.server.gateway;

import java.util.concurrent.atomic.LongAdder;

/** What plugins and transports throw where they must not: counted, and logged once each. */
public final class Faults {
    private static final System.Logger LOG = System.getLogger(Faults.class.getName());

    private final LongAdder count = new LongAdder();

    /** Notes a fault; {@code where} is a short event with {@code key=value} pairs. */
    public void report(String where, Throwable fault) {
        count.increment();
        LOG.log(System.Logger.Level.ERROR, where, fault);
    }

    public long count() {
        return count.sum();
    }
}
