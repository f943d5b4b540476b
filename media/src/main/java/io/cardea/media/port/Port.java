package io.cardea.media.port;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;
import java.util.function.Consumer;

/** A socket of a media loop (or, in tests, a virtual one). Belongs to its loop and never blocks. */
public interface Port extends AutoCloseable {
    /** The address it is bound to; host candidates advertise it. */
    TransportAddress local();

    /**
     * Receives what is there, at most {@code max} datagrams, each in a packet from {@code pool}
     * with its addresses and arrival time set; ownership passes to {@code to}.
     *
     * @return how many were received
     */
    int receive(PacketPool pool, int max, long nowNanos, Consumer<Packet> to) throws IOException;

    /**
     * Sends packets {@code from} to {@code to} (exclusive) of the batch, all with {@link
     * Packet#local} equal to {@link #local}, and releases them. What the kernel refuses is dropped
     * and counted: media does not wait.
     */
    void send(Packet[] batch, int from, int to) throws IOException;

    /** Datagrams refused by the kernel since the start. */
    long sendDrops();

    @Override
    void close();
}
