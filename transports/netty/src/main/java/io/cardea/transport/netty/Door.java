package io.cardea.transport.netty;

import io.cardea.spi.Metric;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Lets connections of a listener in, or not: by address and by number. Any thread. */
public final class Door {
    private volatile AccessList access;
    private final int limit;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicLong denied = new AtomicLong();
    private final AtomicLong crowded = new AtomicLong();

    /**
     * @param limit how many connections may be open at a time
     */
    public Door(AccessList access, int limit) {
        this.access = access;
        this.limit = limit;
    }

    /** Whether the connection may stay; it is counted until it closes. */
    boolean admits(Channel connection) {
        if (connection.remoteAddress() instanceof InetSocketAddress remote
                && !access.permits(remote.getAddress())) {
            denied.incrementAndGet();
            return false;
        }
        if (inside.incrementAndGet() > limit) {
            inside.decrementAndGet();
            crowded.incrementAndGet();
            return false;
        }
        connection.closeFuture().addListener(_ -> inside.decrementAndGet());
        return true;
    }

    /** Others are let in from now on; who is inside stays. */
    public void access(AccessList next) {
        access = next;
    }

    /** Whether every address of an {@code X-Forwarded-For} header is let in. */
    public boolean permitsForwarded(String header) {
        return access.permitsForwarded(header);
    }

    /** How many connections are open. */
    public int connections() {
        return inside.get();
    }

    /** Its figures, for {@link io.cardea.spi.ServerModule#metrics}. */
    public List<Metric> metrics() {
        String help = "Connections turned away.";
        return List.of(
                Metric.gauge("connections", "Connections that are open.", connections()),
                Metric.counter("connections_refused", help, denied()).with("reason", "address"),
                Metric.counter("connections_refused", help, crowded()).with("reason", "too_many"));
    }

    /** How many were turned away for their address. */
    public long denied() {
        return denied.get();
    }

    /** How many were turned away because the limit was reached. */
    public long crowded() {
        return crowded.get();
    }
}
