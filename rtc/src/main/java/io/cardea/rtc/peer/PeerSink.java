package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.rtp.RtpPacket;

/**
 * Takes a peer's output while it is drained. Implementations collect and forward; they never call
 * back into the peer they are draining (they may call other peers).
 */
public interface PeerSink {
    /** A datagram to send from {@link Packet#local} to {@link Packet#remote}; ownership passes. */
    void send(Packet owned);

    /** One RTP packet, decrypted and repaired; lent for the length of the call. */
    void onRtp(RtpPacket lent);

    /** A decrypted RTCP compound, before the peer acts on it; lent for the length of the call. */
    default void onRtcp(Packet lent) {}

    /**
     * The peer, as a receiver, wants a keyframe on the m-line we send (PLI or FIR), merged to at
     * most one per m-line per interval.
     */
    void onKeyframeRequest(int mediaIndex);

    /** A sender report of a stream the peer sends (RFC 3550, 6.4.1), for synchronisation. */
    void onSenderReport(int mediaIndex, int layer, long ntpTimestamp, int rtpTimestamp);

    /**
     * A connectivity check has validated this path, so packets from {@code remote} to {@code local}
     * are this peer's.
     */
    void onValidated(TransportAddress local, TransportAddress remote);

    /**
     * An authenticated check came over this path, which is not validated yet: a weaker claim, which
     * must not displace another peer's. Its source may be forged by somebody who knows our
     * password.
     */
    void onHeard(TransportAddress local, TransportAddress remote);

    /**
     * The path's capacity is estimated anew: what media and retransmissions of this peer may take
     * together; 0 when there is no estimate any more. Told when it has changed by 3 % or more, and
     * at the latest 200 ms after any change.
     */
    default void onBandwidthEstimate(long bitsPerSecond) {}

    /** Anything the control plane must know. */
    void onEvent(PeerEvent event);
}
