package io.cardea.rtc.peer;

import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/**
 * What we send on one m-line. Belongs to its peer's loop.
 *
 * <p>Writes the header with our SSRC and extensions, encrypts, keeps what is needed to answer
 * NACKs, and counts for sender reports.
 */
public final class OutboundStream {
    private final int mediaIndex;

    OutboundStream(int mediaIndex) {
        this.mediaIndex = mediaIndex;
    }

    public int mediaIndex() {
        return mediaIndex;
    }

    /**
     * Sends one packet, lent.
     *
     * @return whether it went out: false while the peer is not ready or the direction is not
     *     sending
     */
    public boolean send(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        return false;
    }
}
