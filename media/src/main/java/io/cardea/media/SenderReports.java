package io.cardea.media;

/**
 * The last sender report of every layer of a track (RFC 3550, 6.4.1), and which of them an output
 * has still to be told. Belongs to a loop.
 */
final class SenderReports {
    /** Layers kept; reports of further ones are ignored. */
    static final int MAX_LAYERS = 8;

    private static final int NONE = -1;

    private final long[] ntpTimestamps = new long[MAX_LAYERS]; // 0: there was no report
    private final int[] rtpTimestamps = new int[MAX_LAYERS];
    private final boolean[] fresh = new boolean[MAX_LAYERS];
    private int toldLayer = NONE;

    void note(int layer, long ntpTimestamp, int rtpTimestamp) {
        if (layer < 0 || layer >= MAX_LAYERS) return;
        ntpTimestamps[layer] = ntpTimestamp;
        rtpTimestamps[layer] = rtpTimestamp;
        fresh[layer] = true;
    }

    /** Whether the layer that is being forwarded has a report that counts now; true once. */
    boolean take(int layer) {
        if (layer < 0 || layer >= MAX_LAYERS || ntpTimestamps[layer] == 0) return false;
        if (layer == toldLayer && !fresh[layer]) return false;
        toldLayer = layer;
        fresh[layer] = false;
        return true;
    }

    /** The output's timestamps have got another origin: it has to be told again. */
    void again() {
        toldLayer = NONE;
    }

    long ntpTimestamp(int layer) {
        return ntpTimestamps[layer];
    }

    int rtpTimestamp(int layer) {
        return rtpTimestamps[layer];
    }

    /** All of them, to a sink that is new. */
    void tell(TrackSink sink) {
        for (int layer = 0; layer < MAX_LAYERS; layer++) {
            if (ntpTimestamps[layer] == 0) continue;
            sink.onSenderReport(layer, ntpTimestamps[layer], rtpTimestamps[layer]);
        }
    }
}
