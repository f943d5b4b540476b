package io.cardea.rtc.peer;

import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.rtp.MediaKind;

/**
 * What a peer tells the control plane, in the order it happened. Immutable; crosses threads.
 *
 * <p>Rare by design: nothing here happens per packet. Media goes through {@link PeerSink#onRtp}.
 */
public sealed interface PeerEvent {
    /**
     * ICE state changed; {@code state} is Janus's word: gathering, connecting, connected, ready …
     */
    record IceState(String state) implements PeerEvent {}

    /** A local candidate was found; {@code candidate} as in SDP, without {@code a=}. */
    record LocalCandidate(String candidate) implements PeerEvent {}

    /** A remote candidate was accepted. */
    record RemoteCandidate(String candidate) implements PeerEvent {}

    /**
     * A remote candidate has a name instead of an address. Whoever resolves it hands the line back
     * with the address in place of {@code host}.
     */
    record UnresolvedCandidate(String candidate, String host) implements PeerEvent {}

    /** No more local candidates will come. */
    record GatheringDone() implements PeerEvent {}

    /** A new pair carries the traffic. */
    record SelectedPair(
            TransportAddress local, String localType, TransportAddress remote, String remoteType)
            implements PeerEvent {}

    /** DTLS state changed: trying, connected, failed. */
    record DtlsState(String state) implements PeerEvent {}

    /**
     * ICE and DTLS are ready: Janus's {@code webrtcup}.
     *
     * @param srtpProfile the SRTP profile agreed on (RFC 5764, 4.1.2), {@code none} without media
     *     keys
     */
    record Connected(String srtpProfile) implements PeerEvent {}

    /**
     * Media began or stopped to arrive.
     *
     * @param substream layer of a simulcast m-line, -1 otherwise
     * @param seconds how long nothing came, when {@code receiving} is false
     */
    record Media(
            int index, String mid, MediaKind kind, int substream, boolean receiving, int seconds)
            implements PeerEvent {}

    /** Losses of the last second reached the threshold; {@code uplink}: reported by the peer. */
    record SlowLink(int index, String mid, MediaKind kind, boolean uplink, int lost)
            implements PeerEvent {}

    /** The peer's estimate of what it can receive (REMB), in bit/s. */
    record Remb(long bitsPerSecond) implements PeerEvent {}

    /** A data channel opened, by either side. */
    record DataChannelOpen(String label, String protocol) implements PeerEvent {}

    /** All channels of that label are closed. */
    record DataChannelClosed(String label) implements PeerEvent {}

    /** A message came on a data channel; the array is not shared with anybody. */
    record DataMessage(String label, String protocol, boolean binary, byte[] payload)
            implements PeerEvent {}

    /**
     * ICE failed after it had been connected (Janus's {@code ice-failed}); the peer still lives.
     */
    record IceFailed() implements PeerEvent {}

    /**
     * The peer is finished; the last event. {@code reason} is Janus's word for the hangup event.
     */
    record Closed(String reason) implements PeerEvent {}
}
