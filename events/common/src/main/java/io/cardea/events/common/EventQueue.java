package io.cardea.events.common;

import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Events on their way to whoever sends them, in order, on a virtual thread: the slowest receiver
 * keeps nobody waiting. What finds the queue full is dropped and counted.
 */
public final class EventQueue implements AutoCloseable {
    /** Events that may wait. */
    public static final int CAPACITY = 16_384;

    /** Events in one message at most. */
    public static final int GROUP = 100;

    private static final System.Logger LOG = System.getLogger(EventQueue.class.getName());
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final long IDLE_MILLIS = 250;

    /** Sends events; on the queue's thread. */
    public interface Sender {
        /**
         * Sends one event, or several when they are grouped. May block, and try again, as long as
         * it likes.
         */
        void send(List<Json> events) throws InterruptedException;
    }

    private final BlockingQueue<Json> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder dropped = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final Sender sender;
    private final Thread thread;
    private volatile boolean grouping;
    private volatile boolean closing;

    /**
     * @param name of the thread
     */
    public EventQueue(String name, boolean grouping, Sender sender) {
        this.grouping = grouping;
        this.sender = sender;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /** Any thread; never blocks. */
    public void offer(Json event) {
        if (!waiting.offer(event)) dropped.increment();
    }

    /** Whether several events may go in one message. */
    public void grouping(boolean on) {
        grouping = on;
    }

    public boolean isGrouping() {
        return grouping;
    }

    /** Drops the oldest until only so many wait. */
    public void cap(int most) {
        while (waiting.size() > most && waiting.poll() != null) {
            dropped.increment();
        }
    }

    /** Events that found no room. */
    public long dropped() {
        return dropped.sum();
    }

    /** Counts events that the sender gave up. */
    public void countDropped(int events) {
        dropped.add(events);
    }

    /** Events given to the sender. */
    public long sent() {
        return sent.sum();
    }

    /** Its figures, for {@link io.cardea.spi.ServerModule#metrics}. */
    public List<Metric> metrics() {
        return List.of(
                Metric.gauge("waiting", "Events on their way.", waiting.size()),
                Metric.counter("sent", "Events given to the sender.", sent()),
                Metric.counter(
                        "dropped", "Events that found no room, or were given up.", dropped()));
    }

    private void run() {
        List<Json> group = new ArrayList<>();
        while (!closing || !waiting.isEmpty()) {
            try {
                Json first = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) continue;
                group.clear();
                group.add(first);
                if (grouping) waiting.drainTo(group, GROUP - 1);
                sent.add(group.size());
                sender.send(List.copyOf(group));
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "sending events failed", e);
            }
        }
    }

    /** Sends what waits, for a second at most. */
    @Override
    public void close() {
        closing = true;
        try {
            if (thread.join(CLOSE)) return;
            thread.interrupt();
            thread.join(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
