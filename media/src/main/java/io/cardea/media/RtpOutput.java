package io.cardea.media;

import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/**
 * Takes one continuous RTP stream, made of one or several sources in turn: the end of a link that
 * chooses layers and hides switches. Belongs to a loop.
 */
public interface RtpOutput {
    /**
     * One packet, lent, with what is to be changed in it.
     *
     * @return false if it was refused; it then counts as never sent
     */
    boolean write(RtpPacket lent, RtpRewrite rewrite, long nowNanos);

    /** The payload type to write for one of the source's: as it is, unless this end names it so. */
    default int payloadType(TrackFormat source, int payloadType) {
        return payloadType;
    }

    /** Nothing more is written for the moment: what has gathered can go on. */
    default void onLull() {}

    /**
     * What follows is joined by its sequence number to what was written last, though something was
     * left out or the source is another: video goes on with a keyframe.
     */
    default void onResumed() {}

    /**
     * A sender report of the source (RFC 3550, 6.4.1), its timestamp as {@link #write} sees them.
     * Told again when what is written comes from another layer.
     */
    default void onSenderReport(long ntpTimestamp, int rtpTimestamp) {}

    /** Whether a keyframe is needed, since this was last asked; asked after every packet. */
    default boolean takeKeyframeWanted() {
        return false;
    }

    /** The link's track is over. */
    default void onEnd() {}
}
