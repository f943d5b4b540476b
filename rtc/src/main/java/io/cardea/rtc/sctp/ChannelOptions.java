package io.cardea.rtc.sctp;

/**
 * What a data channel is opened with (RFC 8832, 5.1). A value.
 *
 * @param label its name; cut to {@value DataChannels#MAX_LABEL_BYTES} bytes of UTF-8
 * @param protocol its subprotocol, empty for none; cut to {@value DataChannels#MAX_PROTOCOL_BYTES}
 *     bytes of UTF-8
 * @param ordered whether messages are delivered in the order they were sent
 * @param maxRetransmits how often a message is sent again before it is given up, or {@link
 *     #UNLIMITED}
 * @param maxPacketLifeTimeMs how long a message is tried before it is given up, or {@link
 *     #UNLIMITED}; at most one of the two may be limited
 * @param negotiatedId the stream id both sides agreed on outside of SCTP (no OPEN is sent), or
 *     {@link #IN_BAND}
 */
public record ChannelOptions(
        String label,
        String protocol,
        boolean ordered,
        int maxRetransmits,
        int maxPacketLifeTimeMs,
        int negotiatedId) {
    /** Messages are never given up. */
    public static final int UNLIMITED = -1;

    /** The channel is announced to the peer by DCEP, and we choose its stream id. */
    public static final int IN_BAND = -1;

    public ChannelOptions {
        if (maxRetransmits < UNLIMITED || maxPacketLifeTimeMs < UNLIMITED) {
            throw new IllegalArgumentException("negative reliability of channel " + label);
        }
        if (maxRetransmits != UNLIMITED && maxPacketLifeTimeMs != UNLIMITED) {
            throw new IllegalArgumentException("two kinds of reliability for channel " + label);
        }
        if (negotiatedId < IN_BAND || negotiatedId > 65_534) {
            throw new IllegalArgumentException("stream id " + negotiatedId);
        }
    }

    /** A channel that keeps order and loses nothing. */
    public static ChannelOptions reliable(String label, String protocol) {
        return new ChannelOptions(label, protocol, true, UNLIMITED, UNLIMITED, IN_BAND);
    }

    /** The same, delivering messages as they come. */
    public ChannelOptions unordered() {
        return new ChannelOptions(
                label, protocol, false, maxRetransmits, maxPacketLifeTimeMs, negotiatedId);
    }

    /** The same, giving a message up after so many retransmissions. */
    public ChannelOptions withMaxRetransmits(int count) {
        return new ChannelOptions(label, protocol, ordered, count, UNLIMITED, negotiatedId);
    }

    /** The same, giving a message up after so long. */
    public ChannelOptions withMaxPacketLifeTimeMs(int millis) {
        return new ChannelOptions(label, protocol, ordered, UNLIMITED, millis, negotiatedId);
    }

    /** The same, on a stream id the peer already knows of. */
    public ChannelOptions negotiated(int id) {
        return new ChannelOptions(
                label, protocol, ordered, maxRetransmits, maxPacketLifeTimeMs, id);
    }
}
