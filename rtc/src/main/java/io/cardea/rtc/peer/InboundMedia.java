package io.cardea.rtc.peer;

import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a peer sends on one m-line: up to {@value #MAX_LAYERS} layers. Belongs to its loop.
 *
 * <p>Layer 0 is the lowest; without simulcast it is the only one.
 */
final class InboundMedia {
    static final int MAX_LAYERS = 3;

    private static final int UNKNOWN_CLOCK_RATE = 90_000;
    private static final int PAYLOAD_TYPES = 128;
    private static final int NONE = -1;

    private final MediaTotals totals;
    private NegotiatedMedia negotiated;
    private CodecId codec;
    private final byte[] mid;
    private byte[][] rids = new byte[0][];
    private final boolean[] takes = new boolean[PAYLOAD_TYPES];
    private final int[] repaired = new int[PAYLOAD_TYPES];
    private final InboundLayer[] layers = new InboundLayer[MAX_LAYERS];

    /**
     * @param totals of its kind
     */
    InboundMedia(NegotiatedMedia media, MediaTotals totals) {
        this.totals = totals;
        negotiated = media;
        codec = CodecId.of(media.codec().name());
        mid = media.mid().getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < MAX_LAYERS; i++) {
            layers[i] = new InboundLayer(this, i);
        }
        update(media);
    }

    void update(NegotiatedMedia media) {
        negotiated = media;
        codec = CodecId.of(media.codec().name());
        List<String> names = media.rids();
        rids = new byte[names.size()][];
        for (int i = 0; i < rids.length; i++) {
            rids[i] = names.get(i).getBytes(StandardCharsets.US_ASCII);
        }
        Arrays.fill(takes, false);
        media.payloadTypes().keySet().forEach(type -> takes[type] = true);
        Arrays.fill(repaired, NONE);
        media.rtx().forEach((type, rtx) -> repaired[rtx] = type);
        for (InboundLayer layer : layers) {
            layer.renegotiated();
        }
    }

    int index() {
        return negotiated.index();
    }

    NegotiatedMedia negotiated() {
        return negotiated;
    }

    MediaKind kind() {
        return negotiated.kind();
    }

    /** What all peers of the loop count of its kind. */
    MediaTotals totals() {
        return totals;
    }

    boolean isVideo() {
        return negotiated.kind() == MediaKind.VIDEO;
    }

    CodecId codec() {
        return codec;
    }

    byte[] mid() {
        return mid;
    }

    /** The rids in layer order; empty without rid simulcast. */
    byte[][] rids() {
        return rids;
    }

    boolean isSimulcast() {
        return negotiated.isSimulcast();
    }

    boolean isReceiving() {
        return negotiated.enabled() && negotiated.receiving();
    }

    boolean wantsNacks() {
        return negotiated.nack() && isReceiving();
    }

    int clockRate() {
        int rate = negotiated.codec().clockRate();
        return rate > 0 ? rate : UNKNOWN_CLOCK_RATE;
    }

    /** The round-trip time is known: NACKs are repeated by it. */
    void rtt(long nanos) {
        for (InboundLayer layer : layers) {
            layer.rtt(nanos);
        }
    }

    InboundLayer layer(int index) {
        return layers[index];
    }

    /** Whether a payload type is of this m-line, RTX aside. */
    boolean takes(int payloadType) {
        return takes[payloadType];
    }

    /** The media payload type that an RTX payload type repeats, or -1. */
    int repaired(int rtxPayloadType) {
        return repaired[rtxPayloadType];
    }
}
