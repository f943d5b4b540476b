package io.cardea.rtc.sctp;

import java.util.random.RandomGenerator;

/**
 * The data channels of one PeerConnection, over the SCTP association that carries them.
 *
 * <p>A protocol core: bytes and time go in, packets and events come out of {@link #drain}, which
 * has to follow every call that takes the time. Belongs to one loop. Bounded by {@link
 * SctpSettings.Limits}. RFC 8831 and RFC 8832 on top of RFC 9260.
 */
public final class DataChannels {
    public static final int MAX_LABEL_BYTES = 127;
    public static final int MAX_PROTOCOL_BYTES = 63;

    private long bufferedBytes;

    /**
     * @param dtlsClient whether we are the DTLS client; decides who yields when both sides open a
     *     channel on the same stream
     */
    public DataChannels(SctpSettings settings, boolean dtlsClient, RandomGenerator random) {}

    /** Begins the handshake; DTLS must be up. The peer may begin it, too, before or after. */
    public void start(long nowNanos) {}

    /** Takes one SCTP packet; the array is lent until return. */
    public void receive(byte[] lent, int offset, int length, long nowNanos) {}

    public void expire(long nowNanos) {}

    /** When {@link #expire} wants to be called next; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }

    /** Puts out all packets and events there are. */
    public void drain(SctpSink sink) {}

    /**
     * Sends a message on the first open channel with that label, and opens a reliable one if there
     * is none. Before the association is up the message waits.
     *
     * @param payload kept, not copied: must not change any more
     * @return false if the message was refused, which is counted
     */
    public boolean send(
            String label, String protocol, boolean binary, byte[] payload, long nowNanos) {
        return false;
    }

    /** Opens a channel; false, and counted, when there is no free stream or channel. */
    public boolean openChannel(ChannelOptions options, long nowNanos) {
        return false;
    }

    /** Closes all channels with that label, once what was sent on them has left. */
    public void closeChannel(String label, long nowNanos) {}

    /** Ends the association once all that was sent has been acknowledged. */
    public void shutdown(long nowNanos) {}

    /** Ends the association at once, telling the peer why. Without effect when it has ended. */
    public void abort(String reason, long nowNanos) {}

    /** Whether the handshake is done and the association has not ended. */
    public boolean isUp() {
        return false;
    }

    /** Bytes of messages that are unsent or not yet acknowledged. */
    public long bufferedBytes() {
        return bufferedBytes;
    }

    public long count(SctpCount what) {
        return 0;
    }
}
