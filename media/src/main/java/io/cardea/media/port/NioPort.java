package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A UDP port on the JDK's channel: works everywhere, one system call a packet. */
final class NioPort implements Port, Reactor.Ready {
    /** Addresses remembered in both forms; at the limit all are forgotten. */
    private static final int MAX_ADDRESSES = 8_192;

    private final Reactor reactor;
    private final DatagramChannel channel;
    private final TransportAddress local;

    // One more than a packet holds, to see that a datagram was longer.
    private final ByteBuffer in = ByteBuffer.allocateDirect(Packet.CAPACITY + 1);
    private final ByteBuffer out = ByteBuffer.allocateDirect(Packet.CAPACITY);
    private final Map<InetSocketAddress, TransportAddress> remotes = new HashMap<>();
    private final Map<TransportAddress, InetSocketAddress> destinations = new HashMap<>();
    private long sendDrops;

    NioPort(Reactor reactor, TransportAddress address, PortSettings settings) throws IOException {
        this.reactor = reactor;
        StandardProtocolFamily family =
                address.isIpv6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        channel = DatagramChannel.open(family);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBufferBytes());
            channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.sendBufferBytes());
            if (settings.dscp() > 0) {
                channel.setOption(StandardSocketOptions.IP_TOS, settings.dscp() << 2);
            }
            channel.bind(address.inetSocketAddress());
            InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
            local = address.withPort(bound.getPort());
            reactor.register(channel, SelectionKey.OP_READ, this);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public TransportAddress local() {
        return local;
    }

    @Override
    public int ready(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) {
        int received = 0;
        for (int i = 0; i < max; i++) {
            in.clear();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(in);
            } catch (IOException e) {
                // An ICMP error to something we sent: not this port's trouble.
                return received;
            }
            if (from == null) return received;
            in.flip();
            if (in.remaining() > Packet.CAPACITY) {
                reactor.countReceiveDrop();
                continue;
            }
            Packet packet = pool.take();
            int length = in.remaining();
            in.get(packet.array(), 0, length);
            packet.length(length);
            packet.arrivalNanos(nowNanos);
            packet.route(local, remote(from));
            received++;
            to.accept(packet);
        }
        return received;
    }

    private TransportAddress remote(InetSocketAddress from) {
        TransportAddress known = remotes.get(from);
        if (known != null) return known;
        if (remotes.size() == MAX_ADDRESSES) remotes.clear();
        TransportAddress made = TransportAddress.of(Protocol.UDP, from);
        remotes.put(from, made);
        return made;
    }

    private InetSocketAddress destination(TransportAddress remote) {
        InetSocketAddress known = destinations.get(remote);
        if (known != null) return known;
        if (destinations.size() == MAX_ADDRESSES) destinations.clear();
        InetSocketAddress made = remote.inetSocketAddress();
        destinations.put(remote, made);
        return made;
    }

    @Override
    public void send(Packet[] batch, int from, int to) {
        for (int i = from; i < to; i++) {
            Packet packet = batch[i];
            out.clear();
            out.put(packet.array(), 0, packet.length());
            out.flip();
            try {
                if (channel.send(out, destination(packet.remote())) == 0) sendDrops++;
            } catch (IOException | RuntimeException e) {
                // No route, a firewall, an address of another family: this datagram is lost.
                sendDrops++;
            }
            packet.release();
        }
    }

    @Override
    public void join(InetAddress group, Optional<NetworkInterface> nic) throws IOException {
        NetworkInterface where = nic.orElse(null);
        if (where == null) where = channel.getOption(StandardSocketOptions.IP_MULTICAST_IF);
        if (where == null) where = anyMulticast();
        try {
            channel.join(group, where);
        } catch (RuntimeException e) {
            throw new IOException("cannot join the multicast group", e);
        }
    }

    private static NetworkInterface anyMulticast() throws IOException {
        for (NetworkInterface nic : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (nic.isUp() && nic.supportsMulticast() && !nic.isLoopback()) return nic;
        }
        throw new IOException("no interface for multicast");
    }

    @Override
    public long sendDrops() {
        return sendDrops;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError("socket does not close", e);
        }
    }
}
