package io.cardea.testkit;

import io.cardea.media.MediaLoop;
import io.cardea.media.port.Port;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/** A media loop whose port is on a virtual network, turned by a {@link Simulation}. */
public final class SimulatedLoop {
    private static final int MAX_TURNS = 1_000;

    private final VirtualNetwork network;
    private final TransportAddress address;
    private final ArrayDeque<Packet> incoming = new ArrayDeque<>();
    private final MediaLoop loop;

    public SimulatedLoop(int index, VirtualNetwork network, TransportAddress address) {
        this.network = network;
        this.address = address;
        loop = new MediaLoop(index, new NetworkPorts(), Runnable::run);
        loop.share(List.of(new NetworkPort()));
        network.attach(address, incoming::add);
    }

    public MediaLoop loop() {
        return loop;
    }

    public TransportAddress address() {
        return address;
    }

    long nextDeadlineNanos() {
        return loop.nextDeadlineNanos();
    }

    /** Turns until nothing happens any more at this moment. */
    void run() {
        for (int i = 0; loop.turn(network.nowNanos()); i++) {
            if (i == MAX_TURNS) throw new AssertionError("the loop never rests");
        }
    }

    private final class NetworkPorts implements Ports {
        @Override
        public Port udp(TransportAddress wanted) {
            throw new UnsupportedOperationException("one port is all there is");
        }

        @Override
        public Port listen(TransportAddress wanted) {
            return udp(wanted);
        }

        @Override
        public Port connect(TransportAddress server, String tlsHost) {
            return udp(server);
        }

        @Override
        public int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) {
            int count = 0;
            while (count < max && !incoming.isEmpty()) {
                Packet arrived = incoming.poll();
                Packet packet = pool.take();
                packet.append(arrived.array(), 0, arrived.length());
                packet.route(arrived.local(), arrived.remote());
                packet.arrivalNanos(nowNanos);
                to.accept(packet);
                count++;
            }
            return count;
        }

        @Override
        public void await(long timeoutNanos) {
            throw new UnsupportedOperationException("a simulation does not wait");
        }

        @Override
        public void wakeUp() {}

        @Override
        public long receiveDrops() {
            return 0;
        }

        @Override
        public String describe() {
            return "simulated";
        }

        @Override
        public void close() {}
    }

    private final class NetworkPort implements Port {
        @Override
        public TransportAddress local() {
            return address;
        }

        @Override
        public void send(Packet[] batch, int from, int to) {
            for (int i = from; i < to; i++) {
                network.send(batch[i]);
                batch[i].release();
            }
        }

        @Override
        public long sendDrops() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
