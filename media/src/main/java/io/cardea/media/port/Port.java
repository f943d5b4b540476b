package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/**
 * A socket of a media loop (or, in tests, a virtual one). Belongs to its loop and never blocks.
 * What it receives comes through {@link Ports#receive}.
 */
public interface Port extends AutoCloseable {
    /** The address it is bound to; host candidates advertise it. */
    TransportAddress local();

    /**
     * Sends packets {@code from} to {@code to} (exclusive) of the batch, all with {@link
     * Packet#local} equal to {@link #local}, and releases them. What the kernel refuses is dropped
     * and counted: media does not wait.
     */
    void send(Packet[] batch, int from, int to) throws IOException;

    /**
     * Receives what is sent to a multicast group, too. For UDP ports.
     *
     * @param nic the interface to join on; empty for the system's choice
     */
    default void join(InetAddress group, Optional<NetworkInterface> nic) throws IOException {
        throw new IOException("this port cannot join a multicast group");
    }

    /** Packets refused by the kernel, or without a connection, since the start. */
    long sendDrops();

    @Override
    void close();
}
