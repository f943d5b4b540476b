package io.cardea.plugin.videoroom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What there is to subscribe to in a room, and what may stand beside it in one subscription: either
 * everything is encrypted end to end or nothing. One for each request; on the subscriber's lane.
 */
final class Feeds {
    private final Room room;
    private final boolean joining;
    private Optional<Boolean> endToEndEncrypted;

    /** A source with what is wanted of it. */
    record Wanted(PublisherStream source, SubscribeEntry entry) {}

    private Feeds(Room room, boolean joining, Optional<Boolean> endToEndEncrypted) {
        this.room = room;
        this.joining = joining;
        this.endToEndEncrypted = endToEndEncrypted;
    }

    /** For a subscription that is yet to be: the first feed decides. */
    static Feeds ofJoin(Room room) {
        boolean needed = room.settings().entry().requireE2ee();
        return new Feeds(room, true, needed ? Optional.of(true) : Optional.empty());
    }

    /** For one there is. */
    static Feeds of(Room room, boolean endToEndEncrypted) {
        return new Feeds(room, false, Optional.of(endToEndEncrypted));
    }

    boolean isEndToEndEncrypted() {
        return endToEndEncrypted.orElse(false);
    }

    /**
     * @throws RoomError if there is nobody of that id who publishes
     */
    Publisher find(Id id) {
        return room.publisher(id)
                .filter(Publisher::isStarted)
                .orElseThrow(() -> RoomError.noSuchFeed(id));
    }

    /**
     * @throws RoomError if the feed doesn't fit
     */
    void admit(Publisher feed) {
        boolean encrypted = feed.isEndToEndEncrypted();
        if (endToEndEncrypted.isEmpty()) endToEndEncrypted = Optional.of(encrypted);
        if (encrypted == endToEndEncrypted.get()) return;
        boolean mixes = joining && !room.settings().entry().requireE2ee();
        String kind = encrypted ? "end-to-end encrypted" : "not end-to-end encrypted";
        throw new RoomError(
                RoomError.INVALID_FEED,
                mixes
                        ? "Can't mix normal and end-to-end encrypted subscriptions"
                        : "Can't have " + kind + " feed in this subscription (" + feed.id() + ")");
    }

    /**
     * @throws RoomError if the feed has no such stream
     */
    PublisherStream stream(Publisher feed, String mid) {
        return feed.stream(mid)
                .orElseThrow(() ->
                        new RoomError(
                                RoomError.NO_SUCH_FEED,
                                "No such mid '" + mid + "' in feed (" + feed.id() + ")"));
    }

    /** The sources an entry means; those that can have no m-line are left out. */
    List<Wanted> sources(Publisher feed, SubscribeEntry entry) {
        List<PublisherStream> named =
                entry.mid().map(mid -> List.of(stream(feed, mid))).orElseGet(feed::streams);
        // compat: a join doesn't heed it
        SubscribeEntry heeded = joining ? entry.sent() : entry;
        List<Wanted> wanted = new ArrayList<>();
        for (PublisherStream source : named) {
            boolean describable = source.kind() == MediaKind.DATA || !source.codec().isEmpty();
            boolean useful = joining || !source.isDisabled();
            if (describable && useful) wanted.add(new Wanted(source, heeded));
        }
        return wanted;
    }
}
