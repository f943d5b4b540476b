package io.cardea.media;

/** Which UDP ports peers use. */
public sealed interface PortPolicy {
    /**
     * One port per loop and local address, shared by its peers.
     *
     * @param firstPort port of the first loop, the next loop uses the next; 0 for any free ones
     */
    record Shared(int firstPort) implements PortPolicy {}

    /** A port per peer and local address, from a range: Janus's {@code rtp_port_range}. */
    record PerPeer(PortRange range) implements PortPolicy {}
}
