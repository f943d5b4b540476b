package io.cardea.media;

import io.cardea.media.port.Port;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port of a loop: who its packets are for, and what waits to be sent from it.
 *
 * <p>Peers are drained one after the other, so packets to one destination lie side by side in the
 * batch, as segmentation offload wants them. Belongs to one loop.
 */
final class PortRoute {
    /** Packets gathered before they are sent even within a turn: few, so that they are warm. */
    static final int BATCH = 128;

    private final Port port;
    private final @Nullable PeerSeat owner;
    private final @Nullable Consumer<Packet> receiver;
    private final Map<TransportAddress, PeerSeat> validated = new HashMap<>();
    private final Packet[] batch = new Packet[BATCH];
    private int count;

    /**
     * @param owner the peer all its packets are for, null for a port that peers share
     */
    PortRoute(Port port, @Nullable PeerSeat owner) {
        this(port, owner, null);
    }

    private PortRoute(Port port, @Nullable PeerSeat owner, @Nullable Consumer<Packet> receiver) {
        this.port = port;
        this.owner = owner;
        this.receiver = receiver;
    }

    /** A port that is not for peers: the receiver owns whatever comes. */
    static PortRoute notForPeers(Port port, Consumer<Packet> receiver) {
        return new PortRoute(port, null, receiver);
    }

    Port port() {
        return port;
    }

    boolean isShared() {
        return owner == null && receiver == null;
    }

    /** Who owns what comes; null on a port for peers. */
    @Nullable Consumer<Packet> receiver() {
        return receiver;
    }

    @Nullable PeerSeat owner() {
        return owner;
    }

    @Nullable PeerSeat validated(TransportAddress remote) {
        return validated.get(remote);
    }

    void validate(TransportAddress remote, PeerSeat seat) {
        validated.put(remote, seat);
    }

    void forget(TransportAddress remote, PeerSeat seat) {
        validated.remove(remote, seat);
    }

    /** Whether the batch was empty before: the route now wants to be flushed. */
    boolean add(Packet owned) throws IOException {
        if (count == BATCH) flush();
        batch[count++] = owned;
        return count == 1;
    }

    void flush() throws IOException {
        int packets = count;
        count = 0;
        if (packets > 0) port.send(batch, 0, packets);
    }

    void close() {
        for (int i = 0; i < count; i++) {
            batch[i].release();
        }
        count = 0;
        port.close();
    }
}
