package io.cardea.rtc.peer;

import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a peer sends on one m-line: up to {@value #MAX_LAYERS} layers. Belongs to its loop.
 *
 * <p>Layer 0 is the lowest; without simulcast it is the only one.
 */
final class InboundMedia {
    static final int MAX_LAYERS = 3;

    private static final int UNKNOWN_CLOCK_RATE = 90_000;

    private NegotiatedMedia negotiated;
    private CodecId codec;
    private final byte[] mid;
    private byte[][] rids = new byte[0][];
    private final InboundLayer[] layers = new InboundLayer[MAX_LAYERS];

    InboundMedia(NegotiatedMedia media) {
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

    /** The media payload type that an RTX payload type repeats, or -1. */
    int repaired(int rtxPayloadType) {
        for (int i = 0; i < 128; i++) {
            if (rtxOf(i) == rtxPayloadType) return i;
        }
        return -1;
    }

    private int rtxOf(int payloadType) {
        return negotiated.rtx().getOrDefault(payloadType, -1);
    }
}
