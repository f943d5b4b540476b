package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.DependencyDescriptor;
import io.cardea.rtc.rtp.H264;
import io.cardea.rtc.rtp.H265;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.VideoLayersAllocation;
import io.cardea.rtc.rtp.Vp8Descriptor;
import io.cardea.rtc.rtp.Vp9Descriptor;

/**
 * What is told from a video packet's payload and descriptor extensions: VP8, VP9, H.264, H.265,
 * AV1.
 *
 * <p>An input is several packets of one stream, since the dependency descriptor has a memory.
 */
public final class PayloadDescriptorsFuzz {
    private static final int MAX_PACKETS = 64;

    private PayloadDescriptorsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Input input = new Input(data);
        DependencyDescriptor dependencies = new DependencyDescriptor();
        for (int i = 0; i < MAX_PACKETS && !input.isEmpty(); i++) {
            int offset = input.u8();
            Packet packet = new Packet();
            packet.length(offset);
            Input.fill(packet, input.chunk());
            read(packet, offset, packet.length() - offset, dependencies);
        }
    }

    private static void read(
            Packet packet, int offset, int length, DependencyDescriptor dependencies) {
        for (CodecId codec : CodecId.values()) {
            Keyframes.isKeyframe(codec, packet, offset, length);
        }
        H264.hasSps(packet, offset, length);
        H264.hasIdr(packet, offset, length);
        H265.isKeyframe(packet, offset, length);
        vp8(packet, offset, length);
        vp9(packet, offset, length);
        layers(packet, offset, length);
        dependencies(packet, offset, length, dependencies);
    }

    private static void vp8(Packet packet, int offset, int length) {
        Vp8Descriptor vp8 = new Vp8Descriptor();
        if (!vp8.parse(packet, offset, length)) return;
        require(vp8.length > 0 && vp8.length <= length, "VP8 descriptor length");
        Packet copy = Packet.of(packet.toBytes());
        Vp8Descriptor.rewrite(copy, offset, length, 0x2A, 0x15);
        Vp8Descriptor again = new Vp8Descriptor();
        require(again.parse(copy, offset, length), "rewritten VP8 descriptor");
        require(again.length == vp8.length, "rewriting changed the length");
        require(vp8.pictureId < 0 || again.pictureId == 0x2A, "picture id");
        require(vp8.tl0PicIdx < 0 || again.tl0PicIdx == 0x15, "TL0PICIDX");
    }

    private static void vp9(Packet packet, int offset, int length) {
        Vp9Descriptor vp9 = new Vp9Descriptor();
        if (!vp9.parse(packet, offset, length)) return;
        require(vp9.length > 0 && vp9.length <= length, "VP9 descriptor length");
        require(vp9.spatialLayers <= Vp9Descriptor.MAX_SPATIAL_LAYERS, "VP9 layers");
        vp9.isKeyframe();
    }

    private static void layers(Packet packet, int offset, int length) {
        VideoLayersAllocation layers = new VideoLayersAllocation();
        if (!layers.parse(packet, offset, length)) return;
        require(layers.streamCount <= VideoLayersAllocation.MAX_STREAMS, "streams");
        require(layers.totalSpatialLayers() <= 4 && layers.totalTemporalLayers() <= 4, "layers");
    }

    private static void dependencies(
            Packet packet, int offset, int length, DependencyDescriptor dependencies) {
        if (!dependencies.read(packet, offset, length) || !dependencies.isKnown()) return;
        require(dependencies.spatialId >= 0 && dependencies.temporalId >= 0, "layer ids");
        for (int i = 0; i < dependencies.decodeTargetCount; i++) {
            require(dependencies.dti(i) >= 0 && dependencies.dti(i) <= 3, "DTI");
            dependencies.targetSpatialId(i);
            dependencies.targetTemporalId(i);
            if (dependencies.chainCount > 0) {
                require(dependencies.protectedBy(i) >= 0, "chain");
            }
        }
        for (int i = 0; i < dependencies.frameDifferenceCount(); i++) {
            require(dependencies.frameDifference(i) > 0, "frame difference");
        }
        for (int i = 0; i < dependencies.chainCount; i++) {
            require(dependencies.chainDifference(i) >= 0, "chain difference");
        }
        for (int i = 0; i <= dependencies.maxSpatialId; i++) {
            require(dependencies.width(i) >= 0 && dependencies.height(i) >= 0, "size");
        }
    }
}
