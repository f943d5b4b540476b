package io.cardea.media;

import io.cardea.media.port.Port;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Ports without a network: a test puts datagrams in and reads what was sent. */
final class VirtualPorts implements Ports {
    record Datagram(TransportAddress from, TransportAddress to, byte[] bytes) {}

    final List<Datagram> sent = new ArrayList<>();
    final List<TransportAddress> open = new ArrayList<>();
    boolean closed;
    private final ArrayDeque<Datagram> incoming = new ArrayDeque<>();
    private int nextPort = 10_000;

    void deliver(TransportAddress from, TransportAddress to, byte[] bytes) {
        incoming.add(new Datagram(from, to, bytes));
    }

    @Override
    public Port udp(TransportAddress address) {
        return new VirtualPort(address.port() == 0 ? address.withPort(nextPort++) : address);
    }

    @Override
    public Port listen(TransportAddress address) {
        return udp(address);
    }

    @Override
    public Port connect(TransportAddress server, String tlsHost) {
        return udp(server.withPort(0));
    }

    @Override
    public int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) {
        int count = 0;
        while (count < max && !incoming.isEmpty()) {
            Datagram datagram = incoming.poll();
            Packet packet = pool.take();
            packet.append(datagram.bytes(), 0, datagram.bytes().length);
            packet.route(datagram.to(), datagram.from());
            packet.arrivalNanos(nowNanos);
            to.accept(packet);
            count++;
        }
        return count;
    }

    @Override
    public void await(long timeoutNanos) {
        throw new UnsupportedOperationException("a test does not wait");
    }

    @Override
    public void wakeUp() {}

    @Override
    public long receiveDrops() {
        return 0;
    }

    @Override
    public String describe() {
        return "virtual";
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class VirtualPort implements Port {
        private final TransportAddress local;

        VirtualPort(TransportAddress local) {
            this.local = local;
            open.add(local);
        }

        @Override
        public TransportAddress local() {
            return local;
        }

        @Override
        public void send(Packet[] batch, int from, int to) {
            for (int i = from; i < to; i++) {
                sent.add(new Datagram(local, batch[i].remote(), batch[i].toBytes()));
                batch[i].release();
            }
        }

        @Override
        public long sendDrops() {
            return 0;
        }

        @Override
        public void close() {
            open.remove(local);
        }
    }
}
