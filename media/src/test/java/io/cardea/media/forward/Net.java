package io.cardea.media.forward;

import io.cardea.media.port.Port;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.net.BindException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A network without loss or time: hosts with an IPv4 address each, whose ports are virtual. */
final class Net {
    record Datagram(TransportAddress from, TransportAddress to, byte[] bytes) {}

    private final Map<Integer, Host> hosts = new HashMap<>();

    Host host(int number) {
        return hosts.computeIfAbsent(0x0A000000 + number, Host::new);
    }

    private void carry(Datagram datagram) {
        Host to = hosts.get((int) datagram.to().low());
        if (to != null) to.incoming.add(datagram);
    }

    /** One host: the ports of a loop, or an inbox for a test to look into. */
    final class Host implements Ports {
        final ArrayDeque<Datagram> incoming = new ArrayDeque<>();
        final List<TransportAddress> open = new ArrayList<>();
        private final int ip;
        private int nextPort = 40_000;

        private Host(int ip) {
            this.ip = ip;
        }

        TransportAddress at(int port) {
            return TransportAddress.ipv4(Protocol.UDP, ip, port);
        }

        /** As if a socket of this host had sent it. */
        void send(int port, TransportAddress to, byte[] bytes) {
            carry(new Datagram(at(port), to, bytes));
        }

        /** What has come to a port of a host without a loop; takes it. */
        List<Datagram> take(int port) {
            List<Datagram> taken = incoming.stream().filter(d -> d.to().port() == port).toList();
            incoming.removeAll(taken);
            return taken;
        }

        @Override
        public Port udp(TransportAddress address) throws BindException {
            TransportAddress bound = address.port() == 0 ? address.withPort(nextPort++) : address;
            if (open.contains(bound)) throw new BindException("address in use");
            return new VirtualPort(bound);
        }

        @Override
        public Port listen(TransportAddress address) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Port connect(TransportAddress server, String tlsHost) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) {
            int count = 0;
            while (count < max && !incoming.isEmpty()) {
                Datagram datagram = incoming.poll();
                TransportAddress any = TransportAddress.ipv4(Protocol.UDP, 0, datagram.to().port());
                if (!open.contains(any)) continue;
                Packet packet = pool.take();
                packet.append(datagram.bytes(), 0, datagram.bytes().length);
                packet.route(any, datagram.from());
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
        public void close() {}

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
                    carry(new Datagram(at(local.port()), batch[i].remote(), batch[i].toBytes()));
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
}
