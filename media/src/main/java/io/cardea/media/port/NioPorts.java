package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The sockets of a loop on the JDK's channels: for every platform. */
final class NioPorts implements Ports {
    private final PortSettings settings;
    private final Reactor reactor;
    private final List<Port> opened = new ArrayList<>();

    NioPorts(PortSettings settings) throws IOException {
        this.settings = settings;
        this.reactor = new Reactor();
    }

    @Override
    public Port udp(TransportAddress address) throws IOException {
        return keep(new NioPort(reactor, address, settings));
    }

    @Override
    public Port listen(TransportAddress address) throws IOException {
        return keep(new TcpListener(reactor, address, settings));
    }

    @Override
    public Port connect(TransportAddress server, String tlsHost) throws IOException {
        return keep(new TurnConnection(reactor, server, tlsHost, this::wakeUp));
    }

    private Port keep(Port port) {
        opened.add(port);
        return port;
    }

    @Override
    public int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to)
            throws IOException {
        return reactor.poll(pool, max, nowNanos, to);
    }

    @Override
    public void await(long timeoutNanos) throws IOException {
        reactor.await(timeoutNanos);
    }

    @Override
    public void wakeUp() {
        reactor.wakeUp();
    }

    @Override
    public long receiveDrops() {
        return reactor.receiveDrops();
    }

    @Override
    public String describe() {
        return "nio";
    }

    @Override
    public void close() {
        opened.forEach(Port::close);
        opened.clear();
        reactor.close();
    }
}
