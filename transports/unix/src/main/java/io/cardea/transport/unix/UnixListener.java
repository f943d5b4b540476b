package io.cardea.transport.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.cardea.transport.unix.UnixSettings.Kind;
import io.cardea.transport.unix.UnixSettings.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A socket that clients come to, and the thread that waits on it and on their connections.
 *
 * <p>Everything is that thread's but {@link #wake} and {@link #close}.
 */
final class UnixListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(UnixListener.class.getName());
    private static final int POLL_ENTRY = 8;
    private static final int RETRY_MILLIS = 10;
    private static final int LISTENING = 0;
    private static final int WAKING = 1;
    private static final int FIRST_CLIENT = 2;

    private final Place place;
    private final Function<UnixClient.Identity, UnixClient> maker;
    private final Counters counters;
    private final Arena arena = Arena.ofAuto();
    private final UnixCalls calls = new UnixCalls(arena, Limits.MAX_MESSAGE);
    private final UnixCalls callsOfOthers = new UnixCalls(arena, 1);
    private final MemorySegment polled =
            arena.allocate((long) POLL_ENTRY * (FIRST_CLIENT + Limits.MAX_CLIENTS), POLL_ENTRY);
    private final Map<String, UnixClient> byPath = new LinkedHashMap<>();
    private final List<UnixClient> connected = new ArrayList<>();
    private final ReentrantLock waking = new ReentrantLock();
    private final int socket;
    private final int eventfd;
    private final Thread thread;
    private long fullSinceNanos; // since when a receiver of datagrams has no room; 0 for none
    private volatile boolean closing;
    private boolean closed; // under the lock

    /**
     * Listens; a socket that is there already is removed.
     *
     * @param maker makes a client
     */
    UnixListener(Place place, Function<UnixClient.Identity, UnixClient> maker, Counters counters)
            throws IOException {
        this.place = place;
        this.maker = maker;
        this.counters = counters;
        Files.deleteIfExists(Path.of(place.path()));
        int type = isConnected() ? UnixCalls.SEQPACKET : UnixCalls.DGRAM;
        socket = UnixCalls.checked("socket", calls.socket(type));
        UnixCalls.checked("bind " + place.path(), calls.bind(socket, place.path()));
        if (isConnected()) UnixCalls.checked("listen", calls.listen(socket, Limits.BACKLOG));
        eventfd = UnixCalls.checked("eventfd", calls.eventfd());
        thread = Thread.ofPlatform().daemon().name("unix-socket").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private boolean isConnected() {
        return place.kind() == Kind.SEQPACKET;
    }

    /** Any thread: a client has something to send, room for more, or is to be closed. */
    void wake() {
        waking.lock();
        try {
            if (!closed) callsOfOthers.signal(eventfd);
        } finally {
            waking.unlock();
        }
    }

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "no more listening path=" + place.path(), e);
        }
        connected.forEach(client -> calls.close(client.identity().fd()));
        waking.lock();
        try {
            closed = true;
            calls.close(eventfd);
            calls.close(socket);
        } finally {
            waking.unlock();
        }
    }

    private void turn() throws IOException {
        watch(LISTENING, socket, UnixCalls.POLLIN);
        watch(WAKING, eventfd, UnixCalls.POLLIN);
        int watched = connected.size();
        for (int i = 0; i < watched; i++) {
            UnixClient client = connected.get(i);
            int events = client.isBusy() ? 0 : UnixCalls.POLLIN;
            if (client.firstOutgoing() != null) events |= UnixCalls.POLLOUT;
            watch(FIRST_CLIENT + i, client.identity().fd(), events);
        }
        int timeout = fullSinceNanos == 0 ? -1 : RETRY_MILLIS;
        int ready = calls.poll(polled, FIRST_CLIENT + watched, timeout);
        if (ready < 0 && ready != -UnixCalls.EINTR) UnixCalls.checked("poll", ready);
        if (happened(WAKING) != 0) calls.clear(eventfd);
        for (int i = watched - 1; i >= 0; i--) {
            serve(i, happened(FIRST_CLIENT + i));
        }
        if (isConnected()) {
            if (happened(LISTENING) != 0) accept();
        } else {
            if (happened(LISTENING) != 0) receiveDatagrams();
            sendDatagrams();
        }
    }

    private void watch(int index, int fd, int events) {
        polled.set(JAVA_INT, (long) POLL_ENTRY * index, fd);
        polled.set(JAVA_SHORT, (long) POLL_ENTRY * index + 4, (short) events);
        polled.set(JAVA_SHORT, (long) POLL_ENTRY * index + 6, (short) 0);
    }

    private int happened(int index) {
        return polled.get(JAVA_SHORT, (long) POLL_ENTRY * index + 6);
    }

    // ---- Connections ----

    private void accept() {
        for (int fd = calls.accept(socket); fd >= 0; fd = calls.accept(socket)) {
            if (connected.size() == Limits.MAX_CLIENTS) {
                counters.refused.incrementAndGet();
                calls.close(fd);
                continue;
            }
            connected.add(maker.apply(new UnixClient.Identity(fd, "")));
        }
    }

    private void serve(int index, int events) {
        UnixClient client = connected.get(index);
        boolean gone = (events & UnixCalls.POLLERR_POLLHUP) != 0;
        if ((events & UnixCalls.POLLIN) != 0) gone = !receive(client);
        if (!gone) gone = !send(client) || client.isEnding() && client.firstOutgoing() == null;
        if (!gone) return;
        connected.remove(index);
        calls.close(client.identity().fd());
        client.over();
    }

    /** False when the connection is at its end. */
    private boolean receive(UnixClient client) {
        while (!client.isBusy()) {
            int length = calls.receive(client.identity().fd());
            if (length == -UnixCalls.EAGAIN) return true;
            if (length <= 0) return false;
            take(client, length);
        }
        return true;
    }

    private void take(UnixClient client, int length) {
        if (length > Limits.MAX_MESSAGE) counters.dropped.incrementAndGet();
        // compat: a datagram is cut, which its sender is told as bad JSON; a packet is passed over
        if (length <= Limits.MAX_MESSAGE || !isConnected()) {
            client.receive(calls.text(Math.min(length, Limits.MAX_MESSAGE)));
        }
    }

    /** False when the connection is broken. */
    private boolean send(UnixClient client) {
        for (byte[] next = client.firstOutgoing(); next != null; next = client.firstOutgoing()) {
            int sent;
            try (Arena lent = Arena.ofConfined()) {
                sent = calls.send(client.identity().fd(), lent.allocateFrom(JAVA_BYTE, next));
            }
            if (sent == -UnixCalls.EAGAIN) return true;
            if (sent == -UnixCalls.EMSGSIZE) {
                counters.undelivered.incrementAndGet();
            } else if (sent < 0) {
                return false;
            }
            client.removeFirst();
        }
        return true;
    }

    // ---- Datagrams ----

    private void receiveDatagrams() {
        while (true) {
            int length = calls.receiveFrom(socket);
            if (length < 0) return;
            @Nullable UnixClient client = sender(calls.sender());
            if (client == null || client.isBusy()) {
                counters.dropped.incrementAndGet();
            } else {
                take(client, length);
            }
        }
    }

    /** Null for whoever cannot be answered. */
    private @Nullable UnixClient sender(String path) {
        if (path.isEmpty()) return null;
        UnixClient known = byPath.get(path);
        if (known != null) return known;
        if (byPath.size() == Limits.MAX_CLIENTS) {
            counters.refused.incrementAndGet();
            return null;
        }
        UnixClient made = maker.apply(new UnixClient.Identity(-1, path));
        byPath.put(path, made);
        return made;
    }

    private void sendDatagrams() throws IOException {
        boolean full = false;
        for (UnixClient client : List.copyOf(byPath.values())) {
            full |= !sendDatagrams(client);
            if (!client.isEnding()) continue;
            byPath.remove(client.identity().path());
            client.over();
        }
        long now = System.nanoTime();
        if (!full) {
            fullSinceNanos = 0;
        } else if (fullSinceNanos == 0) {
            fullSinceNanos = now;
        }
    }

    /** False if something waits because the receiver has no room. */
    private boolean sendDatagrams(UnixClient client) throws IOException {
        for (byte[] next = client.firstOutgoing(); next != null; next = client.firstOutgoing()) {
            int sent;
            try (Arena lent = Arena.ofConfined()) {
                MemorySegment message = lent.allocateFrom(JAVA_BYTE, next);
                sent = calls.sendTo(socket, message, client.identity().path());
            }
            if (sent == -UnixCalls.EAGAIN && !isFullForTooLong()) return false;
            // compat: what cannot be delivered is only noted
            if (sent < 0) counters.undelivered.incrementAndGet();
            client.removeFirst();
        }
        return true;
    }

    private boolean isFullForTooLong() {
        return fullSinceNanos != 0
                && System.nanoTime() - fullSinceNanos > Limits.MAX_RETRY_MILLIS * 1_000_000L;
    }

    /** Any thread: ends all connections and removes the socket; waits for that. */
    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join();
            Files.deleteIfExists(Path.of(place.path()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "socket not removed path=" + place.path(), e);
        }
    }
}
