package io.cardea.media;

import io.cardea.rtc.rtp.RtpPacket;

/** Takes RTP: a peer's m-line, a recorder, an RTP forwarder, a mixer's input, another node. */
public interface TrackSink {
    /** One packet, lent for the length of the call. */
    void onPacket(RtpPacket lent);

    /** Nothing more is lent for the moment: what has gathered can go on. */
    default void onLull() {}

    /** Packets were held back at the source; what follows goes on without a gap. */
    default void onResumed() {}

    /**
     * A sender report (RFC 3550, 6.4.1): at this NTP time the layer's timestamps, as its packets
     * have them here, stood at that. Rare; also told to a sink that comes later.
     *
     * @param layer as {@link RtpPacket#layer}
     */
    default void onSenderReport(int layer, long ntpTimestamp, int rtpTimestamp) {}

    /** The track is over; nothing follows. */
    void onEnd();
}
