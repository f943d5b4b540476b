package io.cardea.media;

import io.cardea.media.allocate.Share;
import io.cardea.media.layers.KeyframeGate;
import io.cardea.media.layers.LayerSelector;
import io.cardea.media.layers.SimulcastSelector;
import io.cardea.media.layers.SvcSelector;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.VideoLayersAllocation;
import org.jspecify.annotations.Nullable;

/**
 * The wire from a track to an output, on the output's loop: chooses layers, holds back when
 * inactive, and passes requests for keyframes up.
 *
 * <p>Belongs to the loop; {@link #layers} may be read from anywhere.
 */
final class Link implements TrackSink {
    private final MediaLoop loop;
    private final Track source;
    private final LinkStream stream;
    private final LinkEvents events;
    private LinkTargets targets;
    private @Nullable LayerSelector selector;
    private CodecId selectorCodec = CodecId.OTHER;
    private @Nullable TrackFormat selectedFor;
    private final KeyframeGate gate = new KeyframeGate();
    private final LinkShare share = new LinkShare();
    private final VideoLayersAllocation allocation = new VideoLayersAllocation();
    private int totalSpatial = -1;
    private int totalTemporal = -1;
    private boolean attached;
    private final SenderReports reports = new SenderReports();
    private volatile Layers layers = Layers.NONE; // a snapshot: replaced whole

    /**
     * @param source the track itself, or its mirror on this loop
     */
    Link(MediaLoop loop, Track source, LinkStream stream, LinkTargets targets, LinkEvents events) {
        this.loop = loop;
        this.source = source;
        this.stream = stream;
        this.targets = targets;
        this.events = events;
    }

    Layers layers() {
        return layers;
    }

    void attach() {
        attached = true;
        stream.pause();
        if (stream.output() instanceof PeerLine line && !line.add(this)) {
            attached = false;
            return;
        }
        source.connect(this);
    }

    void detach() {
        if (!attached) return;
        attached = false;
        source.disconnect(this);
        if (stream.output() instanceof PeerLine line) line.remove(this);
    }

    void targets(LinkTargets wanted) {
        boolean resumed = wanted.active() && !targets.active();
        boolean rebuilt = wanted.svc() != targets.svc();
        targets = wanted;
        if (resumed) stream.pause();
        if (resumed) reports.again();
        if (rebuilt) selectedFor = null;
        applyTargets();
    }

    void requestKeyframe() {
        source.requestKeyframe();
    }

    @Override
    public void onPacket(RtpPacket lent) {
        if (!targets.active()) return;
        TrackFormat format = source.format();
        if (isNew(format)) selectFor(format);
        if (share.isOn() && !admits(lent, format)) return;
        RtpRewrite rewrite = stream.begin(lent, format);
        LayerSelector chosen = selector;
        if (chosen == null) {
            if (!isHeldBack(lent, format)) forward(lent, format);
            return;
        }
        if (lent.layersAllocationLength > 0) readAllocation(lent);
        switch (chosen.select(lent, rewrite, loop.now())) {
            case FORWARD -> forward(lent, format);
            case SKIP -> stream.skip(lent, format);
            case OTHER -> {}
        }
        if (chosen.takeKeyframeWanted()) {
            source.requestKeyframe(share.isOn() ? chosen.keyframeLayer() : -1);
        }
        if (chosen.takeChanged()) tellLayers(chosen);
    }

    private void forward(RtpPacket lent, TrackFormat format) {
        stream.forward(lent, format, loop.now());
        if (reports.take(lent.layer)) {
            stream.senderReport(reports.ntpTimestamp(lent.layer), reports.rtpTimestamp(lent.layer));
        }
        if (stream.output().takeKeyframeWanted()) source.requestKeyframe();
    }

    /** Kept until a packet of that layer is forwarded: only then its timestamps mean something. */
    @Override
    public void onSenderReport(int layer, long ntpTimestamp, int rtpTimestamp) {
        reports.note(layer, ntpTimestamp, rtpTimestamp);
    }

    /** A selector starts with a keyframe by itself. */
    private boolean isHeldBack(RtpPacket lent, TrackFormat format) {
        if (format.kind() != MediaKind.VIDEO || !stream.isSwitch(lent)) return false;
        if (!(stream.output() instanceof PeerLine)) return false;
        if (gate.opens(selectorCodec, lent, loop.now())) return false;
        if (gate.takeKeyframeWanted()) source.requestKeyframe();
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // a format is replaced whole, and this is every packet
    private boolean isNew(TrackFormat format) {
        return format != selectedFor;
    }

    private void selectFor(TrackFormat format) {
        selectedFor = format;
        CodecId codec = CodecId.of(format.codec().name());
        if (codec != selectorCodec) selector = null;
        selectorCodec = codec;
        boolean canSvc = codec == CodecId.VP9 || codec == CodecId.AV1;
        if (format.kind() != MediaKind.VIDEO) {
            selector = null;
        } else if (format.layers() > 1) {
            if (!(selector instanceof SimulcastSelector)) selector = new SimulcastSelector(codec);
        } else if (targets.svc() && canSvc) {
            if (!(selector instanceof SvcSelector)) selector = new SvcSelector(codec);
        } else {
            selector = null;
        }
        applyTargets();
    }

    private void applyTargets() {
        LayerSelector chosen = selector;
        if (chosen == null) return;
        boolean svc = chosen instanceof SvcSelector;
        int layer = svc ? targets.spatialLayer() : targets.substream();
        int temporal = svc ? targets.temporalLayer() : targets.temporal();
        chosen.target(share.limitLayer(layer), share.limitTemporal(temporal));
        chosen.limited(share.isOn());
        chosen.fallback(targets.fallbackMicros());
    }

    // ---- Sharing the viewer's bandwidth ----

    /** Its part of the viewer's bandwidth, asked for as it is wanted now; null when inactive. */
    @Nullable Share ask(long nowNanos) {
        if (!attached || !targets.active()) return null;
        TrackFormat format = source.format();
        Share.Kind kind = kind(format);
        boolean svc = kind == Share.Kind.SVC;
        int layer = svc ? targets.spatialLayer() : targets.substream();
        int temporal = svc ? targets.temporalLayer() : targets.temporal();
        return share.ask(source, kind, layer, temporal, nowNanos);
    }

    private Share.Kind kind(TrackFormat format) {
        if (format.kind() != MediaKind.VIDEO) return Share.Kind.AUDIO;
        if (format.layers() > 1) return Share.Kind.SIMULCAST;
        CodecId codec = CodecId.of(format.codec().name());
        boolean canSvc = codec == CodecId.VP9 || codec == CodecId.AV1;
        return targets.svc() && canSvc ? Share.Kind.SVC : Share.Kind.WHOLE;
    }

    /** The viewer's bandwidth has been shared anew. */
    void shared() {
        boolean was = share.isPaused();
        share.apply();
        if (share.isPaused() != was) pause(share.isPaused());
        applyTargets();
    }

    /** What it forwards is not limited any more. */
    void unlimit() {
        if (!share.isOn()) return;
        boolean was = share.isPaused();
        share.off();
        if (was) pause(false);
        applyTargets();
    }

    private void pause(boolean on) {
        if (on) {
            // What comes after the pause begins like a new stream, with a keyframe.
            selector = null;
            selectedFor = null;
        } else {
            stream.rejoin();
            source.requestKeyframe();
        }
        events.onPaused(on);
    }

    private boolean admits(RtpPacket lent, TrackFormat format) {
        share.count(lent, selectorCodec, format.layers() > 1, loop.now());
        boolean admitted = share.admits(lent, selectorCodec, format.layers() > 1);
        if (share.takeKeyframeWanted(loop.now())) source.requestKeyframe();
        return admitted;
    }

    private void tellLayers(LayerSelector chosen) {
        int layer = chosen.layer();
        int temporal = chosen.temporal();
        if (chosen instanceof SvcSelector) {
            layers = new Layers(-1, -1, layer, temporal, totalSpatial, totalTemporal);
            events.onSvc(layers);
        } else {
            layers = new Layers(layer, temporal, -1, -1, totalSpatial, totalTemporal);
            events.onSimulcast(layers);
        }
    }

    private void readAllocation(RtpPacket lent) {
        boolean read =
                allocation.parse(
                        lent.packet(), lent.layersAllocationOffset, lent.layersAllocationLength);
        if (!read || allocation.streamCount == 0) return;
        totalSpatial = allocation.totalSpatialLayers();
        totalTemporal = allocation.totalTemporalLayers();
    }

    @Override
    public void onLull() {
        stream.output().onLull();
    }

    @Override
    public void onResumed() {
        stream.pause();
    }

    @Override
    public void onEnd() {
        if (!attached) return;
        attached = false;
        if (stream.output() instanceof PeerLine line) line.remove(this);
        stream.end();
        events.onEnd();
    }
}
