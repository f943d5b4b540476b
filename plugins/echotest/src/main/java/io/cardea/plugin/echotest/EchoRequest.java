package io.cardea.plugin.echotest;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client asks: one request without a name, all of its members optional.
 *
 * @param body checked
 */
record EchoRequest(Json body) {
    private static final Fields FIELDS =
            Fields.NONE
                    .optional("audio", Kind.BOOLEAN)
                    .optional("video", Kind.BOOLEAN)
                    .optional("bitrate", Kind.POSITIVE_INTEGER)
                    .optional("record", Kind.BOOLEAN)
                    .optional("filename", Kind.STRING)
                    .optional("substream", Kind.POSITIVE_INTEGER)
                    .optional("temporal", Kind.POSITIVE_INTEGER)
                    .optional("fallback", Kind.POSITIVE_INTEGER)
                    .optional("svc", Kind.BOOLEAN)
                    .optional("spatial_layer", Kind.POSITIVE_INTEGER)
                    .optional("temporal_layer", Kind.POSITIVE_INTEGER)
                    .optional("audiocodec", Kind.STRING)
                    .optional("videocodec", Kind.STRING)
                    .optional("videoprofile", Kind.STRING)
                    .optional("opusred", Kind.BOOLEAN)
                    .optional("min_delay", Kind.INTEGER)
                    .optional("max_delay", Kind.INTEGER);

    private static final List<String> LAYERS =
            List.of("substream", "temporal", "spatial_layer", "temporal_layer");

    /** Members that alone make a request; {@code audiocodec} and {@code filename} don't. */
    private static final List<String> SUPPORTED =
            List.of(
                    "audio",
                    "video",
                    "videocodec",
                    "videoprofile",
                    "opusred",
                    "bitrate",
                    "substream",
                    "temporal",
                    "fallback",
                    "spatial_layer",
                    "temporal_layer",
                    "record",
                    "min_delay",
                    "max_delay");

    static final int MAX_LAYER = 2;

    /** Types first, then values, as Janus does; the text of the first flaw, if any. */
    static Optional<String> flaw(Json body, boolean hasJsep) {
        Optional<Fields.Flaw> flaw = FIELDS.check(body);
        if (flaw.isPresent()) return Optional.of(flaw.get().text());
        for (String layer : LAYERS) {
            if (body.integer(layer, 0) > MAX_LAYER) {
                return Optional.of("Invalid value (" + layer + " should be 0, 1 or 2)");
            }
        }
        boolean supported = hasJsep || SUPPORTED.stream().anyMatch(body::has);
        return supported
                ? Optional.empty()
                : Optional.of("Message error: no supported attributes found");
    }

    Optional<Boolean> flag(String name) {
        return body.get(name).map(Json::bool);
    }

    OptionalLong number(String name) {
        return body.get(name).map(n -> OptionalLong.of(n.integer())).orElse(OptionalLong.empty());
    }

    Optional<String> text(String name) {
        return body.get(name).map(Json::string);
    }
}
