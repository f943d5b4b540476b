package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code switch}: other sources on the same m-lines, without a new offer. What doesn't fit is
 * silently left as it is. On the handle's lane.
 */
final class SubscriberSwitch {
    private final Subscription subscription;
    private final Ids ids;

    SubscriberSwitch(Subscription subscription) {
        this.subscription = subscription;
        this.ids = subscription.environment().ids();
    }

    Event serve(Json body) {
        Requests.check(Fields.NONE.optional("streams", Kind.ARRAY), body);
        Feeds feeds = Feeds.of(subscription.room(), subscription.isEndToEndEncrypted());
        List<SwitchEntry> entries =
                body.get("streams")
                        .map(streams -> entries(streams.elements(), feeds))
                        .orElseGet(() -> legacyEntries(body, feeds));
        if (entries.isEmpty()) throw RoomError.invalid("Empty switch list");
        return apply(entries);
    }

    private List<SwitchEntry> entries(List<Json> elements, Feeds feeds) {
        return elements.stream().map(element -> SwitchEntry.of(element, ids, feeds)).toList();
    }

    /** compat: all m-lines to one feed, each to the next stream of its kind and codec. */
    private List<SwitchEntry> legacyEntries(Json body, Feeds feeds) {
        Requests.check(Fields.NONE.mandatory("feed", ids.kind()), body);
        Publisher feed = feeds.find(ids.get(body, "feed"));
        feeds.admit(feed);
        List<PublisherStream> left = new ArrayList<>(feed.streams());
        List<SwitchEntry> entries = new ArrayList<>();
        for (SubscriptionStream stream : subscription.streams()) {
            Optional<PublisherStream> next = left.stream().filter(stream::fits).findFirst();
            if (next.isEmpty()) continue;
            left.remove(next.get());
            entries.add(new SwitchEntry(stream.mid(), next.get(), Targets.BEST));
        }
        return entries;
    }

    private Event apply(List<SwitchEntry> entries) {
        int changes = 0;
        boolean revived = false;
        for (SwitchEntry entry : entries) {
            Optional<SubscriptionStream> stream =
                    subscription.stream(entry.line())
                            .filter(s -> s.fits(entry.source()))
                            .filter(s -> !s.isFedBy(entry.source()));
            if (stream.isEmpty()) continue;
            boolean wasInactive =
                    stream.get().kind() != MediaKind.DATA && !stream.get().hasSource();
            if (!stream.get().replace(entry.source(), entry.targets())) continue;
            changes++;
            revived |= wasInactive;
            stream.get().wire();
        }
        if (revived) {
            subscription
                    .offer(false)
                    .ifPresent(jsep -> subscription.push(Event.of(subscription.updated(), jsep)));
        }
        if (changes > 0) subscription.report(subscription.notice("switched"));
        return Event.of(switched(changes));
    }

    private Json switched(int changes) {
        return Json.object()
                .put("videoroom", "event")
                .put("switched", "ok")
                .put("room", subscription.room().id().json())
                .put("changes", changes)
                .put("streams", subscription.summary());
    }
}
