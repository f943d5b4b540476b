package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import io.cardea.spi.RemoteFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A stream of a publisher of another server as requests describe it: what that server tells the
 * publisher of its own streams.
 *
 * @param codec lower case; empty for data and while disabled
 * @param extensions URIs to ids
 */
record RemoteStream(
        String mid,
        int mindex,
        MediaKind kind,
        String codec,
        boolean disabled,
        Optional<String> description,
        Json body,
        Map<String, Integer> extensions) {
    /** The profile of H.264 without one. */
    private static final String USUAL_H264 = "42e01f";

    private static final Fields FIELDS =
            Fields.NONE
                    .mandatory("mid", Kind.STRING)
                    .mandatory("mindex", Kind.POSITIVE_INTEGER)
                    .mandatory("type", Kind.STRING)
                    .optional("codec", Kind.STRING)
                    .optional("description", Kind.STRING)
                    .optional("disabled", Kind.BOOLEAN)
                    .optional("stereo", Kind.BOOLEAN)
                    .optional("fec", Kind.BOOLEAN)
                    .optional("dtx", Kind.BOOLEAN)
                    .optional("h264_profile", Kind.STRING)
                    .optional("vp9_profile", Kind.STRING)
                    .optional("simulcast", Kind.BOOLEAN)
                    .optional("svc", Kind.BOOLEAN)
                    .optional("audiolevel_ext_id", Kind.POSITIVE_INTEGER)
                    .optional("videoorient_ext_id", Kind.POSITIVE_INTEGER)
                    .optional("playoutdelay_ext_id", Kind.POSITIVE_INTEGER);

    /** M-lines of one publisher at most: SSRCs leave room for no more. */
    static final int LIMIT = 100;

    RemoteStream {
        extensions = Map.copyOf(extensions);
    }

    /**
     * The streams of a checked request.
     *
     * @throws RoomError if one is not well-formed
     */
    static List<RemoteStream> of(Json body) {
        List<RemoteStream> streams = new ArrayList<>();
        for (Json entry : body.get("streams").map(Json::elements).orElse(List.of())) {
            streams.add(read(entry));
        }
        if (streams.size() > LIMIT) throw RoomError.invalid("Invalid element value (streams)");
        return streams;
    }

    private static RemoteStream read(Json entry) {
        Requests.check(FIELDS, entry);
        MediaKind kind =
                switch (entry.string("type", "")) {
                    case "audio" -> MediaKind.AUDIO;
                    case "video" -> MediaKind.VIDEO;
                    case "data" -> MediaKind.DATA;
                    default -> throw RoomError.invalid("Invalid element value (type)");
                };
        boolean disabled = entry.bool("disabled", false);
        String codec = entry.string("codec", "").toLowerCase(Locale.ROOT);
        if (kind != MediaKind.DATA && !disabled) checkCodec(entry, kind, codec);
        return new RemoteStream(
                entry.string("mid", ""),
                (int) Math.min(entry.integer("mindex", 0), Integer.MAX_VALUE),
                kind,
                kind == MediaKind.DATA ? "" : codec,
                disabled,
                entry.get("description").map(Json::string),
                entry,
                extensions(entry));
    }

    private static void checkCodec(Json entry, MediaKind kind, String codec) {
        Requests.check(Fields.NONE.mandatory("codec", Kind.STRING), entry);
        if (!Codecs.of(kind).contains(codec)) {
            throw new RoomError(
                    RoomError.MISSING_ELEMENT, "Invalid element value (unsupported codec)");
        }
    }

    private static Map<String, Integer> extensions(Json entry) {
        Map<String, Integer> ids = new HashMap<>();
        id(entry, "audiolevel_ext_id", HeaderExtensions.AUDIO_LEVEL, ids);
        id(entry, "videoorient_ext_id", HeaderExtensions.VIDEO_ORIENTATION, ids);
        id(entry, "playoutdelay_ext_id", HeaderExtensions.PLAYOUT_DELAY, ids);
        return ids;
    }

    private static void id(Json entry, String name, String uri, Map<String, Integer> ids) {
        long id = entry.integer(name, 0);
        if (id > 0 && id < 256) ids.put(uri, (int) id);
    }

    /** Whether a room can have it. */
    boolean fits(RoomSettings settings) {
        return !disabled && (kind == MediaKind.DATA || settings.codecs(kind).contains(codec));
    }

    /** What a room makes of it. */
    StreamFormat format(RoomSettings settings) {
        if (kind == MediaKind.DATA) return StreamFormat.NONE;
        StreamFormat.Opus opus =
                new StreamFormat.Opus(
                        settings.media().opusFec() && body.bool("fec", false),
                        settings.media().opusDtx() && body.bool("dtx", false),
                        body.bool("stereo", false));
        Optional<String> profile = profile();
        return new StreamFormat(
                codec,
                fmtp(opus, profile),
                profile,
                codec.equals("opus") ? opus : StreamFormat.Opus.PLAIN,
                layers(),
                extensions);
    }

    private Optional<String> profile() {
        return switch (codec) {
            case "h264" -> Optional.of(body.string("h264_profile", USUAL_H264));
            case "vp9" -> body.get("vp9_profile").map(Json::string);
            default -> Optional.empty();
        };
    }

    private StreamFormat.Layering layers() {
        if (kind != MediaKind.VIDEO) return StreamFormat.Layering.NONE;
        if (body.bool("simulcast", false)) return StreamFormat.Layering.SIMULCAST;
        return body.bool("svc", false) ? StreamFormat.Layering.SVC : StreamFormat.Layering.NONE;
    }

    private String fmtp(StreamFormat.Opus opus, Optional<String> profile) {
        return switch (codec) {
            case "opus" -> FormatParameters.opus(opus);
            case "h264" ->
                    "profile-level-id=" + profile.orElse(USUAL_H264) + ";packetization-mode=1";
            case "vp9" -> profile.map(id -> "profile-id=" + id).orElse("");
            default -> "";
        };
    }

    /** What its packets are. */
    RemoteFormat wire(StreamFormat format) {
        return new RemoteFormat(
                kind.word(),
                codec,
                format.fmtp(),
                format.layers() == StreamFormat.Layering.SIMULCAST,
                extensions);
    }
}
