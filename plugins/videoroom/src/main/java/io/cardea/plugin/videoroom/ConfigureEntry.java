package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.Map;
import java.util.Optional;

/**
 * What a subscriber's configure wants of one of its m-lines, or of all.
 *
 * @param line mid of the m-line; empty for all
 * @param body the request's members, checked
 */
record ConfigureEntry(Optional<String> line, Json body) {
    /** Members that may stand in the request itself, in place of a list with one entry. */
    private static final Map<String, Json.Type> FLAT =
            Map.of(
                    "mid", Json.Type.STRING,
                    "send", Json.Type.BOOLEAN,
                    "substream", Json.Type.INTEGER,
                    "temporal", Json.Type.INTEGER,
                    "fallback", Json.Type.INTEGER,
                    "spatial_layer", Json.Type.INTEGER,
                    "temporal_layer", Json.Type.INTEGER,
                    "min_delay", Json.Type.INTEGER,
                    "max_delay", Json.Type.INTEGER);

    private static final Fields FIELDS =
            Fields.NONE
                    .optional("mid", Kind.STRING)
                    .optional("send", Kind.BOOLEAN)
                    .optional("substream", Kind.POSITIVE_INTEGER)
                    .optional("temporal", Kind.POSITIVE_INTEGER)
                    .optional("fallback", Kind.POSITIVE_INTEGER)
                    .optional("spatial_layer", Kind.POSITIVE_INTEGER)
                    .optional("temporal_layer", Kind.POSITIVE_INTEGER)
                    .optional("min_delay", Kind.INTEGER)
                    .optional("max_delay", Kind.INTEGER);

    /** compat: a flat member of another basic type is overlooked. */
    static Json flat(Json request) {
        Json entry = Json.object();
        request.members()
                .forEach((name, value) -> {
                    if (value.type() == FLAT.get(name)) entry.put(name, value);
                });
        return entry;
    }

    /**
     * @throws RoomError if a member is wrong, or there is no such m-line
     */
    static ConfigureEntry of(Json entry, Subscription subscription, boolean alone) {
        Requests.check(FIELDS, entry);
        Optional<String> line = entry.get("mid").map(Json::string);
        if (line.isEmpty() && !alone) {
            throw RoomError.invalid("Invalid value (mid can't be null in a streams array)");
        }
        if (line.isPresent() && subscription.stream(line.get()).isEmpty()) {
            throw new RoomError(
                    RoomError.NO_SUCH_FEED, "No such mid '" + line.get() + "' in subscription");
        }
        Targets.check(entry);
        return new ConfigureEntry(line, entry);
    }

    boolean means(SubscriptionStream stream) {
        return line.map(stream.mid()::equals).orElse(true);
    }
}
