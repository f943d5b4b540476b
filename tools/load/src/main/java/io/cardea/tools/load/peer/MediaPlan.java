package io.cardea.tools.load.peer;

/**
 * What a publisher sends: made-up media with the rhythm and the headers of real media.
 *
 * @param video {@code vp8}, {@code h264} or {@link #NO_VIDEO}
 * @param bitrate of the video's highest layer, in bit/s
 * @param packetBytes of a video packet, payload of UDP, 200 to 1400
 * @param frameRate in frames a second
 * @param keyframeFactor by which a keyframe takes more packets than another frame
 * @param layers of simulcast, 1 to 3; each has a quarter of the next one's bitrate
 * @param audio whether there is Opus sound beside it, 50 packets a second
 */
public record MediaPlan(
        String video,
        long bitrate,
        int packetBytes,
        int frameRate,
        int keyframeFactor,
        int layers,
        boolean audio) {
    public static final String NO_VIDEO = "none";

    public MediaPlan {
        switch (video) {
            case "vp8", "h264", NO_VIDEO -> {}
            default -> throw new IllegalArgumentException("no video codec of ours: " + video);
        }
        require(bitrate >= 8_000 && bitrate <= 100_000_000, "bitrate", bitrate);
        require(packetBytes >= 200 && packetBytes <= 1_400, "packet", packetBytes);
        require(frameRate >= 1 && frameRate <= 120, "framerate", frameRate);
        require(keyframeFactor >= 1 && keyframeFactor <= 20, "keyframe", keyframeFactor);
        require(layers >= 1 && layers <= 3, "layers", layers);
        if (!audio && video.equals(NO_VIDEO)) {
            throw new IllegalArgumentException("neither video nor audio");
        }
    }

    private static void require(boolean good, String what, long value) {
        if (!good) throw new IllegalArgumentException(what + " out of range: " + value);
    }

    /** 600 kbit/s of VP8 at 25 frames a second. */
    public static MediaPlan defaults() {
        return new MediaPlan("vp8", 600_000, 1_200, 25, 3, 1, false);
    }

    public boolean hasVideo() {
        return !video.equals(NO_VIDEO);
    }
}
