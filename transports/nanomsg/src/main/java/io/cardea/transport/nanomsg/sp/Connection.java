package io.cardea.transport.nanomsg.sp;

import io.cardea.transport.nanomsg.sp.FrameReader.Fault;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one peer. {@link #run} reads on the thread that calls it, for as long as the
 * connection lasts; a thread of its own sends what is in the outbox, and gives the seat back.
 */
final class Connection implements AutoCloseable, FrameReader.Sink {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    private static final int READ_BYTES = 8_192;

    /** So that no seat is held for ever by a peer that went without a word. */
    private static final Map<SocketOption<Integer>, Integer> KEEPALIVE =
            Map.of(
                    ExtendedSocketOptions.TCP_KEEPIDLE, Limits.KEEPALIVE_SECONDS,
                    ExtendedSocketOptions.TCP_KEEPINTERVAL, Limits.KEEPALIVE_INTERVAL_SECONDS,
                    ExtendedSocketOptions.TCP_KEEPCOUNT, Limits.KEEPALIVE_QUESTIONS);

    /** Whose connection it is. Any thread. */
    interface Owner {
        Protocol protocol();

        /** The longest message that it takes. */
        int maxMessage();

        /**
         * Takes a seat for a peer that has said the right thing.
         *
         * @return what is sent to it, or empty if there is no seat
         */
        Optional<Outbox> seat(Connection peer);

        /** A peer with a seat says something. May block, which keeps the peer waiting. */
        void message(byte[] owned) throws InterruptedException;

        /** A peer with a seat is gone. */
        void free(Connection peer);
    }

    private final SocketChannel channel;
    private final boolean ipc;
    private final Owner owner;
    private final Counters counters;
    private final Runnable whenGreeted;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Boolean> greeting = new CompletableFuture<>();
    private volatile boolean greeted;
    private @Nullable Thread writer; // the reading thread's; set by taking a seat
    private long seatedNanos; // the reading thread's

    /**
     * @param whenGreeted called once the peer has said what it is
     */
    Connection(
            SocketChannel channel,
            boolean ipc,
            Owner owner,
            Counters counters,
            Runnable whenGreeted) {
        this.channel = channel;
        this.ipc = ipc;
        this.owner = owner;
        this.counters = counters;
        this.whenGreeted = whenGreeted;
    }

    /** Gives the peer some time from now on to be there and to say what it is. */
    void expectGreeting() {
        greeting.orTimeout(Limits.GREETING_MILLIS, TimeUnit.MILLISECONDS)
                .whenComplete((_, late) -> {
                    if (late == null) return;
                    counters.silent.incrementAndGet();
                    close();
                });
    }

    /** Whether the peer has said what it is. */
    boolean isGreeted() {
        return greeted;
    }

    /** Whether it had a seat for so long that all was well. The reading thread. */
    boolean wasStable() {
        return writer != null
                && System.nanoTime() - seatedNanos > Limits.STABLE_MILLIS * 1_000_000L;
    }

    /** Talks to the peer until one of both has had enough. */
    void run() throws InterruptedException {
        try {
            tune();
            write(Frames.header(owner.protocol()));
            read();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "nanomsg connection over cause=" + e);
        } finally {
            close();
            if (writer != null) writer.interrupt();
        }
    }

    private void tune() throws IOException {
        if (ipc) return;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (var option : KEEPALIVE.entrySet()) {
            if (!channel.supportedOptions().contains(option.getKey())) continue;
            channel.setOption(option.getKey(), option.getValue());
        }
    }

    // ---- In ----

    private void read() throws IOException, InterruptedException {
        FrameReader reader = new FrameReader(owner.protocol(), ipc, owner.maxMessage());
        ByteBuffer in = ByteBuffer.allocate(READ_BYTES);
        Fault fault = Fault.NONE;
        while (fault == Fault.NONE && channel.read(in.clear()) >= 0) {
            fault = reader.receive(in.flip(), this);
        }
        switch (fault) {
            case NONE -> {}
            case NO_HEADER, OTHER_PROTOCOL, NO_MESSAGE -> counters.faulty.incrementAndGet();
            case TOO_LONG -> counters.tooLong.incrementAndGet();
        }
        Fault why = fault;
        LOG.log(System.Logger.Level.DEBUG, () -> "nanomsg peer gone fault=" + why);
    }

    @Override
    public void greeted() {
        greeted = true;
        greeting.complete(true);
        whenGreeted.run();
        Optional<Outbox> outbox = owner.seat(this);
        if (outbox.isEmpty()) {
            counters.refused.incrementAndGet();
            close();
            return;
        }
        seatedNanos = System.nanoTime();
        counters.joined.incrementAndGet();
        counters.peers.incrementAndGet();
        writer = Thread.ofVirtual().name("nanomsg-send").start(() -> send(outbox.get()));
    }

    @Override
    public void message(byte[] owned) throws InterruptedException {
        if (writer == null) return; // refused, and had gone on already
        counters.received.incrementAndGet();
        owner.message(owned);
    }

    // ---- Out ----

    private void send(Outbox outbox) {
        try {
            while (true) {
                send(Frames.message(outbox.next(), ipc), outbox);
            }
        } catch (IOException | InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "nanomsg peer not written to cause=" + e);
        } finally {
            close();
            counters.peers.decrementAndGet();
            owner.free(this);
        }
    }

    private void send(ByteBuffer[] message, Outbox outbox) throws IOException {
        try {
            write(message);
        } finally {
            // The end of the connection may interrupt even a write that is done, and nobody is to
            // be told twice. Of less than the whole the peer has not made anything.
            if (isWritten(message)) {
                outbox.sent();
                counters.sent.incrementAndGet();
            }
        }
    }

    private void write(ByteBuffer... parts) throws IOException {
        while (!isWritten(parts)) {
            channel.write(parts);
        }
    }

    private static boolean isWritten(ByteBuffer... parts) {
        for (ByteBuffer part : parts) {
            if (part.hasRemaining()) return false;
        }
        return true;
    }

    /** Any thread, any number of times. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        greeting.complete(false);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "nanomsg connection not closed cause=" + e);
        }
    }
}
