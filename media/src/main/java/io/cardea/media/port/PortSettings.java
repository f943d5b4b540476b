package io.cardea.media.port;

/**
 * Settings of the sockets of a loop.
 *
 * @param receiveBufferBytes wanted kernel receive buffer of a shared UDP port
 * @param sendBufferBytes wanted kernel send buffer
 * @param dscp differentiated services code point, 0 to leave it
 * @param segmentation whether UDP segmentation offload may be used, where there is any
 */
public record PortSettings(
        int receiveBufferBytes, int sendBufferBytes, int dscp, boolean segmentation) {
    /** Kernel buffers asked for by default: a burst of some 2000 packets. */
    public static final int DEFAULT_BUFFER_BYTES = 4 << 20;

    public static PortSettings defaults() {
        return new PortSettings(DEFAULT_BUFFER_BYTES, DEFAULT_BUFFER_BYTES, 0, true);
    }

    public PortSettings withDscp(int newDscp) {
        return new PortSettings(receiveBufferBytes, sendBufferBytes, newDscp, segmentation);
    }
}
