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

    private static final int HEADER_BYTES = 20 + 8; // IPv4 and UDP, which limited paths carry too

    /** The last mile of a host: one queue each way. */
    private static final class Path {
        LinkProfile profile = LinkProfile.CLEAR;
        final Queue down = new Queue();
        final Queue up = new Queue();
    }

    private static final class Queue {
        long freeNanos;
    }

    private final SplittableRandom random;
    private final LinkProfile profile;
    private final Map<TransportAddress, Path> paths = new HashMap<>();
    private final Queue everybody = new Queue();
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
    private long overflowed;
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

    /**
     * From now on, datagrams from and to this host take a path of its own, each way with a queue of
     * its own. Datagrams already on their way are not touched.
     */
    public void path(TransportAddress host, LinkProfile ofHost) {
        paths.computeIfAbsent(host, h -> new Path()).profile = ofHost;
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
        Path down = paths.get(lent.remote());
        Path up = paths.get(lent.local());
        if (down != null) {
            send(bytes, lent, down.profile, down.down);
        } else if (up != null) {
            send(bytes, lent, up.profile, up.up);
        } else {
            send(bytes, lent, profile, everybody);
        }
    }

    private void send(byte[] bytes, Packet lent, LinkProfile over, Queue through) {
        if (random.nextDouble() < over.loss()) {
            lost++;
            return;
        }
        enqueue(bytes, lent, over, through);
        if (random.nextDouble() < over.duplication()) enqueue(bytes, lent, over, through);
    }

    private void enqueue(byte[] bytes, Packet lent, LinkProfile over, Queue through) {
        long jitter = (long) (random.nextDouble() * over.jitter().toNanos());
        long sent = nowNanos;
        if (over.bitsPerSecond() > 0) {
            long turn = Math.max(nowNanos, through.freeNanos);
            if (turn - nowNanos > over.queue().toNanos()) {
                overflowed++;
                return;
            }
            long bits = 8L * (bytes.length + HEADER_BYTES);
            sent = turn + bits * 1_000_000_000 / over.bitsPerSecond();
            through.freeNanos = sent;
        }
        long at = sent + over.delay().toNanos() + jitter;
        queue.add(new Delivery(at, order++, bytes, lent.local(), lent.remote()));
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

    /** Datagrams for which a limited path had no room. */
    public long overflowed() {
        return overflowed;
    }

    public long delivered() {
        return delivered;
    }
}
