package io.cardea.rtc.rtp;

/**
 * A codec as a loop knows it: something to switch on, where the control plane has a name.
 *
 * <p>Convert once with {@link #of} when a stream is negotiated. A value: any thread.
 */
public enum CodecId {
    OPUS("opus", false),
    MULTIOPUS("multiopus", false),
    PCMU("pcmu", false),
    PCMA("pcma", false),
    G722("g722", false),
    L16("l16", false),
    L16_48("l16-48", false),
    ISAC16("isac16", false),
    ISAC32("isac32", false),
    RED("red", false),
    TELEPHONE_EVENT("telephone-event", false),
    VP8("vp8", true),
    VP9("vp9", true),
    H264("h264", true),
    H265("h265", true),
    AV1("av1", true),

    /** Anything else: forwarded, never looked into. */
    OTHER("none", false);

    private static final CodecId[] ALL = values();

    private final String word;
    private final boolean video;

    CodecId(String word, boolean video) {
        this.word = word;
        this.video = video;
    }

    /** The name in the Janus API, lower case. */
    public String word() {
        return word;
    }

    public boolean isVideo() {
        return video;
    }

    /** The codec of that name, whatever its case; {@link #OTHER} for an unknown one. */
    public static CodecId of(String name) {
        for (CodecId codec : ALL) {
            if (codec.word.equalsIgnoreCase(name)) return codec;
        }
        return OTHER;
    }
}
