package io.cardea.media.layers;

import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.RtpPacket;

/**
 * Holds a video stream back that takes another's place, until a keyframe of it begins: a decoder
 * that goes on with the new stream's deltas on top of the old one's picture shows neither.
 *
 * <p>It never holds back for longer than {@value #LIMIT_NANOS} ns, for a payload that is encrypted
 * end to end shows no keyframes. Belongs to a loop; one per wire.
 */
public final class KeyframeGate {
    /** Longer than an encoder needs, with one request lost and one put off. */
    static final long LIMIT_NANOS = 3_000_000_000L;

    private final SwitchKeyframe keyframe = new SwitchKeyframe();
    private boolean waiting;
    private long sinceNanos;

    /** Whether a packet of the new stream, and all that follow, may be forwarded. */
    public boolean opens(CodecId codec, RtpPacket lent, long nowNanos) {
        if (!codec.isVideo() || isKeyframe(codec, lent) || isOver(nowNanos)) {
            waiting = false;
            keyframe.done();
            return true;
        }
        if (!waiting) {
            waiting = true;
            sinceNanos = nowNanos;
        }
        keyframe.await(nowNanos);
        return false;
    }

    private static boolean isKeyframe(CodecId codec, RtpPacket lent) {
        return Keyframes.isKeyframe(codec, lent.packet(), lent.payloadOffset, lent.payloadLength);
    }

    private boolean isOver(long nowNanos) {
        return waiting && nowNanos - sinceNanos >= LIMIT_NANOS;
    }

    /** Whether a keyframe is to be asked for again, since this was last asked. */
    public boolean takeKeyframeWanted() {
        return keyframe.take();
    }
}
