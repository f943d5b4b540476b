package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import java.util.function.Consumer;

/** A UDP port on Linux: many datagrams a system call. Belongs to a loop. */
final class LinuxPort implements Port {
    /** Refusals of segmented messages after which a port sends packets one by one. */
    private static final int MAX_REFUSALS = 8;

    private static final System.Logger LOG = System.getLogger(LinuxPort.class.getName());

    private final LinuxPorts ports;
    private final int fd;
    private final TransportAddress local;
    private final int scope;
    private boolean segmenting;
    private int refusals;
    private long sendDrops;
    private boolean closed;

    /**
     * @param fd a bound non-blocking socket, owned from now on
     * @param scope interface index for link-local addresses, 0 without
     */
    LinuxPort(LinuxPorts ports, int fd, TransportAddress local, int scope, boolean segmenting) {
        this.ports = ports;
        this.fd = fd;
        this.local = local;
        this.scope = scope;
        this.segmenting = segmenting;
    }

    int fd() {
        return fd;
    }

    int scope() {
        return scope;
    }

    boolean isSegmenting() {
        return segmenting;
    }

    void segmentationRefused(boolean forGood) {
        refusals++;
        if (!segmenting || (!forGood && refusals < MAX_REFUSALS)) return;
        segmenting = false;
        LOG.log(Level.WARNING, "udp segmentation refused, going on without port=" + local.port());
    }

    @Override
    public TransportAddress local() {
        return local;
    }

    int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) {
        return closed ? 0 : ports.receiveBatch().receive(fd, local, pool, max, nowNanos, to);
    }

    @Override
    public void send(Packet[] batch, int from, int to) {
        sendDrops += ports.sendBatch().send(this, batch, from, to);
    }

    @Override
    public void join(InetAddress group, Optional<NetworkInterface> nic) throws IOException {
        ports.join(this, group, nic.map(NetworkInterface::getIndex).orElse(0));
    }

    @Override
    public long sendDrops() {
        return sendDrops;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        ports.closed(this);
    }
}
