package io.cardea.plugin.videoroom;

import io.cardea.spi.OfferOptions;
import io.cardea.spi.OfferOptions.Media;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a subscriber is offered: an m-line for each of its streams, in order, that we only send on.
 *
 * <p>An m-line without a source, or whose source can't send, is inactive, but for data, which is
 * shared by all sources of data and stays.
 */
final class SubscriberOffer {
    // The ids that Janus's clients have always seen.
    private static final int AUDIO_LEVEL_ID = 1;
    private static final int ABS_SEND_TIME_ID = 2;
    private static final int TRANSPORT_WIDE_CC_ID = 3;
    private static final int MID_ID = 4;
    private static final int ABS_CAPTURE_TIME_ID = 7;
    private static final int DEPENDENCY_DESCRIPTOR_ID = 8;
    private static final int PLAYOUT_DELAY_ID = 12;
    private static final int VIDEO_ORIENTATION_ID = 13;

    private static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    private static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
    private static final String VIDEO_ORIENTATION = "urn:3gpp:video-orientation";
    private static final String ABS_SEND_TIME =
            "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    private static final String ABS_CAPTURE_TIME =
            "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time";
    private static final String PLAYOUT_DELAY =
            "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";
    private static final String TRANSPORT_WIDE_CC =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    private static final String DEPENDENCY_DESCRIPTOR =
            "https://aomediacodec.github.io/av1-rtp-spec/"
                    + "#dependency-descriptor-rtp-header-extension";

    /** Extensions that are offered where the source has them, by kind. */
    private static final Map<String, Integer> OF_AUDIO =
            Map.of(AUDIO_LEVEL, AUDIO_LEVEL_ID, ABS_CAPTURE_TIME, ABS_CAPTURE_TIME_ID);

    private static final Map<String, Integer> OF_VIDEO =
            Map.of(
                    VIDEO_ORIENTATION, VIDEO_ORIENTATION_ID,
                    PLAYOUT_DELAY, PLAYOUT_DELAY_ID,
                    ABS_CAPTURE_TIME, ABS_CAPTURE_TIME_ID,
                    DEPENDENCY_DESCRIPTOR, DEPENDENCY_DESCRIPTOR_ID);

    private final Room room;
    private final boolean useMsid;

    /**
     * @param useMsid whether m-lines say by {@code msid} whose they are
     */
    SubscriberOffer(Room room, boolean useMsid) {
        this.room = room;
        this.useMsid = useMsid;
    }

    OfferOptions options(
            List<SubscriptionStream> streams, boolean endToEndEncrypted, boolean iceRestart) {
        return new OfferOptions(
                "VideoRoom " + room.id(),
                iceRestart,
                endToEndEncrypted,
                streams.stream().map(this::media).toList());
    }

    private Media media(SubscriptionStream stream) {
        boolean data = stream.kind() == MediaKind.DATA;
        boolean sends = data || stream.source().filter(source -> !source.isDisabled()).isPresent();
        return new Media(
                true,
                stream.kind().word(),
                stream.mid(),
                sends ? "sendonly" : "inactive",
                data ? "none" : stream.codec(),
                -1,
                data ? "" : fmtp(stream),
                false,
                data ? Map.of() : extensions(stream),
                sends && !data ? msid(stream) : "");
    }

    private String msid(SubscriptionStream stream) {
        if (!useMsid) return "";
        return stream.source()
                .map(source -> source.publisher().id() + " " + stream.mid())
                .orElse("");
    }

    private static String fmtp(SubscriptionStream stream) {
        return switch (stream.codec()) {
            case "opus" -> stream.source().map(SubscriberOffer::opus).orElse("");
            case "h264" ->
                    stream.profile()
                            .map(p -> "profile-level-id=" + p + ";packetization-mode=1")
                            .orElse("");
            case "vp9" -> stream.profile().map(p -> "profile-id=" + p).orElse("");
            default -> "";
        };
    }

    private static String opus(PublisherStream source) {
        var words = new java.util.StringJoiner(";");
        if (source.opusFec()) words.add("useinbandfec=1");
        if (source.opusDtx()) words.add("usedtx=1");
        if (source.stereo()) words.add("stereo=1");
        return words.toString();
    }

    private Map<String, Integer> extensions(SubscriptionStream stream) {
        boolean video = stream.kind() == MediaKind.VIDEO;
        Map<String, Integer> extensions = new HashMap<>();
        extensions.put(MID, MID_ID);
        if (video) extensions.put(ABS_SEND_TIME, ABS_SEND_TIME_ID);
        // Unlike Janus on audio too: what a path carries is estimated from all that is sent.
        if (room.settings().extensions().transportWideCc()) {
            extensions.put(TRANSPORT_WIDE_CC, TRANSPORT_WIDE_CC_ID);
        }
        Optional<PublisherStream> source = stream.source();
        (video ? OF_VIDEO : OF_AUDIO)
                .forEach((uri, id) -> {
                    boolean theirs =
                            source.filter(s -> s.extensions().containsKey(uri)).isPresent();
                    if (theirs) extensions.put(uri, id);
                });
        return extensions;
    }
}
