package io.cardea.media.forward;

import io.cardea.media.TrackSink;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/** Forwards layers as they come: one of them, or each under an SSRC of its own. */
final class LayerSink implements TrackSink {
    private static final int LAYERS = 3;

    private final LoopForwarder forwarder;
    private final int only;
    private final RtpRewrite rewrite = new RtpRewrite();
    private final SequenceJoint[] joints = new SequenceJoint[LAYERS];

    /** One layer. */
    LayerSink(LoopForwarder forwarder, ForwardLayers.Only layer) {
        this(forwarder, layer.substream());
    }

    /** Each layer. */
    LayerSink(LoopForwarder forwarder) {
        this(forwarder, -1);
    }

    private LayerSink(LoopForwarder forwarder, int only) {
        this.forwarder = forwarder;
        this.only = only;
        for (int i = 0; i < LAYERS; i++) {
            joints[i] = new SequenceJoint();
        }
    }

    @Override
    public void onPacket(RtpPacket lent) {
        int layer = lent.layer;
        if (layer < 0 || layer >= LAYERS || (only >= 0 && layer != only)) return;
        rewrite.sequenceNumber = joints[layer].map(lent.sequenceNumber);
        rewrite.timestamp = lent.timestamp;
        rewrite.marker = lent.marker;
        rewrite.payloadType = lent.payloadType;
        forwarder.send(lent, rewrite, forwarder.ssrc(lent.ssrc, only < 0 ? layer : 0));
    }

    @Override
    public void onResumed() {
        for (SequenceJoint joint : joints) {
            joint.resumed();
        }
    }

    @Override
    public void onEnd() {}
}
