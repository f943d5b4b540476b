package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * The video-layers-allocation extension: which simulcast, spatial and temporal layers a sender
 * produces at the moment.
 *
 * <p>A reusable view: {@link #parse} fills it. Bit rates and resolutions are skipped over.
 */
public final class VideoLayersAllocation {
    public static final int MAX_STREAMS = 4;
    public static final int MAX_SPATIAL_LAYERS = 4;

    /** Index of the simulcast stream this packet was sent on. */
    public int streamIndex;

    /** Simulcast streams described; 0 when nothing is being sent. */
    public int streamCount;

    private final int[] spatialMask = new int[MAX_STREAMS];
    private final int[] temporalLayers = new int[MAX_STREAMS * MAX_SPATIAL_LAYERS];
    private final Bits bits = new Bits();

    /**
     * Reads the extension's bytes.
     *
     * @return false when they end too early; the view then describes nothing
     */
    public boolean parse(Packet lent, int offset, int length) {
        streamIndex = 0;
        streamCount = 0;
        if (length < 1) return false;
        bits.reset(lent, offset, length);
        int index = bits.read(2);
        int streams = bits.read(2) + 1;
        int shared = bits.read(4);
        // One zero byte: no layer is active.
        if (length == 1) return index == 0 && streams == 1 && shared == 0;
        for (int stream = 0; stream < streams; stream++) {
            spatialMask[stream] = shared != 0 ? shared : bits.read(4);
        }
        bits.align();
        for (int stream = 0; stream < streams; stream++) {
            for (int layer = 0; layer < MAX_SPATIAL_LAYERS; layer++) {
                boolean active = (spatialMask[stream] & 1 << layer) != 0;
                temporalLayers[stream * MAX_SPATIAL_LAYERS + layer] = active ? bits.read(2) + 1 : 0;
            }
        }
        if (bits.isExhausted()) return false;
        streamIndex = index;
        streamCount = streams;
        return true;
    }

    /** Active spatial layers of a stream. */
    public int spatialLayers(int stream) {
        return Integer.bitCount(spatialMask[stream]);
    }

    /** Temporal layers of one spatial layer, 0 when it is not active. */
    public int temporalLayers(int stream, int spatialLayer) {
        return temporalLayers[stream * MAX_SPATIAL_LAYERS + spatialLayer];
    }

    /** The most spatial layers of any stream. */
    public int totalSpatialLayers() {
        int most = 0;
        for (int stream = 0; stream < streamCount; stream++) {
            most = Math.max(most, spatialLayers(stream));
        }
        return most;
    }

    /** The most temporal layers of any layer of any stream. */
    public int totalTemporalLayers() {
        int most = 0;
        for (int i = 0; i < streamCount * MAX_SPATIAL_LAYERS; i++) {
            most = Math.max(most, temporalLayers[i]);
        }
        return most;
    }
}
