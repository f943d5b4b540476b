package io.cardea.monitor.prometheus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * HTTP for reading, one request a connection, each on a virtual thread of its own. RFC 9112.
 *
 * <p>Nobody can hold it: a connection lives ten seconds at most, whatever it does or does not do,
 * and where there are too many the oldest makes room. Limits: see {@link Limits}.
 */
final class Listener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());
    private static final long LOOK_MILLIS = 250;

    private final ServerSocket socket;
    private final Function<Ask, Answer> answers;
    private final Limits limits;
    private final Counters counters;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Connection> open = new ArrayDeque<>(); // under the lock, oldest first
    private volatile boolean closed;

    private record Connection(Socket socket, long sinceNanos) {}

    private Listener(
            ServerSocket socket,
            Function<Ask, Answer> answers,
            Limits limits,
            Counters counters,
            LongSupplier nanoTime) {
        this.socket = socket;
        this.answers = answers;
        this.limits = limits;
        this.counters = counters;
        this.nanoTime = nanoTime;
    }

    /** Opens the port and begins to accept. */
    static Listener open(
            InetSocketAddress address,
            Function<Ask, Answer> answers,
            Limits limits,
            Counters counters,
            LongSupplier nanoTime)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, Limits.BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        Listener listener = new Listener(socket, answers, limits, counters, nanoTime);
        Thread.ofVirtual().name("monitor-accept").start(listener::accept);
        Thread.ofVirtual().name("monitor-watch").start(listener::watch);
        return listener;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    // ---- Who comes and who has to go ----

    private void accept() {
        while (!closed) {
            try {
                welcome(socket.accept());
            } catch (IOException e) {
                if (closed) return;
                LOG.log(System.Logger.Level.DEBUG, "connection of a monitor not accepted", e);
                pause();
            }
        }
    }

    private void welcome(Socket accepted) {
        Connection connection = new Connection(accepted, nanoTime.getAsLong());
        Optional<Connection> oldest = Optional.empty();
        lock.lock();
        try {
            if (open.size() == limits.connections()) oldest = Optional.of(open.remove());
            open.add(connection);
        } finally {
            lock.unlock();
        }
        oldest.ifPresent(each -> {
            counters.evicted.increment();
            close(each);
        });
        Thread.ofVirtual().name("monitor").start(() -> serve(connection));
    }

    private void watch() {
        while (!closed) {
            pause();
            for (Connection next = late(); next != null; next = late()) {
                counters.tooSlow.increment();
                close(next);
            }
        }
    }

    private @org.jspecify.annotations.Nullable Connection late() {
        lock.lock();
        try {
            Connection oldest = open.peek();
            boolean late =
                    oldest != null
                            && nanoTime.getAsLong() - oldest.sinceNanos() > limits.time().toNanos();
            return late ? open.remove() : null;
        } finally {
            lock.unlock();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Connection connection) {
        try {
            connection.socket().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "connection of a monitor not closed", e);
        }
    }

    // ---- One connection ----

    private void serve(Connection connection) {
        try (Socket accepted = connection.socket()) {
            Optional<String> head = head(accepted.getInputStream());
            if (head.isPresent()) {
                boolean body = !head.get().startsWith("HEAD ");
                write(accepted.getOutputStream(), answer(head.get()), body);
                accepted.shutdownOutput();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "connection of a monitor broke", e);
        } finally {
            lock.lock();
            try {
                open.remove(connection);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Reads up to the empty line; a head that is too long ends where it is. */
    private static Optional<String> head(InputStream in) throws IOException {
        byte[] bytes = new byte[Limits.MAX_HEAD];
        int length = 0;
        while (length < bytes.length) {
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) return Optional.empty();
            length += read;
            String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            if (text.contains("\r\n\r\n") || text.contains("\n\n")) return Optional.of(text);
        }
        return Optional.of("");
    }

    private Answer answer(String head) {
        if (head.isEmpty()) {
            counters.malformed.increment();
            return Answer.line(431, "too long");
        }
        Optional<Ask> ask = Ask.of(head);
        if (ask.isEmpty()) {
            counters.malformed.increment();
            return Answer.line(400, "no request");
        }
        if (!ask.get().isRead()) return Answer.line(405, "only GET and HEAD");
        try {
            Answer answer = answers.apply(ask.get());
            counters.answered.increment();
            return answer;
        } catch (RuntimeException e) {
            counters.faults.increment();
            LOG.log(System.Logger.Level.ERROR, "request of a monitor failed", e);
            return Answer.line(500, "failed");
        }
    }

    private static void write(OutputStream out, Answer answer, boolean body) throws IOException {
        String allow = answer.status() == 405 ? "Allow: GET, HEAD\r\n" : "";
        String head =
                "HTTP/1.1 "
                        + answer.status()
                        + " "
                        + answer.reason()
                        + "\r\nContent-Type: "
                        + answer.contentType()
                        + "\r\nContent-Length: "
                        + answer.body().length
                        + "\r\nCache-Control: no-store\r\nConnection: close\r\n"
                        + allow
                        + "\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (body) out.write(answer.body());
        out.flush();
    }

    /** Ends what is open; twice is allowed. */
    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "listener of monitors not closed", e);
        }
        lock.lock();
        try {
            open.forEach(Listener::close);
            open.clear();
        } finally {
            lock.unlock();
        }
    }
}
