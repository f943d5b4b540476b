package io.cardea.tools.load.peer;

import io.cardea.media.port.Port;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Ports that, once something has come, wait a little for more: the packets that a server sends to
 * many peers in a row are then read together, instead of a thread's waking for each. That costs
 * latency, at most what is waited for, and nothing that is due itself is late by it.
 */
final class GatheringPorts implements Ports {
    private final Ports ports;
    private final long gatherNanos;

    GatheringPorts(Ports ports, long gatherNanos) {
        this.ports = ports;
        this.gatherNanos = gatherNanos;
    }

    @Override
    public void await(long timeoutNanos) throws IOException {
        long end = System.nanoTime() + timeoutNanos;
        ports.await(timeoutNanos);
        long left = Math.min(gatherNanos, end - System.nanoTime());
        if (left > 0) LockSupport.parkNanos(left);
    }

    @Override
    public Port udp(TransportAddress address) throws IOException {
        return ports.udp(address);
    }

    @Override
    public Port listen(TransportAddress address) throws IOException {
        return ports.listen(address);
    }

    @Override
    public Port connect(TransportAddress server, String tlsHost) throws IOException {
        return ports.connect(server, tlsHost);
    }

    @Override
    public int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to)
            throws IOException {
        return ports.receive(pool, max, nowNanos, to);
    }

    @Override
    public void wakeUp() {
        ports.wakeUp();
    }

    @Override
    public long receiveDrops() {
        return ports.receiveDrops();
    }

    @Override
    public String describe() {
        return ports.describe();
    }

    @Override
    public void close() {
        ports.close();
    }
}
