package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;

/** A connection to a TURN server, TCP or TLS, that looks like a port. Belongs to a loop. */
final class TurnConnection implements Port {
    private final TransportAddress local;
    private final TcpConnection connection;
    private final TransportAddress server;
    private long strayDrops;

    /**
     * @param wakeUp called from another thread when a step of the TLS handshake is done
     */
    TurnConnection(Reactor reactor, TransportAddress server, String tlsHost, Runnable wakeUp)
            throws IOException {
        this.server = server.withProtocol(Protocol.TCP);
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.bind(new InetSocketAddress(route(server).getAddress(), 0));
            local =
                    TransportAddress.of(
                            Protocol.TCP, (InetSocketAddress) channel.getLocalAddress());
            TlsClient tls = tlsHost.isEmpty() ? null : new TlsClient(tlsHost, server.port());
            connection = new TcpConnection(reactor, channel, Framing.TURN, local, this.server, tls);
            TcpConnection made = connection;
            if (tls != null) {
                tls.onProgress(() -> {
                    reactor.callAgain(made);
                    wakeUp.run();
                });
            }
            channel.connect(server.inetSocketAddress());
            connection.register();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The local address the kernel would use; connecting a UDP socket sends nothing. */
    private static InetSocketAddress route(TransportAddress server) throws IOException {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(server.inetSocketAddress());
            return (InetSocketAddress) probe.getLocalAddress();
        }
    }

    @Override
    public TransportAddress local() {
        return local;
    }

    @Override
    public void send(Packet[] batch, int from, int to) {
        for (int i = from; i < to; i++) {
            if (batch[i].remote().equals(server)) {
                connection.send(batch[i]);
            } else {
                strayDrops++;
            }
            batch[i].release();
        }
        connection.flush();
    }

    @Override
    public long sendDrops() {
        return strayDrops + connection.sendDrops();
    }

    @Override
    public void close() {
        connection.close();
    }
}
