package io.cardea.media;

import io.cardea.media.allocate.LayerMeter;
import io.cardea.media.allocate.LayerRates;
import io.cardea.media.allocate.Share;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.RtpPacket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A link's part in its viewer's bandwidth: what it is allowed, and the pause when that is nothing.
 * After a pause a picture goes on with a keyframe. Limits nothing until something is applied.
 *
 * <p>Belongs to the link's loop.
 */
final class LinkShare {
    /** Between two requests for the keyframe that ends a pause. */
    private static final long ASK_AGAIN_NANOS = 500_000_000L;

    private static final int UNLIMITED = Integer.MAX_VALUE;

    private @Nullable Share share; // made when it is first asked for
    private @Nullable LayerMeter own; // where the track has none
    private int layer = UNLIMITED;
    private int temporal = UNLIMITED;
    private boolean on;
    private boolean paused;
    private boolean resuming;
    private boolean keyframeAwaited;
    private long askedNanos;

    Share ask(Track source, Share.Kind kind, int wantedLayer, int wantedTemporal, long nowNanos) {
        Share asking = share;
        if (asking == null) {
            asking = new Share();
            share = asking;
        }
        asking.ask(kind, rates(source), wantedLayer, wantedTemporal, nowNanos);
        return asking;
    }

    private LayerRates rates(Track source) {
        Optional<LayerMeter> shown = source.meter();
        if (shown.isPresent()) return shown.get().rates();
        LayerMeter meter = own;
        if (meter == null) {
            meter = new LayerMeter();
            own = meter;
        }
        return meter.rates();
    }

    /** What was decided holds from now on. */
    void apply() {
        Share decided = share;
        if (decided == null) return;
        on = true;
        layer = decided.layer();
        temporal = decided.temporal();
        resuming |= paused && !decided.isPaused();
        if (decided.isPaused()) resuming = false;
        paused = decided.isPaused();
    }

    void off() {
        on = false;
        paused = false;
        resuming = false;
        layer = UNLIMITED;
        temporal = UNLIMITED;
        share = null;
        own = null;
    }

    boolean isOn() {
        return on;
    }

    boolean isPaused() {
        return paused;
    }

    int limitLayer(int wanted) {
        return Math.min(wanted, layer);
    }

    int limitTemporal(int wanted) {
        return Math.min(wanted, temporal);
    }

    /** Measures where the track does not. */
    void count(RtpPacket lent, CodecId codec, boolean simulcast, long nowNanos) {
        LayerMeter meter = own;
        if (meter != null) meter.count(lent, codec, simulcast, nowNanos);
    }

    /** Whether the packet may be sent, as far as a pause goes. */
    boolean admits(RtpPacket lent, CodecId codec, boolean simulcast) {
        if (paused) return false;
        if (!resuming) return true;
        // A selector of simulcast layers waits for a keyframe by itself.
        boolean begins =
                simulcast
                        || !hasKeyframes(codec)
                        || Keyframes.isKeyframe(
                                codec, lent.packet(), lent.payloadOffset, lent.payloadLength);
        resuming = !begins;
        keyframeAwaited |= resuming;
        return begins;
    }

    private static boolean hasKeyframes(CodecId codec) {
        return switch (codec) {
            case VP8, VP9, AV1, H264, H265 -> true;
            default -> false;
        };
    }

    boolean takeKeyframeWanted(long nowNanos) {
        if (!keyframeAwaited) return false;
        keyframeAwaited = false;
        if (nowNanos - askedNanos < ASK_AGAIN_NANOS) return false;
        askedNanos = nowNanos;
        return true;
    }
}
