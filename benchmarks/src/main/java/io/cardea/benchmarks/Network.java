package io.cardea.benchmarks;

import io.cardea.media.port.Port;
import io.cardea.media.port.Ports;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import java.io.IOException;

/** What lies between the server of a {@link Room} and its clients. */
interface Network extends AutoCloseable {
    /** The server's sockets. */
    Ports ports();

    /** The server's socket that all clients are heard on. */
    Port server();

    /** Where a client is; clients are numbered from 0. */
    TransportAddress client(int index) throws IOException;

    /**
     * To be received with the server's next turn.
     *
     * @param pool of the server
     */
    void toServer(Packet lent, PacketPool pool) throws IOException;

    /** Gives clients what has come for them, but for media, which is counted and dropped. */
    void toClients() throws IOException;

    /** RTP packets on their way to clients, or there, since the start. */
    long mediaSent();

    /** RFC 7983 and RFC 5761: RTP, but neither STUN, DTLS nor RTCP. */
    static boolean isMedia(Packet packet) {
        int type = packet.u8(1) & 0x7F;
        return packet.u8(0) >> 6 == 2 && (type < 64 || type >= 96);
    }

    @Override
    void close();
}
