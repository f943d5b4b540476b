package io.cardea.spi;

/**
 * Sends what it is tied to to a UDP address as plain RTP, SRTP, or datagrams: a sink for one track
 * or one source of data. Any thread.
 */
public interface Forwarder extends Sink, DataSink, AutoCloseable {
    /** The UDP port on which RTCP of the receiver is awaited; 0 without. */
    int localRtcpPort();

    /** Ends it and frees its ports. Twice is allowed. */
    @Override
    void close();
}
