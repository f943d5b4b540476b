package io.cardea.media.layers;

import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.DependencyDescriptor;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.Vp8Descriptor;
import io.cardea.rtc.rtp.Vp9Descriptor;
import org.jspecify.annotations.Nullable;

/**
 * Forwards one simulcast layer (substream) and, where the codec tells, some temporal layers of it.
 *
 * <p>Nothing is forwarded until a keyframe. While the current substream is not the wanted one, a
 * keyframe on the wanted one is taken, or on one in between while the wanted one is silent, so a
 * viewer may climb in steps. When the current one falls silent, the aim is lowered one step for
 * each period of silence, until a better one shows up again. Unlike Janus it never goes past the
 * wanted one, nor stops half way when all layers answer the same keyframe request.
 *
 * <p>Belongs to a loop; one per viewer.
 */
public final class SimulcastSelector implements LayerSelector {
    /** Layers a descriptor is kept for. */
    private static final int MAX_LAYERS = 4;

    private static final int NONE = -1;
    private static final int ALL = Integer.MAX_VALUE;

    private final CodecId codec;
    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private final Vp9Descriptor vp9 = new Vp9Descriptor();
    private final long[] seenNanos = new long[MAX_LAYERS];
    private final @Nullable DependencyDescriptor[] av1 = new DependencyDescriptor[MAX_LAYERS];

    private int substream = NONE;
    private int wantedSubstream = 2;
    private int loweredSubstream = NONE;
    private int temporal = NONE;
    private int wantedTemporal = 2;
    private long fallbackNanos = DEFAULT_FALLBACK_MICROS * 1_000L;
    private long relayedNanos;
    private boolean limited;
    private boolean changed;
    private final SwitchKeyframe keyframe = new SwitchKeyframe();

    // The newest VP8 picture, of which all packets share one fate, and up to which temporal layer
    // everything has been forwarded since a keyframe: above that, only a layer sync helps.
    private boolean pictureKnown;
    private int pictureTimestamp;
    private boolean pictureForwarded;
    private int decodableTemporal = ALL;

    public SimulcastSelector(CodecId codec) {
        this.codec = codec;
    }

    @Override
    public Verdict select(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        int layer = lent.layer;
        int temporalId = codec == CodecId.AV1 ? readAv1(lent, layer) : NONE;
        int target = target(layer);
        if (layer < MAX_LAYERS) seenNanos[layer] = nowNanos;
        if (substream == target) {
            keyframe.done();
        } else if (isTowards(layer, target, nowNanos)) {
            switchTo(lent, layer, nowNanos);
        }
        if (layer != substream) {
            fallBack(layer, target, nowNanos);
            return Verdict.OTHER;
        }
        relayedNanos = nowNanos;
        return selectTemporal(lent, temporalId);
    }

    private void switchTo(RtpPacket lent, int layer, long nowNanos) {
        if (!isKeyframe(lent)) {
            keyframe.await(nowNanos);
            return;
        }
        keyframe.done();
        substream = layer;
        changed = true;
        relayedNanos = nowNanos;
        pictureKnown = false;
        decodableTemporal = ALL;
    }

    /** What to aim at now: the wanted substream, or the lowered one while the wanted is silent. */
    private int target(int layer) {
        if (loweredSubstream != NONE
                && (layer > loweredSubstream || wantedSubstream <= loweredSubstream)) {
            loweredSubstream = NONE;
        }
        return loweredSubstream == NONE ? wantedSubstream : loweredSubstream;
    }

    private boolean isTowards(int layer, int target, long nowNanos) {
        if (substream == NONE) return !limited || layer <= target;
        if (layer == target) return true;
        boolean between =
                substream < target
                        ? layer > substream && layer < target
                        : layer < substream && layer > target;
        return between && nowNanos - seenNanos[target] > fallbackNanos;
    }

    private boolean isKeyframe(RtpPacket lent) {
        return Keyframes.isKeyframe(codec, lent.packet(), lent.payloadOffset, lent.payloadLength);
    }

    private void fallBack(int layer, int target, long nowNanos) {
        if (substream <= 0 || layer >= target || nowNanos - relayedNanos <= fallbackNanos) return;
        int from = loweredSubstream == NONE ? wantedSubstream : loweredSubstream;
        loweredSubstream = Math.max(0, from - 1);
        relayedNanos = nowNanos;
        keyframe.ask();
    }

    private Verdict selectTemporal(RtpPacket lent, int av1TemporalId) {
        return switch (codec) {
            case VP8 -> selectVp8(lent);
            case VP9 -> selectVp9(lent);
            case AV1 -> selectAv1(av1TemporalId);
            default -> Verdict.FORWARD;
        };
    }

    private Verdict selectVp8(RtpPacket lent) {
        if (!vp8.parse(lent.packet(), lent.payloadOffset, lent.payloadLength)) {
            return Verdict.FORWARD;
        }
        if (vp8.temporalId == NONE) return Verdict.FORWARD;
        if (!pictureKnown || lent.timestamp != pictureTimestamp) {
            boolean late = pictureKnown && lent.timestamp - pictureTimestamp < 0;
            boolean forwarded = late ? isWantedVp8() : judgeVp8();
            if (late) return forwarded ? Verdict.FORWARD : Verdict.SKIP;
            pictureKnown = true;
            pictureTimestamp = lent.timestamp;
            pictureForwarded = forwarded;
        }
        return pictureForwarded ? Verdict.FORWARD : Verdict.SKIP;
    }

    /**
     * A new picture. Fewer temporal layers are possible at any; more at one that depends on the
     * lowest alone (RFC 7741, 4.2: Y), layer by layer, or while none has been left out since a
     * keyframe.
     */
    private boolean judgeVp8() {
        int id = vp8.temporalId;
        if (vp8.keyframe) decodableTemporal = ALL;
        if (vp8.layerSync && id == decodableTemporal + 1) decodableTemporal = id;
        if (id == wantedTemporal && id <= decodableTemporal) switchTemporal(id);
        boolean wanted = isWantedVp8();
        if (!wanted) decodableTemporal = Math.min(decodableTemporal, id - 1);
        return wanted;
    }

    private boolean isWantedVp8() {
        int cap = temporal == NONE ? ALL : Math.max(temporal, wantedTemporal);
        if (limited) cap = isLeaving() ? 0 : wantedTemporal;
        return vp8.temporalId <= Math.min(cap, decodableTemporal);
    }

    /** What is forwarded is too much already: until a lower layer's keyframe comes, half of it. */
    private boolean isLeaving() {
        return substream > wantedSubstream;
    }

    private Verdict selectVp9(RtpPacket lent) {
        if (!vp9.parse(lent.packet(), lent.payloadOffset, lent.payloadLength)) {
            return Verdict.FORWARD;
        }
        int id = vp9.temporalId;
        Verdict before = capped(id);
        if (vp9.switchingUpPoint && vp9.start && temporal < id && id <= wantedTemporal) {
            switchTemporal(id);
            return Verdict.FORWARD;
        }
        // The end of the frame is still forwarded if its beginning was.
        if (temporal > wantedTemporal && vp9.end && id == wantedTemporal) {
            switchTemporal(wantedTemporal);
        }
        return before;
    }

    private Verdict selectAv1(int id) {
        if (id == NONE) return Verdict.FORWARD;
        boolean up = temporal < id && id <= wantedTemporal;
        if (up || id == wantedTemporal) switchTemporal(id);
        return capped(id);
    }

    private int readAv1(RtpPacket lent, int layer) {
        if (lent.dependencyDescriptorLength == 0 || layer >= MAX_LAYERS) return NONE;
        DependencyDescriptor descriptor = av1[layer];
        if (descriptor == null) {
            descriptor = new DependencyDescriptor();
            av1[layer] = descriptor;
        }
        boolean read =
                descriptor.read(
                        lent.packet(),
                        lent.dependencyDescriptorOffset,
                        lent.dependencyDescriptorLength);
        return read ? descriptor.temporalId : NONE;
    }

    private void switchTemporal(int id) {
        if (temporal == id) return;
        temporal = id;
        changed = true;
    }

    private Verdict capped(int id) {
        return temporal != NONE && id > temporal ? Verdict.SKIP : Verdict.FORWARD;
    }

    @Override
    public void target(int layer, int temporalLayer) {
        if (layer != wantedSubstream) keyframe.retarget();
        wantedSubstream = layer;
        wantedTemporal = temporalLayer;
    }

    @Override
    public void limited(boolean on) {
        limited = on;
        keyframe.eager(on);
    }

    @Override
    public void fallback(int micros) {
        fallbackNanos = (micros > 0 ? micros : DEFAULT_FALLBACK_MICROS) * 1_000L;
    }

    @Override
    public int layer() {
        return substream;
    }

    @Override
    public int temporal() {
        return temporal;
    }

    @Override
    public boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    @Override
    public boolean takeKeyframeWanted() {
        return keyframe.take();
    }

    @Override
    public int keyframeLayer() {
        return loweredSubstream == NONE ? wantedSubstream : loweredSubstream;
    }
}
