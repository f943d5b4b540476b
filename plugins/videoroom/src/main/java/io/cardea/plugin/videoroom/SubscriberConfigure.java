package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code configure} of a subscriber. On the handle's lane. */
final class SubscriberConfigure {
    private static final Fields FIELDS =
            Fields.NONE
                    .optional("streams", Kind.ARRAY)
                    .optional("update", Kind.BOOLEAN)
                    .optional("restart", Kind.BOOLEAN)
                    .optional("audio", Kind.BOOLEAN)
                    .optional("video", Kind.BOOLEAN)
                    .optional("data", Kind.BOOLEAN);

    private final Subscription subscription;

    SubscriberConfigure(Subscription subscription) {
        this.subscription = subscription;
    }

    Event serve(Json body) {
        if (subscription.isSilenced()) {
            throw RoomError.unauthorized("Unauthorized, you have been kicked");
        }
        Requests.check(FIELDS, body);
        List<ConfigureEntry> entries = entries(body);
        for (SubscriptionStream stream : subscription.streams()) {
            body.get(stream.kind().word()).ifPresent(on -> stream.send(on.bool()));
        }
        for (ConfigureEntry entry : entries) {
            subscription.streams().stream()
                    .filter(entry::means)
                    .forEach(stream -> stream.configure(entry.body()));
        }
        Json reply = subscription.event().put("configured", "ok");
        Optional<Jsep> offer = offer(body);
        return offer.map(jsep -> Event.of(reply, jsep)).orElseGet(() -> Event.of(reply));
    }

    private List<ConfigureEntry> entries(Json body) {
        List<Json> elements =
                body.get("streams")
                        .map(Json::elements)
                        .orElseGet(() -> List.of(ConfigureEntry.flat(body)));
        List<ConfigureEntry> entries = new ArrayList<>();
        for (Json element : elements) {
            entries.add(ConfigureEntry.of(element, subscription, elements.size() == 1));
        }
        return entries;
    }

    /** While another offer is unanswered, this one follows its answer. */
    private Optional<Jsep> offer(Json body) {
        boolean restart = body.bool("restart", false);
        if (subscription.isOver() || !(restart || body.bool("update", false))) {
            return Optional.empty();
        }
        return subscription.offer(restart);
    }
}
