package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import io.cardea.spi.Request;
import java.util.List;
import java.util.Optional;

/**
 * What a publisher wants with {@code publish}, {@code configure} or {@code joinandconfigure}.
 *
 * @param body checked
 * @param streams what it says about single streams
 */
record Configuration(Json body, List<StreamWish> streams) {
    private static final Fields FIELDS =
            Fields.NONE
                    .optional("descriptions", Kind.ARRAY)
                    .optional("audiocodec", Kind.STRING)
                    .optional("videocodec", Kind.STRING)
                    .optional("bitrate", Kind.POSITIVE_INTEGER)
                    .optional("keyframe", Kind.BOOLEAN)
                    .optional("record", Kind.BOOLEAN)
                    .optional("filename", Kind.STRING)
                    .optional("rec_format", Kind.STRING)
                    .optional("display", Kind.STRING)
                    .optional("metadata", Kind.OBJECT)
                    .optional("secret", Kind.STRING)
                    .optional("audio_active_packets", Kind.POSITIVE_INTEGER)
                    // compat: the type of audio_level_average isn't checked
                    .optional("audio", Kind.BOOLEAN)
                    .optional("video", Kind.BOOLEAN)
                    .optional("data", Kind.BOOLEAN)
                    .optional("update", Kind.BOOLEAN)
                    .optional("restart", Kind.BOOLEAN);

    private static final Fields DESCRIPTION =
            Fields.NONE.mandatory("mid", Kind.STRING).mandatory("description", Kind.STRING);

    private static final List<String> IDENTITY = List.of("display", "metadata");

    /** A text for a stream. */
    record Description(String mid, String text) {}

    Configuration {
        streams = List.copyOf(streams);
    }

    /**
     * Checks a request.
     *
     * @throws RoomError if it is refused
     */
    static Configuration of(Request request, RoomSettings settings) {
        Json body = request.body();
        Requests.check(FIELDS, body);
        for (Json entry : array(body, "descriptions")) Requests.check(DESCRIPTION, entry);
        body.get("rec_format").map(Json::string).ifPresent(RecordingFormat::of);
        if (request.jsep().isPresent()) {
            available(body, "audiocodec", MediaKind.AUDIO, settings);
            available(body, "videocodec", MediaKind.VIDEO, settings);
        }
        return new Configuration(body, StreamWish.of(body));
    }

    /** The same without what joining itself has settled: who somebody is. */
    Configuration ofJoin() {
        Json rest = Json.object();
        body.members()
                .forEach((name, value) -> {
                    if (!IDENTITY.contains(name)) rest.put(name, value);
                });
        return new Configuration(rest, streams);
    }

    private static void available(Json body, String name, MediaKind kind, RoomSettings settings) {
        Optional<String> codec = text(body, name);
        if (codec.isEmpty() || settings.codecs(kind).contains(codec.get())) return;
        String which = kind == MediaKind.AUDIO ? "Audio" : "Video";
        throw RoomError.invalid(which + " codec unavailable in this room");
    }

    private static Optional<String> text(Json body, String name) {
        return body.get(name).map(json -> json.string().toLowerCase(java.util.Locale.ROOT));
    }

    private static List<Json> array(Json body, String name) {
        return body.get(name).filter(Json::isArray).map(Json::elements).orElse(List.of());
    }

    Optional<String> audioCodec() {
        return text(body, "audiocodec");
    }

    Optional<String> videoCodec() {
        return text(body, "videocodec");
    }

    List<Description> descriptions() {
        return array(body, "descriptions").stream()
                .map(entry ->
                        new Description(entry.string("mid", ""), entry.string("description", "")))
                .toList();
    }

    Optional<Long> bitrate() {
        return body.get("bitrate").map(Json::integer);
    }

    Optional<Boolean> flag(String name) {
        return body.get(name).filter(Json::isBoolean).map(Json::bool);
    }

    Optional<String> string(String name) {
        return body.get(name).filter(Json::isString).map(Json::string);
    }
}
