package io.cardea.spi;

/**
 * A plugin's side of one handle. Every method is called on the handle's lane, one at a time, except
 * {@link #describe} (any thread).
 */
public interface PluginSession extends AutoCloseable {
    Reply handle(Request request);

    /** ICE and DTLS are ready. */
    default void onMediaUp() {}

    /** The PeerConnection is gone; the handle can negotiate anew. */
    default void onMediaDown(String reason) {}

    /** Losses, once a second at most per m-line: {@code uplink} on the way to the peer. */
    default void onSlowLink(String mid, String kind, boolean uplink, int lost) {}

    /** The peer said by REMB what it can receive, in bit/s. */
    default void onPeerBitrate(long bitsPerSecond) {}

    /** The estimate of what the path to the peer carries has changed, in bit/s. */
    default void onBandwidth(long bitsPerSecond) {}

    /** A data channel is open. */
    default void onDataOpen(String label, String protocol) {}

    /** A data channel message. */
    default void onData(String label, String protocol, boolean binary, byte[] message) {}

    /** What the Admin API shows as {@code plugin_specific}. */
    Json describe();

    /** The handle is gone. */
    @Override
    default void close() {}
}
