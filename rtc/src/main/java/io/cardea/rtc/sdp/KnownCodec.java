package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import java.util.List;
import java.util.Optional;

/** The codecs the Janus API has names for. */
enum KnownCodec {
    OPUS("opus", MediaKind.AUDIO, "opus/48000/2", 111),
    MULTIOPUS("multiopus", MediaKind.AUDIO, "multiopus/48000/6", 111),
    PCMU("pcmu", MediaKind.AUDIO, "PCMU/8000", 0),
    PCMA("pcma", MediaKind.AUDIO, "PCMA/8000", 8),
    G722("g722", MediaKind.AUDIO, "G722/8000", 9),
    ISAC32("isac32", MediaKind.AUDIO, "ISAC/32000", 104),
    ISAC16("isac16", MediaKind.AUDIO, "ISAC/16000", 103),
    L16_48("l16-48", MediaKind.AUDIO, "L16/48000", 105),
    L16("l16", MediaKind.AUDIO, "L16/16000", 106),
    VP8("vp8", MediaKind.VIDEO, "VP8/90000", 96),
    VP9("vp9", MediaKind.VIDEO, "VP9/90000", 101),
    H264("h264", MediaKind.VIDEO, "H264/90000", 107),
    AV1("av1", MediaKind.VIDEO, "AV1/90000", 98),
    H265("h265", MediaKind.VIDEO, "H265/90000", 100);

    /** RED for opus (RFC 2198). */
    static final String RED = "red/48000/2";

    static final int RED_PAYLOAD_TYPE = 120;

    /** DTMF (RFC 4733). */
    static final String DTMF = "telephone-event/8000";

    private static final List<KnownCodec> AUDIO_ORDER =
            List.of(OPUS, PCMU, PCMA, G722, ISAC32, ISAC16, MULTIOPUS, L16_48, L16);
    private static final List<KnownCodec> VIDEO_ORDER = List.of(VP8, VP9, H264, AV1, H265);

    private final String word;
    private final MediaKind kind;
    private final String encoding;
    private final int payloadType;

    KnownCodec(String word, MediaKind kind, String encoding, int payloadType) {
        this.word = word;
        this.kind = kind;
        this.encoding = encoding;
        this.payloadType = payloadType;
    }

    /** The API's name. */
    String word() {
        return word;
    }

    MediaKind kind() {
        return kind;
    }

    /** As rtpmap lines have it. */
    String encoding() {
        return encoding;
    }

    /** The usual payload type in our offers. */
    int payloadType() {
        return payloadType;
    }

    /** The order in which an answer looks for a codec that nobody chose. */
    static List<KnownCodec> answerOrder(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> AUDIO_ORDER;
            case VIDEO -> VIDEO_ORDER;
            case DATA -> List.of();
        };
    }

    static Optional<KnownCodec> of(String word, MediaKind kind) {
        for (KnownCodec codec : values()) {
            if (codec.kind == kind && codec.word.equalsIgnoreCase(word)) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    /**
     * The codec of an encoding; more than asked for after it is tolerated ({@code G722/8000/1}).
     */
    static Optional<KnownCodec> of(Rtpmap map, MediaKind kind) {
        for (KnownCodec codec : values()) {
            if (codec.kind == kind && map.is(codec.encoding)) return Optional.of(codec);
        }
        return Optional.empty();
    }
}
