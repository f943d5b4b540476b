package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The sockets of one loop, and the waiting on them.
 *
 * <p>Belongs to one loop, except {@link #wakeUp}. Nothing but {@link #await} blocks.
 */
public interface Ports extends AutoCloseable {
    /**
     * Opens the sockets of a loop; with {@link PortKind#AUTO} the fastest that works here, which is
     * told in the log.
     */
    static Ports open(PortKind kind, PortSettings settings) throws IOException {
        return switch (kind) {
            case NIO -> new NioPorts(settings);
            case LINUX -> new LinuxPorts(settings);
            case AUTO -> PortChoice.best(settings);
        };
    }

    /** Opens a UDP port; port number 0 takes a free one. */
    Port udp(TransportAddress address) throws IOException;

    /** Opens an ICE-TCP listener (RFC 6544 passive candidates, RFC 4571 framing). */
    Port listen(TransportAddress address) throws IOException;

    /**
     * Opens a connection to a TURN server (RFC 8656, 2.1), with TURN's framing. Packets sent before
     * it is established wait, within limits.
     *
     * @param tlsHost the server's name for TLS, empty for plain TCP
     */
    Port connect(TransportAddress server, String tlsHost) throws IOException;

    /**
     * Receives from every port that has something, at most {@code max} packets from each.
     *
     * @return how many were received
     */
    int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) throws IOException;

    /** Waits until there is something to receive, a wake-up, or the end of that time. */
    void await(long timeoutNanos) throws IOException;

    /** Any thread: ends the current or the next wait. */
    void wakeUp();

    /** Datagrams thrown away on receipt since the start: truncated, or not well framed. */
    long receiveDrops();

    /** A word for the log: which implementation this is. */
    String describe();

    /** Closes every port and the waiting. */
    @Override
    void close();
}
