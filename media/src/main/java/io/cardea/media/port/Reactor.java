package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The JDK's channels of a loop, by their readiness. Belongs to the loop but for {@link #wakeUp}.
 */
final class Reactor implements AutoCloseable {
    /** How often listeners look for connections that are overdue. */
    private static final long SWEEP_NANOS = 1_000_000_000L;

    /** What is done with a channel that is ready. */
    interface Ready {
        /** Returns how many packets were received. Does not throw because of what a peer does. */
        int ready(PacketPool pool, int max, long nowNanos, Consumer<Packet> to);
    }

    /** What is done about once a second. */
    interface Sweep {
        void sweep(long nowNanos);
    }

    private final Selector selector;
    private final Queue<Ready> again = new ConcurrentLinkedQueue<>();
    private final List<Sweep> sweeps = new ArrayList<>();
    private long sweptNanos = Long.MIN_VALUE;
    private long nowNanos;
    private long receiveDrops;

    Reactor() throws IOException {
        selector = Selector.open();
    }

    SelectionKey register(SelectableChannel channel, int operations, Ready ready)
            throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, ready);
    }

    void add(Sweep sweep) {
        sweeps.add(sweep);
    }

    void remove(Sweep sweep) {
        sweeps.remove(sweep);
    }

    /** Any thread: has this called in the next poll, whatever its channel says. */
    void callAgain(Ready ready) {
        again.add(ready);
    }

    boolean isCalledAgain() {
        return !again.isEmpty();
    }

    int poll(PacketPool pool, int max, long now, Consumer<Packet> to) throws IOException {
        nowNanos = now;
        int received = 0;
        selector.selectNow();
        if (!selector.selectedKeys().isEmpty()) {
            for (SelectionKey key : selector.selectedKeys()) {
                if (!key.isValid()) continue;
                received += ((Ready) key.attachment()).ready(pool, max, now, to);
            }
            selector.selectedKeys().clear();
        }
        for (Ready ready = again.poll(); ready != null; ready = again.poll()) {
            received += ready.ready(pool, max, now, to);
        }
        if (sweptNanos == Long.MIN_VALUE || now - sweptNanos >= SWEEP_NANOS) {
            sweptNanos = now;
            for (Sweep sweep : List.copyOf(sweeps)) {
                sweep.sweep(now);
            }
        }
        return received;
    }

    /** The time of the last poll. */
    long now() {
        return nowNanos;
    }

    void await(long timeoutNanos) throws IOException {
        // Rounded up: waking before the deadline would only mean to wait again.
        selector.select(Math.max(1, (timeoutNanos + 999_999) / 1_000_000));
    }

    void wakeUp() {
        selector.wakeup();
    }

    boolean isIdle() {
        return selector.keys().isEmpty();
    }

    void countReceiveDrop() {
        receiveDrops++;
    }

    long receiveDrops() {
        return receiveDrops;
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new AssertionError("selector does not close", e);
        }
    }
}
