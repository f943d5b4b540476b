package io.cardea.benchmarks;

import io.cardea.media.port.Port;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * One port whose network is memory: what is to be received is put in by hand. Of what is sent,
 * media is counted and dropped; the rest goes to whoever is to answer it.
 */
final class MemoryPorts implements Ports, Port {
    private final TransportAddress local;
    private final Consumer<Packet> lendToClients;
    private final ArrayDeque<Packet> inbound = new ArrayDeque<>();
    private long mediaSent;

    MemoryPorts(TransportAddress local, Consumer<Packet> lendToClients) {
        this.local = local;
        this.lendToClients = lendToClients;
    }

    /** To be received with the next turn. */
    void deliver(Packet owned) {
        inbound.add(owned);
    }

    /** RTP packets sent since the start. */
    long mediaSent() {
        return mediaSent;
    }

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
            if (isMedia(packet)) {
                mediaSent++;
            } else {
                lendToClients.accept(packet);
            }
            packet.release();
        }
    }

    /** RFC 7983 and RFC 5761: RTP, but neither STUN, DTLS nor RTCP. */
    private static boolean isMedia(Packet packet) {
        int type = packet.u8(1) & 0x7F;
        return packet.u8(0) >> 6 == 2 && (type < 64 || type >= 96);
    }

    @Override
    public TransportAddress local() {
        return local;
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
