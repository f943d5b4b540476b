package io.cardea.plugin.videoroom;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.Optional;

/**
 * What an unsubscribe or update wants to be rid of: an m-line of its own, or streams of a feed.
 *
 * @param line mid of the subscriber's own m-line; counts before the rest
 * @param feed a publisher
 * @param mid a stream of the feed; empty for all
 */
record UnsubscribeEntry(Optional<String> line, Optional<Id> feed, Optional<String> mid) {

    /**
     * @throws RoomError if a member is of the wrong type
     */
    static UnsubscribeEntry of(Json entry, Ids ids) {
        Requests.check(
                Fields.NONE
                        .optional("sub_mid", Kind.STRING)
                        .optional("mid", Kind.STRING)
                        .optional("feed", ids.kind()),
                entry);
        return new UnsubscribeEntry(
                entry.get("sub_mid").map(Json::string),
                ids.find(entry, "feed"),
                entry.get("mid").map(Json::string));
    }

    /** Whether it means that source of that m-line. */
    boolean means(String lineMid, PublisherStream source) {
        if (line.isPresent()) return line.get().equals(lineMid);
        return feed.filter(source.publisher().id()::equals).isPresent()
                && mid.map(source.mid()::equals).orElse(true);
    }
}
