package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Handle;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.Quota;
import io.cardea.spi.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code join} as a subscriber. On the handle's lane. */
final class SubscriberJoin {
    private static final Fields FIELDS =
            Fields.NONE
                    .optional("streams", Kind.ARRAY)
                    .optional("private_id", Kind.POSITIVE_INTEGER)
                    .optional("autoupdate", Kind.BOOLEAN)
                    .optional("audio", Kind.BOOLEAN)
                    .optional("video", Kind.BOOLEAN)
                    .optional("data", Kind.BOOLEAN);

    private final Environment environment;
    private final Handle handle;
    private final Json body;
    private final Room room;
    private final Feeds feeds;

    private SubscriberJoin(Environment environment, Handle handle, Json body, Room room) {
        this.environment = environment;
        this.handle = handle;
        this.body = body;
        this.room = room;
        this.feeds = Feeds.ofJoin(room);
    }

    static Role.Joined serve(Environment environment, Handle handle, Room room, Request request) {
        if (request.jsep().isPresent()) {
            throw new RoomError(
                    RoomError.INVALID_REQUEST, "Can't send an offer to create subscribers");
        }
        Requests.check(FIELDS, request.body());
        return new SubscriberJoin(environment, handle, request.body(), room).serve();
    }

    private Role.Joined serve() {
        List<Json> entries = body.get("streams").map(Json::elements).orElse(List.of());
        if (!entries.isEmpty()) return subscribe(wanted(entries), Optional.empty());
        Publisher feed = legacyFeed();
        return subscribe(legacyWanted(feed), Optional.of(feed));
    }

    private List<Feeds.Wanted> wanted(List<Json> entries) {
        List<Feeds.Wanted> wanted = new ArrayList<>();
        for (Json entry : entries) {
            wanted.addAll(SubscriberUpdate.wanted(entry, environment.ids(), feeds));
        }
        return wanted;
    }

    // ---- compat: one feed, as before streams could be chosen ----

    private Publisher legacyFeed() {
        Requests.check(
                Fields.NONE
                        .optional("offer_audio", Kind.BOOLEAN)
                        .optional("offer_video", Kind.BOOLEAN)
                        .optional("offer_data", Kind.BOOLEAN)
                        .mandatory("feed", environment.ids().kind()),
                body);
        Publisher feed = feeds.find(environment.ids().get(body, "feed"));
        feeds.admit(feed);
        return feed;
    }

    private List<Feeds.Wanted> legacyWanted(Publisher feed) {
        Predicate<Feeds.Wanted> offered =
                wanted -> body.bool("offer_" + wanted.source().kind().word(), true);
        return feeds.sources(feed, SubscribeEntry.whole(feed.id())).stream()
                .filter(offered)
                .toList();
    }

    // ---- Both ----

    private Role.Joined subscribe(List<Feeds.Wanted> wanted, Optional<Publisher> legacyFeed) {
        Subscription subscription = make();
        try {
            wanted.forEach(subscription::place);
            if (subscription.streams().isEmpty()) {
                throw new RoomError(RoomError.INVALID_SDP, "Can't offer an SDP with no stream");
            }
            if (subscription.streams().size() > Subscription.MAX_STREAMS) {
                throw SubscriberUpdate.tooMany();
            }
            subscription.report("subscribing");
            Jsep offer = subscription.offers().first(subscription.streams(), false);
            return new Role.Joined(
                    subscription, Event.of(attached(subscription, legacyFeed), offer));
        } catch (RuntimeException e) {
            subscription.end();
            throw e;
        }
    }

    private Subscription make() {
        Quota quota = environment.context().subscriptions();
        if (!quota.take()) {
            throw new RoomError(RoomError.TOO_MANY_SUBSCRIPTIONS, quota.refusal());
        }
        try {
            return admitted();
        } catch (RuntimeException e) {
            quota.giveBack();
            throw e;
        }
    }

    private Subscription admitted() {
        long privateId = body.integer("private_id", 0);
        Optional<Publisher> owner = privateId == 0 ? Optional.empty() : room.owner(privateId);
        var subscription =
                new Subscription(
                        environment,
                        room,
                        handle,
                        new Subscription.Wishes(
                                privateId,
                                owner,
                                body.bool("use_msid", false),
                                body.bool("autoupdate", true),
                                body.bool("bandwidth_events", false)),
                        feeds.isEndToEndEncrypted());
        boolean owned = owner.filter(o -> o.add(subscription)).isPresent();
        if (!owned && room.settings().entry().requirePvtid()) {
            throw RoomError.unauthorized("Unauthorized (this room requires a valid private_id)");
        }
        return subscription;
    }

    private Json attached(Subscription subscription, Optional<Publisher> legacyFeed) {
        Json event = Json.object().put("videoroom", "attached").put("room", room.id().json());
        legacyFeed.ifPresent(feed -> {
            event.put("id", feed.id().json()).put("warning", "deprecated_api");
            feed.display().ifPresent(display -> event.put("display", display));
            feed.metadata().ifPresent(metadata -> event.put("metadata", metadata));
        });
        return event.put("streams", subscription.summary());
    }
}
