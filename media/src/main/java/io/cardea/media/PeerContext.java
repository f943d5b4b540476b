package io.cardea.media;

import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.PeerTotals;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;

/** What a loop offers to a peer that is being made on it. */
public interface PeerContext {
    /** The loop's packets; used on the loop only. */
    PacketPool pool();

    /** What all peers of the loop count together. */
    PeerTotals totals();

    /** The bases to gather on: UDP first, then the ICE-TCP listeners. */
    List<TransportAddress> bases();

    /** This peer's own addresses, from which TURN servers are reached; may be empty. */
    List<TransportAddress> turnBases();

    /** Runs handshakes beside the loop, on virtual threads. */
    Executor handshakes();

    /** Any thread: lets the loop drain the peer soon. */
    void wake();

    /**
     * Opens a connection to a TURN server, with TURN's own framing; its local address is one more
     * of {@link #turnBases}.
     *
     * @param server its address
     * @param tlsHost name for TLS (certificate check and SNI), empty for plain TCP
     * @return the local base: packets from it to {@code server} travel over this connection
     */
    TransportAddress connectTurn(TransportAddress server, String tlsHost) throws IOException;
}
