package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;

/**
 * What a publisher wants of one of its streams.
 *
 * @param mid empty for all it can mean
 */
record StreamWish(
        Optional<String> mid,
        Optional<Boolean> send,
        boolean keyframe,
        Optional<Long> minDelay,
        Optional<Long> maxDelay) {
    private static final Fields FIELDS =
            Fields.NONE
                    .optional("mid", Kind.STRING)
                    .optional("send", Kind.BOOLEAN)
                    // compat: the type of keyframe isn't checked here
                    .optional("min_delay", Kind.INTEGER)
                    .optional("max_delay", Kind.INTEGER);

    /**
     * The wishes of a {@code streams} array, or the one that stands flat in the request.
     *
     * @throws RoomError if one is not well-formed
     */
    static List<StreamWish> of(Json body) {
        // compat: streams of another type are as good as none
        boolean flat = body.get("streams").filter(Json::isArray).isEmpty();
        List<Json> entries = flat ? List.of(body) : body.get("streams").get().elements();
        for (Json entry : entries) {
            if (!flat) Requests.check(FIELDS, entry);
            if (entries.size() > 1 && !entry.has("mid")) {
                throw RoomError.invalid("Invalid value (mid can't be null in a streams array)");
            }
        }
        return entries.stream().map(StreamWish::read).toList();
    }

    private static StreamWish read(Json entry) {
        return new StreamWish(
                entry.get("mid").filter(Json::isString).map(Json::string),
                entry.get("send").filter(Json::isBoolean).map(Json::bool),
                entry.bool("keyframe", false),
                entry.get("min_delay").filter(Json::isInteger).map(Json::integer),
                entry.get("max_delay").filter(Json::isInteger).map(Json::integer));
    }

    /** Does what is wanted. On the publisher's lane. */
    void apply(PublisherStream stream) {
        if (stream.kind() == MediaKind.VIDEO) {
            if (keyframe) stream.track().ifPresent(track -> track.requestKeyframe());
            minDelay.ifPresent(delay -> stream.delay(stream.delay().min(delay)));
            maxDelay.ifPresent(delay -> stream.delay(stream.delay().max(delay)));
        }
        if (mid.isPresent()) send.ifPresent(stream::active);
    }

    boolean means(PublisherStream stream) {
        return mid.map(text -> text.equals(stream.mid())).orElse(true);
    }
}
