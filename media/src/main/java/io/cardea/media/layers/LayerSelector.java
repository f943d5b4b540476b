package io.cardea.media.layers;

import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/** Chooses, for one viewer, which packets of a layered stream are forwarded. Belongs to a loop. */
public interface LayerSelector {
    /** Silence of a layer after which a lower one is tried, unless told otherwise. */
    int DEFAULT_FALLBACK_MICROS = 250_000;

    /**
     * Decides about a packet, lent.
     *
     * @param rewrite its marker is set where the end of the frame moved
     */
    Verdict select(RtpPacket lent, RtpRewrite rewrite, long nowNanos);

    /** Wanted layers: substream and temporal, or spatial and temporal. */
    void target(int layer, int temporal);

    /**
     * Whether the wanted layers are a limit that we have set ourselves: nothing above them is
     * forwarded, not even for a start, and the selector asks at once for the keyframes that changes
     * need. Otherwise whoever changes the wanted layers asks.
     */
    void limited(boolean on);

    /** Silence after which a lower layer is tried; 0 for the default. */
    void fallback(int micros);

    /** The substream or spatial layer forwarded now, -1 for none yet. */
    int layer();

    /** The temporal layer forwarded now, -1 for not known. */
    int temporal();

    /** Whether a layer has changed since this was last asked. */
    boolean takeChanged();

    /** Whether a keyframe is needed, since this was last asked. */
    boolean takeKeyframeWanted();

    /** The simulcast layer of which that keyframe is needed, -1 for any. */
    int keyframeLayer();
}
