package io.cardea.media.layers;

import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.DependencyDescriptor;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.Vp9Descriptor;

/**
 * Forwards the lower spatial and temporal layers of a VP9 or AV1 stream that carries several.
 *
 * <p>Up only on a keyframe, and not to a layer that has been silent; down at the end of a frame, or
 * on a keyframe where the codec needs one. The RTP marker moves to the end of the highest layer
 * that is forwarded. What cannot be understood is forwarded untouched. Until a keyframe the lowest
 * layers are forwarded.
 *
 * <p>Belongs to a loop; one per viewer.
 */
public final class SvcSelector implements LayerSelector {
    private static final int MAX_SPATIAL_LAYERS = 8;
    private static final int NONE = -1;
    private static final long NEVER = Long.MIN_VALUE;

    private final CodecId codec;
    private final Vp9Descriptor vp9 = new Vp9Descriptor();
    private final DependencyDescriptor av1 = new DependencyDescriptor();
    private final long[] seenNanos = new long[MAX_SPATIAL_LAYERS];

    private int spatial = NONE;
    private int wantedSpatial = 2;
    private int temporal = NONE;
    private int wantedTemporal = 2;
    private long silenceNanos = DEFAULT_FALLBACK_MICROS * 1_000L;
    private boolean changed;
    private final SwitchKeyframe awaited = new SwitchKeyframe();

    /**
     * @param codec {@link CodecId#VP9} or {@link CodecId#AV1}; others are forwarded untouched
     */
    public SvcSelector(CodecId codec) {
        this.codec = codec;
        java.util.Arrays.fill(seenNanos, NEVER);
    }

    @Override
    public Verdict select(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        return switch (codec) {
            case VP9 -> selectVp9(lent, rewrite, nowNanos);
            case AV1 -> selectAv1(lent, rewrite, nowNanos);
            default -> Verdict.FORWARD;
        };
    }

    private Verdict selectVp9(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        boolean read = vp9.parse(lent.packet(), lent.payloadOffset, lent.payloadLength);
        int layer = vp9.spatialId;
        if (!read || layer == NONE || layer >= MAX_SPATIAL_LAYERS) return Verdict.FORWARD;
        seenNanos[layer] = nowNanos;
        boolean keyframe = isKeyframe(lent);
        if (keyframe && wantedSpatial > spatial) climb(vp9.spatialLayers, nowNanos);
        boolean waits = isAbove(layer) || (wantedSpatial < spatial && !vp9.flexible);
        await(waits && !keyframe, nowNanos);
        int forwarded = Math.max(0, spatial);
        if (wantedSpatial < spatial) {
            boolean now = vp9.flexible ? vp9.end && layer == wantedSpatial : keyframe;
            if (now) switchSpatial(wantedSpatial);
            forwarded = spatial;
        }
        int id = vp9.temporalId;
        int allowed = Math.max(0, temporal);
        if (vp9.switchingUpPoint && vp9.start && temporal < id && id <= wantedTemporal) {
            switchTemporal(id);
            allowed = id;
        } else if (temporal > wantedTemporal && vp9.end && id == wantedTemporal) {
            switchTemporal(wantedTemporal);
        }
        if (layer > forwarded || id > allowed) return Verdict.SKIP;
        if (vp9.end && layer == forwarded) rewrite.marker = true;
        return Verdict.FORWARD;
    }

    private Verdict selectAv1(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        if (lent.dependencyDescriptorLength == 0) return Verdict.FORWARD;
        boolean read =
                av1.read(
                        lent.packet(),
                        lent.dependencyDescriptorOffset,
                        lent.dependencyDescriptorLength);
        if (!read || !av1.isKnown()) return Verdict.FORWARD;
        int layer = av1.spatialId;
        seenNanos[layer] = nowNanos;
        if (wantedSpatial > spatial && isKeyframe(lent)) climb(av1.maxSpatialId + 1, nowNanos);
        await(isAbove(layer), nowNanos);
        if (wantedSpatial < spatial && av1.endOfFrame && layer == wantedSpatial) {
            switchSpatial(wantedSpatial);
        }
        int id = av1.temporalId;
        boolean up = temporal < id && id <= wantedTemporal;
        if (up || id == wantedTemporal) switchTemporal(id);
        int forwarded = Math.max(0, spatial);
        if (layer > forwarded || id > Math.max(0, temporal)) return Verdict.SKIP;
        if (av1.endOfFrame && layer == forwarded) rewrite.marker = true;
        return Verdict.FORWARD;
    }

    /** Whether a packet's layer is one that we want and do not forward yet. */
    private boolean isAbove(int layer) {
        return layer > spatial && layer <= wantedSpatial;
    }

    private void await(boolean waits, long nowNanos) {
        if (waits) awaited.await(nowNanos);
        if (spatial == wantedSpatial) awaited.done();
    }

    private boolean isKeyframe(RtpPacket lent) {
        return Keyframes.isKeyframe(codec, lent.packet(), lent.payloadOffset, lent.payloadLength);
    }

    /** To the wanted layer, or the highest below that is alive. */
    private void climb(int announced, long nowNanos) {
        int to = Math.min(wantedSpatial, MAX_SPATIAL_LAYERS - 1);
        while (to > 0 && to > spatial && !isAlive(to, announced, nowNanos)) to--;
        if (to > spatial) switchSpatial(to);
    }

    /** Seen lately; or not yet, as at a stream's first keyframe, but announced. */
    private boolean isAlive(int layer, int announced, long nowNanos) {
        if (seenNanos[layer] == NEVER) return layer < announced;
        return nowNanos - seenNanos[layer] < silenceNanos;
    }

    private void switchSpatial(int layer) {
        if (spatial == layer) return;
        spatial = layer;
        changed = true;
    }

    private void switchTemporal(int id) {
        if (temporal == id) return;
        temporal = id;
        changed = true;
    }

    @Override
    public void target(int layer, int temporalLayer) {
        if (layer != wantedSpatial) awaited.retarget();
        wantedSpatial = layer;
        wantedTemporal = temporalLayer;
    }

    @Override
    public void limited(boolean on) {
        awaited.eager(on);
    }

    @Override
    public void fallback(int micros) {
        silenceNanos = (micros > 0 ? micros : DEFAULT_FALLBACK_MICROS) * 1_000L;
    }

    @Override
    public int layer() {
        return spatial;
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
        return awaited.take();
    }

    @Override
    public int keyframeLayer() {
        return NONE;
    }
}
