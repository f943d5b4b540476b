package io.cardea.media.forward;

import io.cardea.media.RtpOutput;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/** Forwards the one stream that a link has made of a track's layers. */
final class BestOutput implements RtpOutput {
    private final LoopForwarder forwarder;
    private final int randomSsrc;

    /**
     * @param randomSsrc what is written unless the settings name an SSRC: layers have several
     */
    BestOutput(LoopForwarder forwarder, int randomSsrc) {
        this.forwarder = forwarder;
        this.randomSsrc = randomSsrc;
    }

    @Override
    public boolean write(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        return forwarder.send(lent, rewrite, forwarder.ssrc(randomSsrc, 0));
    }
}
