package io.cardea.spi;

import java.util.List;
import java.util.Optional;

/**
 * The PeerConnection of a handle. Any thread; commands take effect on its loop in the order given.
 */
public interface PeerConnection {
    /**
     * Answers the offer that came with a request.
     *
     * @return what goes to the client; ready to be put into an {@link Event}
     * @throws NegotiationException if the offer can't be answered
     */
    Jsep answer(Jsep offer, AnswerOptions options);

    /** Makes an offer of our own (first, or renegotiation). */
    Jsep offer(OfferOptions options);

    /** Takes the client's answer to our offer. */
    void accept(Jsep answer);

    /** The m-lines as negotiated now; empty before. */
    List<MediaLine> lines();

    /** The m-line with that mid. */
    default Optional<MediaLine> line(String mid) {
        return lines().stream().filter(line -> line.mid().equals(mid)).findFirst();
    }

    /** Caps what the peer may send, by REMB; 0 lifts the cap. */
    void limitBitrate(long bitsPerSecond);

    /** The last REMB from the peer, in bit/s; 0 before the first. */
    long peerBitrate();

    /** Asks the peer for a keyframe on every video m-line. */
    void requestKeyframes();

    /** The messages of all the peer's data channels. */
    DataSource data();

    /** The peer's data channel with that label as a sink; opened with the first message. */
    DataSink dataSink(String label, String protocol);

    /**
     * Whether what we send is fitted to what the path carries: bandwidth is estimated, sending is
     * paced, and layers are chosen within the estimate. Off at first.
     */
    void adaptive(boolean on);

    /** What the path to the peer carries at the moment, in bit/s; 0 while unknown. */
    long bandwidth();

    /** Sends a message, opening the channel if there is none with that label. */
    void sendData(String label, String protocol, boolean binary, byte[] message);
}
