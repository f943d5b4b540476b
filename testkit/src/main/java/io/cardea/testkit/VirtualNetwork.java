package io.cardea.testkit;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A network without wires and a clock without time: datagrams lie in a queue until their moment
 * comes. One thread; one seed decides every loss, delay and copy.
 */
public final class VirtualNetwork {
    private record Delivery(
            long atNanos, long order, byte[] bytes, TransportAddress from, TransportAddress to) {}

    private final SplittableRandom random;
    private final LinkProfile profile;
    private final PriorityQueue<Delivery> queue =
            new PriorityQueue<>((a, b) ->
                    a.atNanos != b.atNanos
                            ? Long.compare(a.atNanos, b.atNanos)
                            : Long.compare(a.order, b.order));
    private final Map<TransportAddress, Consumer<Packet>> hosts = new HashMap<>();
    private Consumer<Packet> tap = lent -> {};
    private long nowNanos = 1_000_000_000L;
    private long order;
    private long trace = 0xcbf29ce484222325L;
    private long lost;
    private long delivered;

    public VirtualNetwork(long seed, LinkProfile profile) {
        this.random = new SplittableRandom(seed);
        this.profile = profile;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /** Datagrams to this address go there, each in a packet of its own. */
    public void attach(TransportAddress address, Consumer<Packet> host) {
        hosts.put(address, host);
    }

    /** Lets somebody listen to everything that is sent, before it can be lost. */
    public void tap(Consumer<Packet> listener) {
        tap = listener;
    }

    /**
     * Takes a datagram on its way; does not keep the packet. Where it says it comes from is
     * believed, as a real network does.
     */
    public void send(Packet lent) {
        byte[] bytes = lent.toBytes();
        note(bytes, lent.local(), lent.remote());
        tap.accept(lent);
        if (random.nextDouble() < profile.loss()) {
            lost++;
            return;
        }
        enqueue(bytes, lent.local(), lent.remote());
        if (random.nextDouble() < profile.duplication()) {
            enqueue(bytes, lent.local(), lent.remote());
        }
    }

    private void enqueue(byte[] bytes, TransportAddress from, TransportAddress to) {
        long jitter = (long) (random.nextDouble() * profile.jitter().toNanos());
        long at = nowNanos + profile.delay().toNanos() + jitter;
        queue.add(new Delivery(at, order++, bytes, from, to));
    }

    private void note(byte[] bytes, TransportAddress from, TransportAddress to) {
        mix(nowNanos);
        mix(from.hashCode());
        mix(to.hashCode());
        for (byte b : bytes) {
            mix(b);
        }
    }

    private void mix(long value) {
        trace = (trace ^ value) * 0x100000001b3L;
    }

    /** When the next datagram arrives; {@link Long#MAX_VALUE} when none is on its way. */
    public long nextDeliveryNanos() {
        Delivery first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.atNanos;
    }

    /** Moves the clock, and delivers what arrives at that moment. */
    public void advanceTo(long nanos) {
        if (nanos > nowNanos) nowNanos = nanos;
        while (!queue.isEmpty() && queue.peek().atNanos <= nowNanos) {
            Delivery d = queue.remove();
            Consumer<Packet> host = hosts.get(d.to);
            if (host == null) continue;
            delivered++;
            Packet packet = Packet.of(d.bytes);
            packet.route(d.to, d.from);
            packet.arrivalNanos(nowNanos);
            host.accept(packet);
        }
    }

    /** A hash of every datagram sent, with its time and addresses: equal for equal runs. */
    public long trace() {
        return trace;
    }

    public long lost() {
        return lost;
    }

    public long delivered() {
        return delivered;
    }
}
