package io.cardea.tools.load.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;

/**
 * The packets of one video stream: how many make a frame, and what is in them. Belongs to a loop.
 *
 * <p>All packets have the same length; a frame has as many as the bitrate has room for by then, at
 * least one.
 */
final class VideoStream {
    static final int HEADER_BYTES = 12;
    static final int CLOCK_RATE = 90_000;

    /** Encoders answer keyframe requests at most so often. */
    static final long KEYFRAME_INTERVAL_NANOS = 500_000_000L;

    private final boolean vp8;
    private final int layer;
    private final int payloadBytes;
    private final int keyframeFactor;
    private final double packetsPerFrame;
    private double owed;
    private boolean keyframeWanted = true;
    private long keyframeNanos = Long.MIN_VALUE;
    private int sequenceNumber;
    private int frame;

    /**
     * @param layer of simulcast, 0 is the lowest
     * @param bitrate of this layer
     * @param overheadBytes of a packet beside its payload: header, extensions, SRTP's tag
     */
    VideoStream(MediaPlan plan, int layer, long bitrate, int overheadBytes) {
        this.vp8 = plan.video().equals("vp8");
        this.layer = layer;
        this.keyframeFactor = plan.keyframeFactor();
        double frameBytes = bitrate / 8.0 / plan.frameRate();
        int wanted = (int) Math.min(plan.packetBytes(), Math.max(frameBytes, 1));
        this.payloadBytes = Math.max(Payloads.MIN_BYTES, wanted - overheadBytes);
        this.packetsPerFrame = frameBytes / (payloadBytes + overheadBytes);
    }

    void requestKeyframe() {
        keyframeWanted = true;
    }

    /** Begins a frame: whether it is a keyframe. */
    boolean beginFrame(long nowNanos) {
        boolean soon =
                keyframeNanos != Long.MIN_VALUE
                        && nowNanos - keyframeNanos < KEYFRAME_INTERVAL_NANOS;
        boolean keyframe = keyframeWanted && !soon;
        if (keyframe) {
            keyframeWanted = false;
            keyframeNanos = nowNanos;
        }
        frame++;
        return keyframe;
    }

    /** Packets of the frame just begun. */
    int packets(boolean keyframe) {
        owed += packetsPerFrame;
        int packets = Math.max(1, (int) owed);
        owed -= packets;
        return keyframe ? packets * keyframeFactor : packets;
    }

    int nextSequenceNumber() {
        return sequenceNumber++ & 0xFFFF;
    }

    /** A packet with room for a header, whose fields are somebody else's to fill. */
    static void emptyHeader(Packet into) {
        into.append16(0x8000);
        into.append16(0);
        into.append32(0);
        into.append32(0);
    }

    void payload(Packet into, boolean keyframe, boolean first, long stampNanos) {
        int end = into.length() + payloadBytes;
        if (vp8) {
            Payloads.vp8(into, keyframe, first, frame, layer);
        } else {
            Payloads.h264(into, keyframe, first);
        }
        Payloads.finish(into, end, stampNanos);
    }

    /** A packet with an empty header. */
    Packet packet(PacketPool pool, boolean keyframe, boolean first, long stampNanos) {
        Packet packet = pool.take();
        emptyHeader(packet);
        payload(packet, keyframe, first, stampNanos);
        return packet;
    }
}
