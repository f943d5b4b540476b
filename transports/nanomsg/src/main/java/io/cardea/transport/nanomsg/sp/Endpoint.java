package io.cardea.transport.nanomsg.sp;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket's connections come from: listens and takes whoever comes, or dials, and dials
 * again when the peer is lost. Each connection is read on a virtual thread.
 */
final class Endpoint implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Endpoint.class.getName());

    private final Place place;
    private final Connection.Owner owner;
    private final Counters counters;
    private final Semaphore strangers = new Semaphore(Limits.MAX_STRANGERS);
    private final Map<Connection, Thread> connections = new ConcurrentHashMap<>();
    private Address address;
    private @Nullable ServerSocketChannel server;
    private @Nullable Thread thread;
    private volatile boolean closing;

    Endpoint(Place place, Connection.Owner owner, Counters counters) {
        this.place = place;
        this.owner = owner;
        this.counters = counters;
        this.address = place.address();
    }

    void start() throws IOException {
        switch (place.mode()) {
            case BIND -> {
                ServerSocketChannel bound = place.address().listen();
                server = bound;
                address = place.address().at(bound.getLocalAddress());
                thread = Thread.ofVirtual().name("nanomsg-accept").start(() -> accept(bound));
            }
            case CONNECT -> thread = Thread.ofVirtual().name("nanomsg-dial").start(this::dial);
        }
    }

    /** Where it listens, once it is started, or whom it dials. */
    Address address() {
        return address;
    }

    // ---- Listening ----

    private void accept(ServerSocketChannel bound) {
        while (!closing) {
            try {
                welcome(bound.accept());
            } catch (IOException e) {
                if (closing) return;
                // Most likely there are too many open files, which passes.
                LOG.log(System.Logger.Level.WARNING, () -> "nanomsg accepts nobody cause=" + e);
                if (!pause(Limits.LONGEST_PAUSE_MILLIS)) return;
            }
        }
    }

    private void welcome(SocketChannel channel) throws IOException {
        if (!strangers.tryAcquire()) {
            counters.refused.incrementAndGet();
            channel.close();
            return;
        }
        Connection connection = connection(channel, strangers::release);
        Thread.ofVirtual()
                .name("nanomsg-peer")
                .start(() -> {
                    run(connection);
                    if (!connection.isGreeted()) strangers.release();
                });
    }

    // ---- Dialling ----

    private void dial() {
        long pauseMillis = Limits.FIRST_PAUSE_MILLIS;
        boolean warn = true;
        while (!closing) {
            boolean reached = false;
            try {
                reached = attempt();
            } catch (IOException e) {
                counters.unreached.incrementAndGet();
                if (warn && !closing) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            () -> "nanomsg peer not reached address=" + address.url() + " " + e);
                }
                warn = false;
            }
            if (reached) {
                pauseMillis = Limits.FIRST_PAUSE_MILLIS;
                warn = true;
            }
            if (!pause(pauseMillis)) return;
            pauseMillis = Math.min(2 * pauseMillis, Limits.LONGEST_PAUSE_MILLIS);
        }
    }

    /** Lasts as long as the connection. True if it was a good one. */
    private boolean attempt() throws IOException {
        SocketChannel channel = address.open();
        Connection connection = connection(channel, () -> {});
        try {
            address.connect(channel);
        } catch (IOException | RuntimeException e) {
            connections.remove(connection);
            connection.close();
            throw e;
        }
        run(connection);
        return connection.wasStable();
    }

    private static boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return false; // closed
        }
    }

    // ---- Both ----

    private Connection connection(SocketChannel channel, Runnable whenGreeted) {
        Connection made = new Connection(channel, address.isIpc(), owner, counters, whenGreeted);
        connections.put(made, Thread.currentThread());
        if (closing) made.close();
        made.expectGreeting();
        return made;
    }

    private void run(Connection connection) {
        connections.put(connection, Thread.currentThread());
        try {
            if (!closing) connection.run();
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "nanomsg connection interrupted");
        } finally {
            connection.close();
            connections.remove(connection);
        }
    }

    /** Ends all connections, and waits for nobody. */
    @Override
    public void close() {
        closing = true;
        if (thread != null) thread.interrupt();
        try {
            if (server != null) {
                server.close();
                if (address instanceof Address.Ipc(String path))
                    Files.deleteIfExists(Path.of(path));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "socket not removed " + address.url(), e);
        }
        connections.forEach((connection, reader) -> {
            connection.close();
            reader.interrupt();
        });
    }
}
