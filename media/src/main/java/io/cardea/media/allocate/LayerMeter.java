package io.cardea.media.allocate;

import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.DependencyDescriptor;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.Vp8Descriptor;
import io.cardea.rtc.rtp.Vp9Descriptor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Measures what each layer of a track takes, temporal layers told apart where the codec's
 * descriptor tells them.
 *
 * <p>Bytes are counted in windows of {@value #WINDOW_NANOS} ns; a new window weighs half, so that a
 * keyframe, which may be ten times a frame, does not look like a richer layer for long. A layer of
 * which nothing came in {@value #SILENT_WINDOWS} windows is silent; fewer are usual with a shared
 * screen on which nothing moves.
 *
 * <p>Belongs to the track's loop, but {@link #rates} may be read from anywhere. No garbage per
 * packet; a snapshot twice a second.
 */
public final class LayerMeter {
    static final long WINDOW_NANOS = 500_000_000L;

    static final int SILENT_WINDOWS = 3;

    /** What is added to a packet on its way: authentication tag, UDP and IP headers. */
    static final int OVERHEAD_BYTES = 16 + 8 + 20;

    private static final int CELLS = LayerRates.MAX_LAYERS * LayerRates.MAX_TEMPORAL;

    private final long[] bytes = new long[CELLS];
    private final double[] smooth = new double[CELLS];
    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private final Vp9Descriptor vp9 = new Vp9Descriptor();
    private final @Nullable DependencyDescriptor[] av1 =
            new DependencyDescriptor[LayerRates.MAX_LAYERS];
    private final int[] silent = new int[CELLS];
    private long windowNanos;
    private boolean running;
    private volatile LayerRates rates = LayerRates.UNKNOWN; // a snapshot: replaced whole

    // Of the last packet placed.
    private int layer;
    private int temporal;

    /** Any thread: as of the last window. */
    public LayerRates rates() {
        return rates;
    }

    /**
     * Counts a packet, lent.
     *
     * @param simulcast whether the packet's own layer counts, and not its spatial layer
     */
    public void count(RtpPacket lent, CodecId codec, boolean simulcast, long nowNanos) {
        if (!running || nowNanos - windowNanos >= LayerRates.STALE_NANOS) {
            begin(nowNanos);
        } else if (nowNanos - windowNanos >= WINDOW_NANOS) {
            publish(nowNanos);
        }
        place(lent, codec, simulcast);
        bytes[layer * LayerRates.MAX_TEMPORAL + temporal] +=
                lent.packet().length() + OVERHEAD_BYTES;
    }

    /** At first, and when there has been a pause: what was before says nothing. */
    private void begin(long nowNanos) {
        running = true;
        windowNanos = nowNanos;
        Arrays.fill(bytes, 0);
        Arrays.fill(smooth, 0);
        Arrays.fill(silent, 0);
    }

    private void publish(long nowNanos) {
        long[] bps = new long[CELLS];
        double perByte = 8e9 / (nowNanos - windowNanos);
        for (int i = 0; i < CELLS; i++) {
            double last = bytes[i] * perByte;
            silent[i] = bytes[i] > 0 ? 0 : silent[i] + 1;
            smooth[i] = smooth[i] > 0 ? (smooth[i] + last) / 2 : last;
            if (silent[i] >= SILENT_WINDOWS) smooth[i] = 0;
            bps[i] = (long) Math.ceil(smooth[i]);
            bytes[i] = 0;
        }
        windowNanos = nowNanos;
        rates = new LayerRates(bps, nowNanos);
    }

    private void place(RtpPacket lent, CodecId codec, boolean simulcast) {
        layer = simulcast ? lent.layer : 0;
        temporal = 0;
        switch (codec) {
            case VP8 -> placeVp8(lent);
            case VP9 -> placeVp9(lent, simulcast);
            case AV1 -> placeAv1(lent, simulcast);
            default -> {}
        }
        layer = Math.clamp(layer, 0, LayerRates.MAX_LAYERS - 1);
        temporal = Math.clamp(temporal, 0, LayerRates.MAX_TEMPORAL - 1);
    }

    private void placeVp8(RtpPacket lent) {
        if (vp8.parse(lent.packet(), lent.payloadOffset, lent.payloadLength)) {
            temporal = vp8.temporalId;
        }
    }

    private void placeVp9(RtpPacket lent, boolean simulcast) {
        if (!vp9.parse(lent.packet(), lent.payloadOffset, lent.payloadLength)) return;
        temporal = vp9.temporalId;
        if (!simulcast) layer = vp9.spatialId;
    }

    private void placeAv1(RtpPacket lent, boolean simulcast) {
        if (lent.dependencyDescriptorLength == 0) return;
        int stream = Math.clamp(layer, 0, LayerRates.MAX_LAYERS - 1);
        DependencyDescriptor descriptor = av1[stream];
        if (descriptor == null) {
            descriptor = new DependencyDescriptor();
            av1[stream] = descriptor;
        }
        boolean read =
                descriptor.read(
                        lent.packet(),
                        lent.dependencyDescriptorOffset,
                        lent.dependencyDescriptorLength);
        if (!read || !descriptor.isKnown()) return;
        temporal = descriptor.temporalId;
        if (!simulcast) layer = descriptor.spatialId;
    }
}
