package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An ICE-TCP listener and its connections, which look like one port: a packet goes to the
 * connection of its remote address (RFC 6544, passive; RFC 4571 framing).
 *
 * <p>Belongs to a loop. At most {@value #MAX_CONNECTIONS} connections; one that is silent, or has
 * not sent a whole packet soon after it was made, is closed.
 */
final class TcpListener implements Port, Reactor.Ready, Reactor.Sweep {
    static final int MAX_CONNECTIONS = 1_024;

    /** A client has something to say at once: a connectivity check. */
    static final long FIRST_PACKET_NANOS = 10_000_000_000L;

    /** Longer than any keepalive or consent check (RFC 7675). */
    static final long IDLE_NANOS = 60_000_000_000L;

    private static final int ACCEPTS_PER_TURN = 16;
    private static final int BACKLOG = 128;

    private final Reactor reactor;
    private final ServerSocketChannel channel;
    private final TransportAddress local;
    private final Map<TransportAddress, TcpConnection> connections = new HashMap<>();
    private final List<TcpConnection> unflushed = new ArrayList<>();
    private final int dscp;
    private long closedDrops;

    TcpListener(Reactor reactor, TransportAddress address, PortSettings settings)
            throws IOException {
        this.reactor = reactor;
        this.dscp = settings.dscp();
        channel = ServerSocketChannel.open();
        try {
            channel.bind(address.inetSocketAddress(), BACKLOG);
            InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
            local = address.withProtocol(Protocol.TCP).withPort(bound.getPort());
            reactor.register(channel, SelectionKey.OP_ACCEPT, this);
            reactor.add(this);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public TransportAddress local() {
        return local;
    }

    /** Connections open now. */
    int connections() {
        return connections.size();
    }

    @Override
    public int ready(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) {
        for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
            try {
                SocketChannel accepted = channel.accept();
                if (accepted == null) break;
                admit(accepted);
            } catch (IOException e) {
                // The client is gone already, or we are out of descriptors: the next turn tries.
                break;
            }
        }
        return 0;
    }

    private void admit(SocketChannel accepted) throws IOException {
        try {
            if (connections.size() >= MAX_CONNECTIONS) removeClosed();
            if (connections.size() >= MAX_CONNECTIONS) {
                accepted.close();
                return;
            }
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (dscp > 0) accepted.setOption(StandardSocketOptions.IP_TOS, dscp << 2);
            InetSocketAddress from = (InetSocketAddress) accepted.getRemoteAddress();
            TransportAddress remote = TransportAddress.of(Protocol.TCP, from);
            var connection =
                    new TcpConnection(reactor, accepted, Framing.RFC4571, local, remote, null);
            connection.register();
            TcpConnection old = connections.put(remote, connection);
            if (old != null) forget(old);
        } catch (IOException | RuntimeException e) {
            accepted.close();
            throw e;
        }
    }

    private void forget(TcpConnection connection) {
        connection.close();
        closedDrops += connection.sendDrops();
    }

    @Override
    public void sweep(long nowNanos) {
        for (TcpConnection connection : connections.values()) {
            long allowed = connection.packetsIn() == 0 ? FIRST_PACKET_NANOS : IDLE_NANOS;
            if (nowNanos - connection.activeNanos() > allowed) connection.close();
        }
        removeClosed();
    }

    private void removeClosed() {
        connections
                .values()
                .removeIf(connection -> {
                    if (connection.isOpen()) return false;
                    closedDrops += connection.sendDrops();
                    return true;
                });
    }

    @Override
    public void send(Packet[] batch, int from, int to) {
        TcpConnection last = null;
        for (int i = from; i < to; i++) {
            Packet packet = batch[i];
            TcpConnection connection = connections.get(packet.remote());
            if (connection == null) {
                closedDrops++;
            } else {
                connection.send(packet);
                if (connection != last) unflushed.add(connection);
                last = connection;
            }
            packet.release();
        }
        for (TcpConnection connection : unflushed) {
            connection.flush();
        }
        unflushed.clear();
    }

    @Override
    public long sendDrops() {
        long drops = closedDrops;
        for (TcpConnection connection : connections.values()) {
            drops += connection.sendDrops();
        }
        return drops;
    }

    @Override
    public void close() {
        reactor.remove(this);
        connections.values().forEach(this::forget);
        connections.clear();
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError("socket does not close", e);
        }
    }
}
