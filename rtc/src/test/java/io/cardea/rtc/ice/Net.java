package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/** A small virtual network with its own clock: delay, loss, NATs, and nothing real. */
final class Net {
    static final long MS = 1_000_000L;
    static final long S = 1_000 * MS;

    /** Whatever has an address. */
    interface Station {
        void receive(Packet owned, long now);

        default void expire(long now) {}

        default long nextDeadlineNanos() {
            return Long.MAX_VALUE;
        }
    }

    /** Address-dependent filtering, and mapping by inside address only. */
    private record Nat(TransportAddress outsideIp, List<TransportAddress> allowed) {}

    private record Flight(long when, long order, Packet packet) {}

    final PacketPool pool = new PacketPool();
    final Random random;
    long now = 1_000 * S;
    double loss;
    boolean cut;
    int carried;
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>((a, b) ->
                    a.when != b.when
                            ? Long.compare(a.when, b.when)
                            : Long.compare(a.order, b.order));
    private final Map<TransportAddress, Station> stations = new HashMap<>();
    private final List<Station> all = new ArrayList<>();
    private final Map<TransportAddress, Nat> nats = new HashMap<>();
    private final Map<TransportAddress, TransportAddress> inside = new HashMap<>();
    private final List<String> blocked = new ArrayList<>();
    private long order;

    Net(long seed) {
        random = new Random(seed);
    }

    static TransportAddress udp(String host, int port) {
        return TransportAddress.of(Protocol.UDP, java.net.InetAddress.ofLiteral(host), port);
    }

    void attach(Station station, List<TransportAddress> addresses) {
        if (!all.contains(station)) all.add(station);
        for (TransportAddress address : addresses) {
            stations.put(address, station);
        }
    }

    /** Puts an address behind a NAT that shows it as {@code outside}. */
    void nat(TransportAddress address, TransportAddress outside) {
        nats.put(address, new Nat(outside, new ArrayList<>()));
        inside.put(outside, address);
    }

    /** Nothing gets from that address any more. */
    void block(TransportAddress address) {
        blocked.add(address.toString());
    }

    void unblock() {
        blocked.clear();
    }

    void send(Packet owned) {
        carried++;
        TransportAddress from = owned.local();
        TransportAddress to = owned.remote();
        boolean lost = !from.isTcp() && random.nextDouble() < loss;
        if (cut || lost || blocked.contains(from.toString()) || blocked.contains(to.toString())) {
            owned.release();
            return;
        }
        Nat nat = nats.get(from);
        if (nat != null) {
            nat.allowed.add(to.withPort(0));
            from = nat.outsideIp;
        }
        TransportAddress target = inside.get(to);
        if (target != null) {
            if (!nats.get(target).allowed.contains(from.withPort(0))) {
                owned.release();
                return;
            }
            to = target;
        } else if (nats.containsKey(to) && nat == null) {
            // A private address, unreachable from outside.
            owned.release();
            return;
        }
        // A copy, as the wire makes one: the sender may hold its packet to send it again.
        Packet copy = pool.take();
        copy.append(owned.array(), 0, owned.length());
        copy.route(to, from);
        owned.release();
        flights.add(new Flight(now + 10 * MS, order++, copy));
    }

    void run(long nanos) {
        long end = now + nanos;
        int turns = 0;
        while (true) {
            long next = flights.isEmpty() ? Long.MAX_VALUE : flights.peek().when;
            for (Station station : all) {
                next = Math.min(next, station.nextDeadlineNanos());
            }
            if (next > end) break;
            if (turns++ > 1_000_000) throw new AssertionError("the network spins");
            boolean advanced = next > now;
            now = Math.max(now, next);
            if (advanced) turns = 0;
            if (turns > 10_000) throw new AssertionError("a deadline does not move on");
            turn();
        }
        now = end;
    }

    private void turn() {
        while (!flights.isEmpty() && flights.peek().when <= now) {
            Packet packet = flights.poll().packet;
            Station station = stations.get(packet.local());
            if (station == null) {
                packet.release();
            } else {
                station.receive(packet, now);
            }
        }
        for (Station station : all) {
            if (station.nextDeadlineNanos() <= now) station.expire(now);
        }
    }
}
