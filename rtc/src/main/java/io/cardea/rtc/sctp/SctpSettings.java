package io.cardea.rtc.sctp;

/**
 * How one SCTP association is set up: ports, packet size, bounds. Immutable.
 *
 * @param localPort our SCTP port, as in {@code a=sctp-port}
 * @param remotePort the peer's SCTP port
 * @param maxPacketBytes the largest SCTP packet we send. Path MTU discovery is not done (RFC 8261,
 *     5 leaves it to the layers below), so it has to fit any path together with DTLS, UDP and IP
 * @param limits bounds on memory and on tables
 */
public record SctpSettings(int localPort, int remotePort, int maxPacketBytes, Limits limits) {
    /** The port both sides use unless SDP says otherwise (RFC 8841). */
    public static final int DEFAULT_PORT = 5000;

    /** 1280 bytes of IPv6, less IPv6, UDP, TURN and DTLS 1.2 headers with room to spare. */
    public static final int DEFAULT_MAX_PACKET_BYTES = 1170;

    private static final int MIN_PACKET_BYTES = 512;
    private static final int MAX_PACKET_BYTES = 16_384;

    public SctpSettings {
        if (localPort < 1 || localPort > 65_535 || remotePort < 1 || remotePort > 65_535) {
            throw new IllegalArgumentException("SCTP ports " + localPort + ", " + remotePort);
        }
        if (maxPacketBytes < MIN_PACKET_BYTES || maxPacketBytes > MAX_PACKET_BYTES) {
            throw new IllegalArgumentException("SCTP packet size " + maxPacketBytes);
        }
    }

    public static SctpSettings defaults() {
        return new SctpSettings(
                DEFAULT_PORT, DEFAULT_PORT, DEFAULT_MAX_PACKET_BYTES, Limits.defaults());
    }

    /** The same with other ports. */
    public SctpSettings withPorts(int local, int remote) {
        return new SctpSettings(local, remote, maxPacketBytes, limits);
    }

    /** The same with other bounds. */
    public SctpSettings withLimits(Limits other) {
        return new SctpSettings(localPort, remotePort, maxPacketBytes, other);
    }

    /**
     * Bounds of one association.
     *
     * @param maxMessageBytes the largest message, in either direction; a larger one is refused when
     *     sending and dropped when receiving
     * @param maxChannels how many channels may exist at a time; the peer's next one is refused
     * @param streams how many streams we announce in each direction, so ids are below it
     * @param receiveWindowBytes how much we keep of messages that are incomplete or out of order
     * @param sendBufferBytes how much we keep of what is unsent or not yet acknowledged
     */
    public record Limits(
            int maxMessageBytes,
            int maxChannels,
            int streams,
            int receiveWindowBytes,
            int sendBufferBytes) {
        public static final int DEFAULT_MAX_MESSAGE_BYTES = 65_536;
        public static final int DEFAULT_MAX_CHANNELS = 150;
        public static final int DEFAULT_STREAMS = 300;
        public static final int DEFAULT_RECEIVE_WINDOW_BYTES = 1 << 20;
        public static final int DEFAULT_SEND_BUFFER_BYTES = 4 << 20;

        /** RFC 9260, 3.3.2: a smaller window may not be announced. */
        private static final int MIN_RECEIVE_WINDOW_BYTES = 1500;

        public Limits {
            if (maxMessageBytes < 1 || maxChannels < 1 || streams < 2 || streams > 65_535) {
                throw new IllegalArgumentException(
                        "SCTP limits: message %d, channels %d, streams %d"
                                .formatted(maxMessageBytes, maxChannels, streams));
            }
            if (receiveWindowBytes < Math.max(MIN_RECEIVE_WINDOW_BYTES, maxMessageBytes)
                    || sendBufferBytes < maxMessageBytes) {
                throw new IllegalArgumentException("SCTP windows must hold one message");
            }
        }

        public static Limits defaults() {
            return new Limits(
                    DEFAULT_MAX_MESSAGE_BYTES,
                    DEFAULT_MAX_CHANNELS,
                    DEFAULT_STREAMS,
                    DEFAULT_RECEIVE_WINDOW_BYTES,
                    DEFAULT_SEND_BUFFER_BYTES);
        }

        /** The same with another largest message; the windows grow if they have to. */
        public Limits withMaxMessageBytes(int bytes) {
            return new Limits(
                    bytes,
                    maxChannels,
                    streams,
                    Math.max(receiveWindowBytes, bytes),
                    Math.max(sendBufferBytes, bytes));
        }
    }
}
