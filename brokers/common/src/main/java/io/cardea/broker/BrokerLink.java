package io.cardea.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our end of a connection to a broker, on a virtual thread of its own: connects, sends what waits,
 * and when the connection breaks connects again, after 100 ms and then ever longer pauses up to
 * five seconds. What was not confirmed is sent again, so a message may come twice.
 *
 * @param <A> where a message goes
 */
public final class BrokerLink<A> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BrokerLink.class.getName());
    private static final long POLL_MILLIS = 200;

    /** How to reach a broker. On the link's thread. */
    public interface Broker<A> {
        /** Connects, and declares or subscribes whatever there is to; bounded in time. */
        Line<A> connect() throws IOException, InterruptedException;

        /** A connection is there. */
        default void onUp() {}

        /** It broke. */
        default void onLost() {}

        /** It could not be made. */
        default void onFailed(Exception why) {}

        /** Where it is, for the log. */
        String place();
    }

    /** One connection to a broker. On the link's thread. */
    public interface Line<A> {
        /** Sends a message; may wait while too many are not confirmed. */
        void send(Outgoing<A> message) throws IOException, InterruptedException;

        boolean isOpen();

        /** What was sent and is not confirmed, oldest first. */
        List<Outgoing<A>> unconfirmed();

        /** Says good-bye, unless the connection is lost; bounded in time. */
        void close() throws InterruptedException;
    }

    private final Broker<A> broker;
    private final Counters counters;
    private final int mostWhileAway;
    private final Outbox<A> outbox = new Outbox<>();
    private final Thread thread;
    private volatile boolean up;
    private volatile boolean closing;
    private boolean told; // the link's thread only

    /**
     * @param mostWhileAway messages that may wait while there is no connection
     */
    public BrokerLink(String name, Broker<A> broker, Counters counters, int mostWhileAway) {
        this.broker = broker;
        this.counters = counters;
        this.mostWhileAway = Math.min(mostWhileAway, Limits.MAX_QUEUED);
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public boolean isUp() {
        return up;
    }

    /** Messages that wait. */
    public int queued() {
        return outbox.size();
    }

    /** Any thread; never blocks. What finds no room is dropped and counted. */
    public void offer(Outgoing<A> message) {
        if (!outbox.offer(message, up ? Limits.MAX_QUEUED : mostWhileAway)) {
            counters.dropped.incrementAndGet();
        }
    }

    /** The same, waiting for room. */
    public void put(Outgoing<A> message) throws InterruptedException {
        outbox.put(message, mostWhileAway);
    }

    private void run() {
        long pause = Limits.FIRST_PAUSE_MILLIS;
        try {
            while (!closing) {
                if (serve()) pause = Limits.FIRST_PAUSE_MILLIS;
                if (closing) return;
                Thread.sleep(pause);
                pause = Math.min(pause * 3 / 2, Limits.LONGEST_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "broker link ended place=" + broker.place());
        }
    }

    /** One connection, from its first to its last; false if it could not be made. */
    private boolean serve() throws InterruptedException {
        @Nullable Line<A> line = connect();
        if (line == null) return false;
        try {
            pump(line);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "sending to the broker failed", e);
        } finally {
            up = false;
            line.close();
            putBack(line.unconfirmed());
        }
        if (!closing) lost();
        return true;
    }

    private @Nullable Line<A> connect() throws InterruptedException {
        try {
            Line<A> line = broker.connect();
            counters.connects.incrementAndGet();
            up = true;
            told = false;
            LOG.log(System.Logger.Level.INFO, () -> "broker connected place=" + broker.place());
            broker.onUp();
            return line;
        } catch (IOException | RuntimeException e) {
            counters.failures.incrementAndGet();
            System.Logger.Level level =
                    told ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
            String cause = e.getCause() == null ? e.toString() : e + " " + e.getCause();
            LOG.log(level, () -> "broker not reached place=" + broker.place() + " cause=" + cause);
            told = true;
            if (!closing) broker.onFailed(e);
            return null;
        }
    }

    private void lost() {
        counters.failures.incrementAndGet();
        told = true;
        LOG.log(System.Logger.Level.WARNING, () -> "broker lost place=" + broker.place());
        broker.onLost();
    }

    private void pump(Line<A> line) throws IOException, InterruptedException {
        while (line.isOpen()) {
            @Nullable Outgoing<A> next = outbox.poll(POLL_MILLIS);
            if (next != null) {
                send(line, next);
            } else if (closing) {
                return;
            }
        }
    }

    private void send(Line<A> line, Outgoing<A> message) throws IOException, InterruptedException {
        try {
            line.send(message);
            counters.sent.incrementAndGet();
        } catch (IOException | RuntimeException e) {
            if (!line.unconfirmed().contains(message)) putBack(List.of(message));
            throw e;
        }
    }

    private void putBack(List<Outgoing<A>> messages) {
        List<Outgoing<A>> again = new ArrayList<>();
        for (Outgoing<A> message : messages) {
            if (message.tries() + 1 < Limits.MAX_TRIES) {
                again.add(message.again());
            } else {
                counters.dropped.incrementAndGet();
            }
        }
        outbox.putBack(again);
    }

    /** Sends what waits if the broker is there, for a second at most, and disconnects. */
    @Override
    public void close() {
        closing = true;
        try {
            if (up && thread.join(Duration.ofMillis(Limits.CLOSE_MILLIS))) return;
            thread.interrupt();
            thread.join(Duration.ofMillis(Limits.CLOSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
