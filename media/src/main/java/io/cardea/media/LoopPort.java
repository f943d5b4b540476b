package io.cardea.media;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/**
 * A UDP port of a loop that is not for peers: an RTP forwarder's, a remote source's. Belongs to the
 * loop, which made it with {@link MediaLoop#open} and closes it with itself.
 */
public final class LoopPort implements AutoCloseable {
    private final MediaLoop loop;
    private final PortRoute route;
    private boolean closed;

    LoopPort(MediaLoop loop, PortRoute route) {
        this.loop = loop;
        this.route = route;
    }

    /** Where it is bound. */
    public TransportAddress local() {
        return route.port().local();
    }

    /**
     * Receives what is sent to a multicast group, too.
     *
     * @param nic the interface to join on; empty for the system's choice
     */
    public void join(InetAddress group, Optional<NetworkInterface> nic) throws IOException {
        route.port().join(group, nic);
    }

    /**
     * Sends a packet at the end of the turn; what the kernel refuses is counted by the loop. After
     * {@link #close} it is dropped.
     */
    public void send(Packet owned, TransportAddress remote) {
        if (closed) {
            owned.release();
            return;
        }
        owned.route(local(), remote);
        loop.send(route, owned);
    }

    /** What was sent goes out before; twice is allowed. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        loop.close(route);
    }
}
