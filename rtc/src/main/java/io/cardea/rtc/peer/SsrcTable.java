package io.cardea.rtc.peer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which layer an incoming SSRC belongs to, and whether as media or as its retransmission.
 *
 * <p>Belongs to one loop. Open addressing; at most {@value #CAPACITY} SSRCs, further ones are
 * refused: a peer that changes SSRCs all the time only hurts itself.
 */
final class SsrcTable {
    static final int CAPACITY = 256;

    private static final int SIZE = 1_024;
    private static final int MASK = SIZE - 1;

    private final int[] ssrcs = new int[SIZE];
    private final @Nullable InboundLayer[] layers = new InboundLayer[SIZE];
    private final boolean[] rtx = new boolean[SIZE];
    private int size;

    /** Index of an SSRC for the queries below, or -1. */
    int find(int ssrc) {
        for (int at = hash(ssrc); ; at = at + 1 & MASK) {
            if (layers[at] == null) return -1;
            if (ssrcs[at] == ssrc) return at;
        }
    }

    InboundLayer layer(int found) {
        InboundLayer layer = layers[found];
        assert layer != null : "not found";
        return layer;
    }

    boolean isRtx(int found) {
        return rtx[found];
    }

    /** Notes an SSRC, or moves it; false at the limit. */
    boolean put(int ssrc, InboundLayer layer, boolean asRtx) {
        int at = hash(ssrc);
        while (layers[at] != null && ssrcs[at] != ssrc) {
            at = at + 1 & MASK;
        }
        if (layers[at] == null && size == CAPACITY) return false;
        if (layers[at] == null) size++;
        ssrcs[at] = ssrc;
        layers[at] = layer;
        rtx[at] = asRtx;
        return true;
    }

    /** Forgets the SSRCs of an m-line. */
    void removeAll(InboundMedia media) {
        InboundLayer[] old = layers.clone();
        int[] oldSsrcs = ssrcs.clone();
        boolean[] oldRtx = rtx.clone();
        Arrays.fill(layers, null);
        size = 0;
        for (int at = 0; at < SIZE; at++) {
            InboundLayer layer = old[at];
            if (layer != null && layer.media != media) put(oldSsrcs[at], layer, oldRtx[at]);
        }
    }

    int size() {
        return size;
    }

    private static int hash(int ssrc) {
        int mixed = ssrc * 0x9E3779B9;
        return mixed >>> 16 & MASK;
    }
}
