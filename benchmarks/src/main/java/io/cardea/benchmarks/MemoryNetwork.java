package io.cardea.benchmarks;

import io.cardea.media.port.Port;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * A network of memory: a port that is filled by hand. Of what the server sends, media is counted
 * and dropped; the rest goes at once to whoever is to answer it.
 */
final class MemoryNetwork implements Network, Ports, Port {
    private static final TransportAddress SERVER =
            TransportAddress.ipv4(Protocol.UDP, 0x7F00_0001, 5_000);
    private static final int FIRST_CLIENT = 0x0A00_0000;

    private final Consumer<Packet> lendToClients;
    private final ArrayDeque<Packet> inbound = new ArrayDeque<>();
    private long mediaSent;

    MemoryNetwork(Consumer<Packet> lendToClients) {
        this.lendToClients = lendToClients;
    }

    // ---- The network ----

    @Override
    public Ports ports() {
        return this;
    }

    @Override
    public Port server() {
        return this;
    }

    @Override
    public TransportAddress client(int index) {
        return TransportAddress.ipv4(Protocol.UDP, FIRST_CLIENT + index, 6_000);
    }

    @Override
    public void toServer(Packet lent, PacketPool pool) {
        Packet packet = pool.take();
        packet.append(lent.array(), 0, lent.length());
        packet.route(lent.remote(), lent.local());
        inbound.add(packet);
    }

    @Override
    public void toClients() {}

    @Override
    public long mediaSent() {
        return mediaSent;
    }

    // ---- The port ----

    @Override
    public int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) {
        int received = 0;
        for (Packet packet = poll(received, max); packet != null; packet = poll(received, max)) {
            packet.arrivalNanos(nowNanos);
            received++;
            to.accept(packet);
        }
        return received;
    }

    private Packet poll(int received, int max) {
        return received < max ? inbound.poll() : null;
    }

    @Override
    public void send(Packet[] batch, int from, int to) {
        for (int i = from; i < to; i++) {
            Packet packet = batch[i];
            if (Network.isMedia(packet)) {
                mediaSent++;
            } else {
                lendToClients.accept(packet);
            }
            packet.release();
        }
    }

    @Override
    public TransportAddress local() {
        return SERVER;
    }

    @Override
    public long sendDrops() {
        return 0;
    }

    @Override
    public long receiveDrops() {
        return 0;
    }

    @Override
    public Port udp(TransportAddress address) {
        return this;
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
    public void await(long timeoutNanos) {}

    @Override
    public void wakeUp() {}

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void close() {}
}
