package io.cardea.testkit;

/**
 * What a headless peer sends on an m-line: made-up media with the rhythm and the headers of real
 * media. The codec is the negotiated one.
 *
 * @param frameMillis time from one frame to the next
 * @param packetsPerFrame packets of a delta frame; a keyframe takes as many
 * @param packetBytes payload of each, 16 to 1200
 * @param audioLevel in -dBov, 0 (loudest) to 127 (silence)
 */
public record MediaSource(int frameMillis, int packetsPerFrame, int packetBytes, int audioLevel) {
    private static final int SILENCE = 127;

    public MediaSource {
        if (frameMillis < 1 || packetsPerFrame < 1 || packetBytes < 16 || packetBytes > 1_200) {
            throw new IllegalArgumentException("impossible media");
        }
        if (audioLevel < 0 || audioLevel > SILENCE) {
            throw new IllegalArgumentException("audio level " + audioLevel);
        }
    }

    /** A packet each 20 ms, as loud as it says. */
    public static MediaSource audio(int level) {
        return new MediaSource(20, 1, 60, level);
    }

    /** 25 frames a second, two packets each. */
    public static MediaSource video() {
        return new MediaSource(40, 2, 400, SILENCE);
    }

    long frameNanos() {
        return frameMillis * 1_000_000L;
    }
}
