package io.cardea.transport.nanomsg.sp;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A {@code PAIR} socket: one peer at a time, both sides send. What is sent while nobody is there
 * waits for the next peer, up to {@code Limits.MAX_QUEUED} bytes, of which the oldest go first.
 *
 * <p>Any thread. A peer that comes while another is there is turned away, as nanomsg does it.
 */
public final class Pair implements AutoCloseable {
    /** Who takes the messages. */
    public interface Receiver {
        /**
         * A message, on the connection's thread. May block, which keeps the peer waiting.
         *
         * @param owned now the receiver's
         */
        void receive(byte[] owned) throws InterruptedException;
    }

    private final Counters counters = new Counters();
    private final Outbox outbox = new Outbox(counters);
    private final Endpoint endpoint;

    /**
     * @param maxMessage the longest message to take, in bytes; never more than {@link
     *     Limits#MAX_MESSAGE}
     */
    public Pair(Place place, int maxMessage, Receiver receiver) {
        int longest = Math.min(maxMessage, Limits.MAX_MESSAGE);
        endpoint = new Endpoint(place, new Seat(longest, receiver), counters);
    }

    /** Listens, or begins to dial. */
    public void start() throws IOException {
        endpoint.start();
    }

    /** Where it listens, once it is started, or whom it dials. */
    public Address address() {
        return endpoint.address();
    }

    /** Never blocks. */
    public void send(byte[] message) {
        outbox.add(message);
    }

    public Counters counters() {
        return counters;
    }

    /** The only seat. */
    private final class Seat implements Connection.Owner {
        private final int maxMessage;
        private final Receiver receiver;
        private final AtomicReference<@Nullable Connection> taken = new AtomicReference<>();

        Seat(int maxMessage, Receiver receiver) {
            this.maxMessage = maxMessage;
            this.receiver = receiver;
        }

        @Override
        public Protocol protocol() {
            return Protocol.PAIR;
        }

        @Override
        public int maxMessage() {
            return maxMessage;
        }

        @Override
        public Optional<Outbox> seat(Connection peer) {
            return taken.compareAndSet(null, peer) ? Optional.of(outbox) : Optional.empty();
        }

        @Override
        public void message(byte[] owned) throws InterruptedException {
            receiver.receive(owned);
        }

        @Override
        public void free(Connection peer) {
            taken.set(null);
        }
    }

    /** Sends what waits, if somebody is there, for a second at most; then it is over. */
    @Override
    public void close() {
        try {
            if (counters.peers() > 0) outbox.flush(Limits.LINGER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endpoint.close();
    }
}
