package io.cardea.rtc.dtls;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * Where the loop and a handshake meet: what Bouncy Castle takes for its network.
 *
 * <p>During the handshake its task calls {@link #receive}, {@link #send} and {@link #finish}, and
 * the loop everything else; both queues are bounded and behind one lock, whose holders never wait
 * for anything but each other's next step. After {@link #attach} all belongs to the loop.
 */
final class Wire implements DatagramTransport {
    /** Datagrams that wait for the handshake; further ones are dropped, as by a network. */
    static final int MAX_INBOUND = 64;

    /** Records that wait for the loop; further ones are dropped, and retransmitted in time. */
    static final int MAX_OUTBOUND = 256;

    private static final int APPLICATION_DATA = 23;

    private final Flights flights;
    private final int mtu;
    private final Runnable wake;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> inbound = new ArrayDeque<>();
    private final ArrayDeque<byte[]> outbound = new ArrayDeque<>();
    private final ArrayDeque<byte[]> shown = new ArrayDeque<>();
    private @Nullable Outcome outcome;
    private boolean timedOut;
    private boolean parked;
    private boolean closed;
    private long dropped;

    // The loop's, once attached.
    private final Drained drained = new Drained();
    private final ArrayDeque<Packet> sent = new ArrayDeque<>();
    private @Nullable PacketPool pool;
    private @Nullable Packet current;
    private boolean peerClosed;

    Wire(boolean client, int mtu, Runnable wake) {
        this.flights = new Flights(client);
        this.mtu = mtu;
        this.wake = wake;
    }

    // Loop, during the handshake

    /** Gives the handshake a copy of a datagram. */
    void offer(Packet lent) {
        lock.lock();
        try {
            if (inbound.size() == MAX_INBOUND) {
                dropped++;
                return;
            }
            inbound.add(lent.toBytes());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells the handshake that its last flight must be taken for lost. */
    void timeOut() {
        lock.lock();
        try {
            timedOut = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the handshake: whatever it does next fails. */
    void end() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the handshake waits for us or is over: what lockstep means. */
    void awaitParked() {
        lock.lock();
        try {
            while (outcome == null && !(parked && !hasWork())) changed.awaitUninterruptibly();
        } finally {
            lock.unlock();
        }
    }

    /** How the handshake ended, once it has. */
    Optional<Outcome> outcome() {
        lock.lock();
        try {
            return Optional.ofNullable(outcome);
        } finally {
            lock.unlock();
        }
    }

    /** Datagrams dropped because {@value #MAX_INBOUND} were waiting. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** The next datagram to send, of as many waiting records as fit; empty when none wait. */
    Optional<Packet> poll(PacketPool from) {
        lock.lock();
        try {
            byte[] record = outbound.poll();
            if (record == null) return Optional.empty();
            Packet packet = from.take();
            while (record != null) {
                packet.append(record, 0, record.length);
                byte[] next = outbound.peek();
                boolean fits = next != null && packet.length() + next.length <= mtu;
                record = fits ? outbound.poll() : null;
            }
            return Optional.of(packet);
        } finally {
            lock.unlock();
        }
    }

    // Handshake

    @Override
    public int getReceiveLimit() {
        return Packet.CAPACITY + Flights.MAX_GROWTH;
    }

    @Override
    public int getSendLimit() {
        return mtu;
    }

    /**
     * Waits for a datagram, however long: time is the loop's, so {@code waitMillis} says nothing.
     */
    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        if (pool != null) return receiveCurrent(buffer, offset, length);
        while (true) {
            byte[] admitted = await();
            if (admitted.length > 0 && admitted.length <= length) {
                System.arraycopy(admitted, 0, buffer, offset, admitted.length);
                return admitted.length;
            }
        }
    }

    private byte[] await() throws IOException {
        while (true) {
            boolean output;
            lock.lock();
            try {
                if (timedOut) retransmit();
                if (closed) throw new IOException("ended");
                byte[] made = shown.poll();
                if (made != null) return made;
                byte[] datagram = inbound.poll();
                if (datagram != null) return flights.admit(datagram);
                parked = true;
                changed.signalAll();
                output = !outbound.isEmpty();
            } finally {
                lock.unlock();
            }
            if (output) wake.run();
            park();
        }
    }

    private void park() throws IOException {
        lock.lock();
        try {
            while (!hasWork()) changed.await();
            parked = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasWork() {
        return closed || timedOut || !inbound.isEmpty();
    }

    private void retransmit() {
        timedOut = false;
        for (byte[] record : flights.repeated()) {
            enqueue(record);
        }
        shown.addAll(flights.shown());
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        byte[] record = Arrays.copyOfRange(buffer, offset, offset + length);
        flights.send(record);
        if (pool != null) {
            sendOnLoop(pool, record);
            return;
        }
        lock.lock();
        try {
            enqueue(record);
        } finally {
            lock.unlock();
        }
    }

    /** A retransmitted flight shares datagrams as it did the first time. */
    private void sendOnLoop(PacketPool from, byte[] record) {
        Packet last = sent.peekLast();
        boolean joins =
                last != null
                        && record[0] != APPLICATION_DATA
                        && last.u8(0) != APPLICATION_DATA
                        && last.length() + record.length <= mtu;
        if (!joins) {
            last = from.take();
            sent.add(last);
        }
        last.append(record, 0, record.length);
    }

    private void enqueue(byte[] record) {
        if (outbound.size() < MAX_OUTBOUND) outbound.add(record);
    }

    /** Called once, as the last thing a handshake does. */
    void finish(Outcome how) {
        lock.lock();
        try {
            outcome = how;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    /** Bouncy Castle has closed its side; the loop learns of it otherwise. */
    @Override
    public void close() {}

    // Loop, once connected

    /** Takes the wire from the finished handshake. */
    void attach(PacketPool loopPool) {
        pool = loopPool;
    }

    /** A datagram that came before the handshake was over; then empty. */
    Optional<byte[]> leftover() {
        return Optional.ofNullable(inbound.poll());
    }

    /** Shows Bouncy Castle a datagram at its next {@link #receive}. */
    void show(Packet lent) {
        current = lent;
    }

    private int receiveCurrent(byte[] buffer, int offset, int length) throws IOException {
        Packet packet = current;
        // An exception of this kind leaves the association alone and ends Bouncy Castle's polling,
        // which -1 would not.
        if (packet == null) throw drained;
        current = null;
        flights.renumber(packet.array(), packet.length());
        System.arraycopy(packet.array(), 0, buffer, offset, packet.length());
        return packet.length();
    }

    /** A datagram that Bouncy Castle has sent on the loop; then empty. */
    Optional<Packet> sent() {
        return Optional.ofNullable(sent.poll());
    }

    void peerClosed(boolean yes) {
        peerClosed = yes;
    }

    boolean peerClosed() {
        return peerClosed;
    }

    /** There is no datagram. */
    private static final class Drained extends InterruptedIOException {
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
