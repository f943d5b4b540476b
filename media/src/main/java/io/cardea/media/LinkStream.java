package io.cardea.media;

import io.cardea.media.layers.SwitchingContext;
import io.cardea.media.layers.Vp8Continuity;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/**
 * The one continuous stream that goes into an output, whatever links feed it in turn.
 *
 * <p>Belongs to the output's loop.
 */
final class LinkStream {
    private static final int VIDEO_CLOCK = 90_000;
    private static final int AUDIO_CLOCK = 48_000;

    private final RtpOutput output;
    private final SwitchingContext context = new SwitchingContext();
    private final Vp8Continuity vp8 = new Vp8Continuity();
    private final RtpRewrite rewrite = new RtpRewrite();

    LinkStream(RtpOutput output) {
        this.output = output;
    }

    RtpOutput output() {
        return output;
    }

    /** What is to be changed in this packet, before anybody has decided anything. */
    RtpRewrite begin(RtpPacket lent, TrackFormat format) {
        rewrite.payloadType = output.payloadType(format, lent.payloadType);
        rewrite.marker = lent.marker;
        rewrite.pictureId = -1;
        rewrite.tl0PicIdx = -1;
        return rewrite;
    }

    void forward(RtpPacket lent, TrackFormat format, long nowNanos) {
        context.rewrite(lent, clockRate(format), nowNanos, rewrite);
        if (hasPictureIds(format)) vp8.rewrite(lent, rewrite);
        output.write(lent, rewrite, nowNanos);
    }

    /** Whether the packet would be the first after another source's. */
    boolean isSwitch(RtpPacket lent) {
        return context.isSwitch(lent.ssrc);
    }

    void skip(RtpPacket lent, TrackFormat format) {
        context.skip(lent);
        if (hasPictureIds(format)) vp8.skip(lent);
    }

    private static boolean hasPictureIds(TrackFormat format) {
        return format.layers() > 1 && format.codec().name().equals("vp8");
    }

    void pause() {
        context.pause();
        output.onResumed();
    }

    /** A sender report about the source that was forwarded last. */
    void senderReport(long ntpTimestamp, int rtpTimestamp) {
        output.onSenderReport(ntpTimestamp, context.timestamp(rtpTimestamp));
    }

    /** The same before a keyframe: its picture may be numbered on too. */
    void rejoin() {
        context.pause();
        vp8.restart();
    }

    void end() {
        output.onEnd();
    }

    private static int clockRate(TrackFormat format) {
        if (format.codec().clockRate() > 0) return format.codec().clockRate();
        return format.kind() == MediaKind.VIDEO ? VIDEO_CLOCK : AUDIO_CLOCK;
    }
}
