package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;

/**
 * Another source for one of the subscriber's m-lines.
 *
 * @param line mid of the m-line
 * @param source what it shows from now on
 * @param targets layers
 */
record SwitchEntry(String line, PublisherStream source, Targets targets) {

    /**
     * @throws RoomError if a member is missing or wrong, or there is no such source
     */
    static SwitchEntry of(Json entry, Ids ids, Feeds feeds) {
        Requests.check(
                Fields.NONE
                        .mandatory("mid", Kind.STRING)
                        .mandatory("sub_mid", Kind.STRING)
                        .mandatory("feed", ids.kind())
                        .optional("substream", Kind.POSITIVE_INTEGER)
                        .optional("temporal", Kind.POSITIVE_INTEGER)
                        .optional("spatial_layer", Kind.POSITIVE_INTEGER)
                        .optional("temporal_layer", Kind.POSITIVE_INTEGER),
                entry);
        Publisher feed = feeds.find(ids.get(entry, "feed"));
        feeds.admit(feed);
        PublisherStream source = feeds.stream(feed, entry.string("mid", ""));
        Targets.check(entry);
        return new SwitchEntry(entry.string("sub_mid", ""), source, Targets.BEST.with(entry));
    }
}
