package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code subscribe}, {@code unsubscribe} and {@code update}. Everything is checked before anything
 * changes. On the handle's lane.
 */
final class SubscriberUpdate {
    private final Subscription subscription;
    private final Ids ids;

    SubscriberUpdate(Subscription subscription) {
        this.subscription = subscription;
        this.ids = subscription.environment().ids();
    }

    Event subscribe(Json body) {
        Requests.check(Fields.NONE.mandatory("streams", Kind.ARRAY), body);
        return apply(wanted(body, "streams"), List.of());
    }

    Event unsubscribe(Json body) {
        Requests.check(Fields.NONE.mandatory("streams", Kind.ARRAY), body);
        return apply(List.of(), unwanted(body, "streams"));
    }

    Event update(Json body) {
        Requests.check(
                Fields.NONE.optional("subscribe", Kind.ARRAY).optional("unsubscribe", Kind.ARRAY),
                body);
        if (!body.has("subscribe") && !body.has("unsubscribe")) {
            throw new RoomError(
                    RoomError.MISSING_ELEMENT,
                    "At least one of either 'subscribe' or 'unsubscribe' must be present");
        }
        // compat: what is unwanted is checked before it is looked up what is wanted
        entries(body, "subscribe").forEach(entry -> SubscribeEntry.of(entry, ids));
        List<UnsubscribeEntry> unwanted = unwanted(body, "unsubscribe");
        return apply(wanted(body, "subscribe"), unwanted);
    }

    private List<Feeds.Wanted> wanted(Json body, String name) {
        List<Json> entries = entries(body, name);
        Feeds feeds = Feeds.of(subscription.room(), subscription.isEndToEndEncrypted());
        List<Feeds.Wanted> wanted = new ArrayList<>();
        for (Json entry : entries) {
            wanted.addAll(wanted(entry, ids, feeds));
        }
        if (subscription.streams().size() + wanted.size() > Subscription.MAX_STREAMS) {
            throw tooMany();
        }
        return wanted;
    }

    private static List<Json> entries(Json body, String name) {
        if (!body.has(name)) return List.of();
        List<Json> entries = body.get(name).orElseThrow().elements();
        if (entries.isEmpty()) throw RoomError.invalid("Empty subscription list");
        return entries;
    }

    static RoomError tooMany() {
        return new RoomError(
                RoomError.INVALID_SDP,
                "Too many streams (" + Subscription.MAX_STREAMS + " at most)");
    }

    /**
     * The sources one entry means.
     *
     * @throws RoomError if it is wrong, or there is no such source
     */
    static List<Feeds.Wanted> wanted(Json element, Ids ids, Feeds feeds) {
        SubscribeEntry entry = SubscribeEntry.of(element, ids);
        Publisher feed = feeds.find(entry.feed());
        feeds.admit(feed);
        List<Feeds.Wanted> sources = feeds.sources(feed, entry);
        Targets.check(element);
        return sources;
    }

    private List<UnsubscribeEntry> unwanted(Json body, String name) {
        if (!body.has(name)) return List.of();
        List<Json> entries = body.get(name).orElseThrow().elements();
        if (entries.isEmpty()) throw RoomError.invalid("Empty unsubscription list");
        return entries.stream().map(entry -> UnsubscribeEntry.of(entry, ids)).toList();
    }

    private Event apply(List<Feeds.Wanted> wanted, List<UnsubscribeEntry> unwanted) {
        // compat: after a hangup an answer is awaited that will never come
        if (subscription.isOver()) return updating();
        boolean changed = false;
        for (UnsubscribeEntry entry : unwanted) {
            changed |= drop(entry);
        }
        for (Feeds.Wanted entry : wanted) {
            changed |= subscription.place(entry);
        }
        changed |= subscription.offers().takeSkipped();
        if (!changed) return Event.of(subscription.bareUpdate());
        Optional<Jsep> offer = subscription.offer(false);
        return offer.map(jsep -> Event.of(subscription.updated(), jsep)).orElseGet(this::updating);
    }

    private Event updating() {
        Json event = Json.object().put("videoroom", "updating");
        return Event.of(event.put("room", subscription.room().id().json()));
    }

    private boolean drop(UnsubscribeEntry entry) {
        boolean changed = false;
        for (SubscriptionStream stream : subscription.streams()) {
            for (PublisherStream source : stream.sources()) {
                if (!entry.means(stream.mid(), source)) continue;
                stream.drop(source);
                changed |= stream.kind() != MediaKind.DATA;
            }
        }
        return changed;
    }
}
