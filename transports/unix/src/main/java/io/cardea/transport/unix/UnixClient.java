package io.cardea.transport.unix;

import io.cardea.spi.Json;
import io.cardea.spi.TransportClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One client: a connection, or a path that datagrams come from. Its messages are served one after
 * another on a virtual thread; answers and events wait for the listener's thread, which sends them
 * in the order of the calls.
 */
final class UnixClient implements TransportClient {
    private static final System.Logger LOG = System.getLogger(UnixClient.class.getName());

    /** What a client asks of its listener. Any thread. */
    interface Listener {
        /** Serves a message. */
        void serve(UnixClient client, String text);

        String print(Json message);

        /** It has something to send, or is to be closed. */
        void wake();

        Counters counters();

        /** It is over, and all it said has been served. */
        void gone(UnixClient client);
    }

    /**
     * Which client it is.
     *
     * @param fd of its connection, -1 without one
     * @param path where it is sent to, empty with a connection
     */
    record Identity(int fd, String path) {
        boolean isConnection() {
            return fd >= 0;
        }
    }

    private final Listener listener;
    private final Identity identity;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<byte[]> outgoing = new ArrayDeque<>(); // under the lock
    private int queued; // under the lock
    private volatile boolean ending;

    UnixClient(Listener listener, Identity identity) {
        this.listener = listener;
        this.identity = identity;
    }

    Identity identity() {
        return identity;
    }

    @Override
    public Optional<String> transport() {
        return Optional.of(UnixTransport.PACKAGE);
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    // ---- In ----

    /** Serves a message when the earlier ones are. */
    void receive(String text) {
        enqueue(() -> listener.serve(this, text));
    }

    /** Whether no more should be read ahead. */
    boolean isBusy() {
        return waiting.get() >= Limits.MAX_WAITING;
    }

    /** The client is gone: told after what is being served. */
    void over() {
        ending = true;
        enqueue(() -> listener.gone(this));
    }

    private void enqueue(Runnable task) {
        tasks.add(task);
        if (waiting.incrementAndGet() == 1) Thread.startVirtualThread(this::work);
    }

    private void work() {
        int left;
        do {
            try {
                tasks.remove().run();
            } catch (RuntimeException e) {
                listener.counters().faults.incrementAndGet();
                LOG.log(System.Logger.Level.ERROR, "message over a Unix socket failed", e);
            }
            left = waiting.decrementAndGet();
            if (left == Limits.MAX_WAITING - 1) listener.wake();
        } while (left > 0);
    }

    // ---- Out ----

    @Override
    public void send(Json message) {
        byte[] bytes = listener.print(message).getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (ending) return;
            if (queued + bytes.length > Limits.MAX_QUEUED) {
                listener.counters().tooSlow.incrementAndGet();
                outgoing.clear();
                queued = 0;
                ending = true;
            } else {
                outgoing.add(bytes);
                queued += bytes.length;
            }
        } finally {
            lock.unlock();
        }
        listener.wake();
    }

    /** The oldest message that waits; it stays. */
    byte @Nullable [] firstOutgoing() {
        lock.lock();
        try {
            return outgoing.peek();
        } finally {
            lock.unlock();
        }
    }

    /** It was sent, or cannot be. */
    void removeFirst() {
        lock.lock();
        try {
            byte[] first = outgoing.poll();
            if (first != null) queued -= first.length;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is to be closed, once what waits is sent. */
    boolean isEnding() {
        return ending;
    }

    @Override
    public void sessionOver(long sessionId, SessionEnd why) {
        // compat: a connection goes with a session that timed out, others it may have included
        if (why != SessionEnd.TIMEOUT || !identity.isConnection()) return;
        ending = true;
        listener.wake();
    }

    @Override
    public void sessionCreated(long sessionId) {
        // Events need no table here: they are sent to this very client.
    }
}
