package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.Optional;

/**
 * What a join, subscribe or update wants of a feed: one stream or all of them.
 *
 * @param feed the publisher
 * @param mid the stream; empty for all
 * @param crossrefid the client's own name for it
 * @param send whether media is wanted at once
 * @param targets layers
 * @param delay playout delay
 */
record SubscribeEntry(
        Id feed,
        Optional<String> mid,
        Optional<String> crossrefid,
        boolean send,
        Targets targets,
        PlayoutDelay delay) {

    /** All streams of a feed. */
    static SubscribeEntry whole(Id feed) {
        return new SubscribeEntry(
                feed, Optional.empty(), Optional.empty(), true, Targets.BEST, PlayoutDelay.NONE);
    }

    /**
     * Checks the types of an entry; its layers are checked by {@link Targets#check}.
     *
     * @throws RoomError if a member is missing or of the wrong type
     */
    static SubscribeEntry of(Json entry, Ids ids) {
        Requests.check(
                Fields.NONE
                        .mandatory("feed", ids.kind())
                        .optional("mid", Kind.STRING)
                        .optional("crossrefid", Kind.STRING)
                        .optional("send", Kind.BOOLEAN)
                        .optional("substream", Kind.POSITIVE_INTEGER)
                        .optional("temporal", Kind.POSITIVE_INTEGER)
                        .optional("spatial_layer", Kind.POSITIVE_INTEGER)
                        .optional("temporal_layer", Kind.POSITIVE_INTEGER)
                        .optional("min_delay", Kind.INTEGER)
                        .optional("max_delay", Kind.INTEGER),
                entry);
        Optional<String> mid = entry.get("mid").map(Json::string);
        return new SubscribeEntry(
                ids.get(entry, "feed"),
                mid,
                entry.get("crossrefid").map(Json::string),
                // compat: only heeded for a single stream
                mid.isEmpty() || entry.bool("send", true),
                Targets.BEST.with(entry),
                delay(PlayoutDelay.NONE, entry));
    }

    /** The same with media wanted at once. */
    SubscribeEntry sent() {
        return new SubscribeEntry(feed, mid, crossrefid, true, targets, delay);
    }

    /** A playout delay with what a checked request says; the minimum comes first. */
    static PlayoutDelay delay(PlayoutDelay before, Json entry) {
        PlayoutDelay delay = before;
        if (entry.has("min_delay")) delay = delay.min(entry.integer("min_delay", -1));
        if (entry.has("max_delay")) delay = delay.max(entry.integer("max_delay", -1));
        return delay;
    }
}
