package io.cardea.media;

import io.cardea.rtc.rtp.RtpPacket;

/** Takes RTP: a peer's m-line, a recorder, an RTP forwarder, a mixer's input, another node. */
public interface TrackSink {
    /** One packet, lent for the length of the call. */
    void onPacket(RtpPacket lent);

    /** Packets were held back at the source; what follows goes on without a gap. */
    default void onResumed() {}

    /** The track is over; nothing follows. */
    void onEnd();
}
