package io.cardea.benchmarks;

import io.cardea.media.port.Port;
import io.cardea.media.port.PortKind;
import io.cardea.media.port.PortSettings;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The kernel's loopback: a socket of the server and one of each client, all on this thread. */
final class KernelNetwork implements Network {
    private static final TransportAddress ANY = TransportAddress.ipv4(Protocol.UDP, 0x7F00_0001, 0);
    private static final int RECEIVE_BATCH = 64;

    private final Consumer<Packet> lendToClients;
    private final PacketPool pool = new PacketPool();
    private final Consumer<Packet> receiver = this::receive;
    private final Packet[] single = new Packet[1];
    private final Map<TransportAddress, Port> clientPorts = new HashMap<>();
    private final Ports ports;
    private final Ports clients;
    private final Port server;
    private long mediaSent;

    KernelNetwork(PortKind kind, Consumer<Packet> lendToClients) throws IOException {
        this.lendToClients = lendToClients;
        ports = Ports.open(kind, PortSettings.defaults());
        clients = Ports.open(kind, PortSettings.defaults());
        server = ports.udp(ANY);
    }

    @Override
    public Ports ports() {
        return ports;
    }

    @Override
    public Port server() {
        return server;
    }

    @Override
    public TransportAddress client(int index) throws IOException {
        Port port = clients.udp(ANY);
        clientPorts.put(port.local(), port);
        return port.local();
    }

    @Override
    public void toServer(Packet lent, PacketPool serverPool) throws IOException {
        Packet packet = pool.take();
        packet.append(lent.array(), 0, lent.length());
        packet.route(lent.local(), lent.remote());
        single[0] = packet;
        clientPorts.get(packet.local()).send(single, 0, 1);
    }

    @Override
    public void toClients() throws IOException {
        int received = clients.receive(pool, RECEIVE_BATCH, 0, receiver);
        while (received > 0) {
            received = clients.receive(pool, RECEIVE_BATCH, 0, receiver);
        }
    }

    private void receive(Packet owned) {
        if (Network.isMedia(owned)) {
            mediaSent++;
        } else {
            // As it was sent, seen from the server.
            owned.route(owned.remote(), owned.local());
            lendToClients.accept(owned);
        }
        owned.release();
    }

    @Override
    public long mediaSent() {
        return mediaSent;
    }

    @Override
    public void close() {
        ports.close();
        clients.close();
    }
}
