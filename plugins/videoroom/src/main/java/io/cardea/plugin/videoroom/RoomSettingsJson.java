package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;

/** Settings of a room as {@code create} has them, there and back. */
final class RoomSettingsJson {
    /** The members in the order in which they are checked. */
    static final Fields FIELDS =
            Fields.NONE
                    .optional("description", Kind.STRING)
                    .optional("is_private", Kind.BOOLEAN)
                    .optional("allowed", Kind.ARRAY)
                    .optional("secret", Kind.STRING)
                    .optional("pin", Kind.STRING)
                    .optional("require_pvtid", Kind.BOOLEAN)
                    .optional("signed_tokens", Kind.BOOLEAN)
                    .optional("bitrate", Kind.POSITIVE_INTEGER)
                    .optional("bitrate_cap", Kind.BOOLEAN)
                    .optional("fir_freq", Kind.POSITIVE_INTEGER)
                    .optional("publishers", Kind.POSITIVE_INTEGER)
                    .optional("audiocodec", Kind.STRING)
                    .optional("videocodec", Kind.STRING)
                    .optional("vp9_profile", Kind.STRING)
                    .optional("h264_profile", Kind.STRING)
                    .optional("opus_fec", Kind.BOOLEAN)
                    .optional("opus_dtx", Kind.BOOLEAN)
                    .optional("audiolevel_ext", Kind.BOOLEAN)
                    .optional("audiolevel_event", Kind.BOOLEAN)
                    .optional("audio_active_packets", Kind.POSITIVE_INTEGER)
                    .optional("audio_level_average", Kind.POSITIVE_INTEGER)
                    .optional("videoorient_ext", Kind.BOOLEAN)
                    .optional("playoutdelay_ext", Kind.BOOLEAN)
                    .optional("transport_wide_cc_ext", Kind.BOOLEAN)
                    .optional("record", Kind.BOOLEAN)
                    .optional("rec_dir", Kind.STRING)
                    .optional("rec_format", Kind.STRING)
                    .optional("lock_record", Kind.BOOLEAN)
                    .optional("permanent", Kind.BOOLEAN)
                    .optional("notify_joining", Kind.BOOLEAN)
                    .optional("require_e2ee", Kind.BOOLEAN)
                    .optional("dummy_publisher", Kind.BOOLEAN)
                    .optional("dummy_streams", Kind.ARRAY)
                    .optional("dummy_e2ee", Kind.BOOLEAN)
                    .optional("subscriber_bwe", Kind.BOOLEAN)
                    .optional("threads", Kind.POSITIVE_INTEGER);

    private static final int PUBLISHERS = 3;
    private static final String AUDIO = "opus";
    private static final String VIDEO = "vp8";

    private RoomSettingsJson() {}

    /**
     * Reads members whose types were checked.
     *
     * @param fallback the description of a room without one
     * @throws RoomError if a value can't be
     */
    static RoomSettings read(Json body, String fallback) {
        RoomSettings.Media media = media(body);
        return new RoomSettings(
                text(body, "description").orElse(fallback),
                body.bool("is_private", false),
                new RoomSettings.Entry(
                        given(body, "secret"),
                        given(body, "pin"),
                        body.bool("require_pvtid", false),
                        body.bool("signed_tokens", false),
                        body.bool("require_e2ee", false)),
                media,
                new RoomSettings.Extensions(
                        body.bool("audiolevel_ext", true),
                        body.bool("videoorient_ext", true),
                        body.bool("playoutdelay_ext", true),
                        body.bool("transport_wide_cc_ext", true)),
                body.bool("audiolevel_event", false),
                talk(body, Talk.USUAL),
                new RoomSettings.Files(
                        body.bool("record", false),
                        given(body, "rec_dir"),
                        body.bool("lock_record", false),
                        text(body, "rec_format")
                                .map(RecordingFormat::of)
                                .orElse(RecordingFormat.MJR)),
                body.bool("notify_joining", false),
                dummy(body, media),
                integer(body, "threads", 0));
    }

    private static RoomSettings.Media media(Json body) {
        return new RoomSettings.Media(
                integer(body, "publishers", PUBLISHERS),
                body.integer("bitrate", 0),
                body.bool("bitrate_cap", false),
                integer(body, "fir_freq", 0),
                codecs(body, "audiocodec", MediaKind.AUDIO, AUDIO),
                codecs(body, "videocodec", MediaKind.VIDEO, VIDEO),
                text(body, "vp9_profile"),
                text(body, "h264_profile"),
                body.bool("opus_fec", true),
                body.bool("opus_dtx", false),
                body.bool("subscriber_bwe", true));
    }

    /** A list that files have emptied is no text but an array. */
    private static List<String> codecs(Json body, String name, MediaKind kind, String usual) {
        if (body.get(name).filter(Json::isArray).isPresent()) return List.of();
        return Codecs.strict(kind, text(body, name).orElse(usual));
    }

    private static Json codecs(List<String> codecs) {
        return codecs.isEmpty() ? Json.array() : Json.of(String.join(",", codecs));
    }

    /** The idea of talking in a request; what can't be, or is absent, leaves it as it was. */
    static Talk talk(Json body, Talk before) {
        int packets = integer(body, "audio_active_packets", 0);
        int level = integer(body, "audio_level_average", 0);
        return new Talk(
                packets > 0 ? packets : before.packets(),
                level > 0 && level <= Talk.SILENCE ? level : before.levelAverage());
    }

    private static RoomSettings.Dummy dummy(Json body, RoomSettings.Media media) {
        List<RoomSettings.DummyStream> streams =
                body.get("dummy_streams").map(Json::elements).orElse(List.of()).stream()
                        .map(stream ->
                                new RoomSettings.DummyStream(
                                        stream.string("codec", ""), stream.string("fmtp", "")))
                        .filter(stream -> isKnown(stream.codec(), media))
                        .toList();
        return new RoomSettings.Dummy(
                body.bool("dummy_publisher", false), streams, body.bool("dummy_e2ee", false));
    }

    private static boolean isKnown(String codec, RoomSettings.Media media) {
        return media.audioCodecs().contains(codec) || media.videoCodecs().contains(codec);
    }

    /** compat: an empty secret, pin or folder is one. */
    private static Optional<String> given(Json body, String name) {
        return body.get(name).filter(Json::isString).map(Json::string);
    }

    /** An empty text is none. */
    private static Optional<String> text(Json body, String name) {
        return Optional.of(body.string(name, "")).filter(text -> !text.isEmpty());
    }

    private static int integer(Json body, String name, int fallback) {
        return (int) Math.min(body.integer(name, fallback), Integer.MAX_VALUE);
    }

    /** Everything, such that {@link #read} gives the same. */
    static Json write(RoomSettings settings) {
        Json text =
                Json.object()
                        .put("description", settings.description())
                        .put("is_private", settings.isPrivate());
        settings.entry().secret().ifPresent(secret -> text.put("secret", secret));
        settings.entry().pin().ifPresent(pin -> text.put("pin", pin));
        text.put("require_pvtid", settings.entry().requirePvtid())
                .put("signed_tokens", settings.entry().signedTokens())
                .put("require_e2ee", settings.entry().requireE2ee());
        write(settings.media(), text);
        write(settings.extensions(), text);
        text.put("audiolevel_event", settings.talkEvents())
                .put("audio_active_packets", settings.talk().packets())
                .put("audio_level_average", settings.talk().levelAverage())
                .put("record", settings.record().on());
        settings.record().folder().ifPresent(folder -> text.put("rec_dir", folder));
        text.put("lock_record", settings.record().locked())
                .put("rec_format", settings.record().format().word())
                .put("notify_joining", settings.notifyJoining());
        write(settings.dummy(), text);
        return text.put("threads", settings.threads());
    }

    private static void write(RoomSettings.Media media, Json text) {
        text.put("publishers", media.publishers())
                .put("bitrate", media.bitrate())
                .put("bitrate_cap", media.bitrateCap())
                .put("fir_freq", media.firFreq())
                .put("audiocodec", codecs(media.audioCodecs()))
                .put("videocodec", codecs(media.videoCodecs()));
        media.vp9Profile().ifPresent(profile -> text.put("vp9_profile", profile));
        media.h264Profile().ifPresent(profile -> text.put("h264_profile", profile));
        text.put("opus_fec", media.opusFec())
                .put("opus_dtx", media.opusDtx())
                .put("subscriber_bwe", media.subscriberBwe());
    }

    private static void write(RoomSettings.Extensions extensions, Json text) {
        text.put("audiolevel_ext", extensions.audioLevel())
                .put("videoorient_ext", extensions.videoOrientation())
                .put("playoutdelay_ext", extensions.playoutDelay())
                .put("transport_wide_cc_ext", extensions.transportWideCc());
    }

    private static void write(RoomSettings.Dummy dummy, Json text) {
        text.put("dummy_publisher", dummy.on()).put("dummy_e2ee", dummy.encrypted());
        Json streams = Json.array();
        for (RoomSettings.DummyStream stream : dummy.streams()) {
            streams.add(Json.object().put("codec", stream.codec()).put("fmtp", stream.fmtp()));
        }
        text.put("dummy_streams", streams);
    }
}
