package io.cardea.fuzz;

import io.cardea.media.port.Port;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Ports of a loop without a network: what is sent is thrown away. */
final class FuzzPorts implements Ports {
    private record Datagram(TransportAddress from, int port, byte[] bytes) {}

    private final ArrayDeque<Datagram> incoming = new ArrayDeque<>();
    private final Map<Integer, TransportAddress> open = new HashMap<>();
    private int nextPort = 40_000;

    void deliver(TransportAddress from, int port, byte[] bytes) {
        incoming.add(new Datagram(from, port, bytes));
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    @Override
    public Port udp(TransportAddress address) {
        TransportAddress bound = address.port() == 0 ? address.withPort(nextPort++) : address;
        open.put(bound.port(), bound);
        return new FuzzPort(bound);
    }

    @Override
    public Port listen(TransportAddress address) {
        throw new AssertionError("no TCP");
    }

    @Override
    public Port connect(TransportAddress server, String tlsHost) {
        throw new AssertionError("no TCP");
    }

    @Override
    public int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) {
        int received = 0;
        for (Datagram next = incoming.poll(); next != null; next = incoming.poll()) {
            TransportAddress local = open.get(next.port());
            if (local == null) continue;
            Packet packet = Input.fill(pool.take(), next.bytes());
            packet.route(local, next.from());
            packet.arrivalNanos(nowNanos);
            to.accept(packet);
            received++;
        }
        return received;
    }

    @Override
    public void await(long timeoutNanos) {
        throw new AssertionError("turned by hand");
    }

    @Override
    public void wakeUp() {}

    @Override
    public long receiveDrops() {
        return 0;
    }

    @Override
    public String describe() {
        return "fuzz";
    }

    @Override
    public void close() {}

    private final class FuzzPort implements Port {
        private final TransportAddress local;

        FuzzPort(TransportAddress local) {
            this.local = local;
        }

        @Override
        public TransportAddress local() {
            return local;
        }

        @Override
        public void send(Packet[] batch, int from, int to) {
            for (int i = from; i < to; i++) {
                batch[i].release();
            }
        }

        @Override
        public long sendDrops() {
            return 0;
        }

        @Override
        public void close() {
            open.remove(local.port());
        }
    }
}
