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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A UDP port and those it sends to, all on this machine and this thread. */
final class Loopback implements AutoCloseable {
    static final int PACKETS = 64;

    private static final int ADDRESS = 0x7F00_0001;
    private static final int MAX_POLLS = 1_000;

    private final PacketPool pool = new PacketPool();
    private final Packet[] batch = new Packet[PACKETS];
    private final Consumer<Packet> receiver = Packet::release;
    private final List<Port> receivers = new ArrayList<>();
    private final Ports sending;
    private final Ports receiving;
    private final Port sender;

    Loopback(PortKind kind, int destinations) throws IOException {
        sending = Ports.open(kind, PortSettings.defaults());
        receiving = Ports.open(kind, PortSettings.defaults());
        TransportAddress any = TransportAddress.ipv4(Protocol.UDP, ADDRESS, 0);
        sender = sending.udp(any);
        for (int i = 0; i < destinations; i++) {
            receivers.add(receiving.udp(any));
        }
    }

    /** Takes packets for the next batch; those to one destination lie side by side. */
    void prepare() {
        for (int i = 0; i < PACKETS; i++) {
            Packet packet = pool.take();
            packet.length(Samples.LENGTH);
            Port to = receivers.get(i * receivers.size() / PACKETS);
            packet.route(sender.local(), to.local());
            batch[i] = packet;
        }
    }

    void send() throws IOException {
        sender.send(batch, 0, PACKETS);
    }

    /** Receives a whole batch. */
    int receive() throws IOException {
        int received = 0;
        for (int i = 0; i < MAX_POLLS && received < PACKETS; i++) {
            received += receiving.receive(pool, PACKETS, 0, receiver);
        }
        if (received != PACKETS) throw new AssertionError("received " + received);
        return received;
    }

    @Override
    public void close() {
        sending.close();
        receiving.close();
    }
}
