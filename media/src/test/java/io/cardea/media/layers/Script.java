package io.cardea.media.layers;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/** Packets of layered streams, as a sender would make them, for selectors to judge. */
final class Script {
    static final int BYTES = 24;

    final RtpRewrite rewrite = new RtpRewrite();
    private final LayerSelector selector;
    private long nanos = 1_000_000_000L;
    private int pictures;

    Script(LayerSelector selector) {
        this.selector = selector;
    }

    Script after(long millis) {
        nanos += millis * 1_000_000;
        return this;
    }

    private Verdict judge(int layer, byte[] payload) {
        return select(layer, payload, new byte[0]);
    }

    private Verdict select(int layer, byte[] payload, byte[] descriptor) {
        RtpPacket view = new RtpPacket();
        Packet packet = new Packet();
        packet.append(payload, 0, payload.length);
        packet.append(descriptor, 0, descriptor.length);
        view.packet(packet);
        view.layer = layer;
        view.ssrc = 100 + layer;
        view.timestamp = 3_000 * ++pictures;
        view.payloadOffset = 0;
        view.payloadLength = payload.length;
        view.dependencyDescriptorOffset = payload.length;
        view.dependencyDescriptorLength = descriptor.length;
        rewrite.marker = false;
        return selector.select(view, rewrite, nanos);
    }

    /** H.264: a keyframe is one that begins with an SPS. */
    Verdict h264(int layer, boolean keyframe) {
        byte[] payload = new byte[BYTES];
        payload[0] = (byte) (keyframe ? 0x67 : 0x41);
        return judge(layer, payload);
    }

    /** VP8 with picture id, TL0PICIDX and TID. */
    Verdict vp8(int layer, boolean keyframe, int temporalId) {
        return vp8(layer, keyframe, temporalId, temporalId > 0);
    }

    /** The same, with or without a layer sync. */
    Verdict vp8(int layer, boolean keyframe, int temporalId, boolean sync) {
        byte[] payload = new byte[BYTES];
        payload[0] = (byte) 0x90;
        payload[1] = (byte) 0xE0;
        payload[2] = (byte) 0x80;
        payload[5] = (byte) (temporalId << 6 | (sync ? 0x20 : 0));
        payload[6] = (byte) (keyframe ? 0 : 1);
        payload[9] = (byte) 0x9D;
        payload[10] = 0x01;
        payload[11] = 0x2A;
        return judge(layer, payload);
    }

    /** VP9, flexible mode or not, one packet a layer frame unless told otherwise. */
    Verdict vp9(
            int simulcastLayer,
            boolean keyframe,
            boolean flexible,
            int spatialId,
            int temporalId,
            boolean up,
            boolean start,
            boolean end) {
        byte[] payload = new byte[BYTES];
        boolean predicted = !keyframe;
        payload[0] =
                (byte)
                        (0x20
                                | (predicted ? 0x40 : 0)
                                | (flexible ? 0x10 : 0)
                                | (start ? 0x08 : 0)
                                | (end ? 0x04 : 0));
        boolean interLayer = spatialId > 0;
        payload[1] =
                (byte) (temporalId << 5 | (up ? 0x10 : 0) | spatialId << 1 | (interLayer ? 1 : 0));
        // Non-flexible: TL0PICIDX; flexible and predicted: one P_DIFF, the last.
        payload[2] = (byte) (flexible && predicted ? 2 : 0);
        return judge(simulcastLayer, payload);
    }

    Verdict vp9Svc(boolean keyframe, boolean flexible, int spatialId, int temporalId) {
        return vp9(0, keyframe, flexible, spatialId, temporalId, true, true, true);
    }

    /** AV1 payload with a dependency descriptor of L2T2, whose structure keyframes carry. */
    Verdict av1(int layer, boolean keyframe, boolean end, int spatialId, int temporalId) {
        byte[] payload = new byte[BYTES];
        payload[0] = (byte) (keyframe && spatialId == 0 ? 0x18 : 0x10);
        // Templates in order: S0T0, S0T1, S1T0, S1T1.
        int template = spatialId * 2 + temporalId;
        byte[] descriptor = Av1Descriptors.mandatory(true, end, template, 1);
        if (keyframe && spatialId == 0) descriptor = Av1Descriptors.withStructure(descriptor);
        return select(layer, payload, descriptor);
    }

    Verdict withoutDescriptor(int layer) {
        return judge(layer, new byte[BYTES]);
    }
}
