package io.cardea.events.nanomsg;

import io.cardea.events.common.EventQueue;
import io.cardea.events.common.Tweak;
import io.cardea.events.common.Tweak.Kind;
import io.cardea.events.common.Wanted;
import io.cardea.spi.EventHandler;
import io.cardea.spi.EventHandlerContext;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.JsonStyle;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.transport.nanomsg.sp.Limits;
import io.cardea.transport.nanomsg.sp.Place;
import io.cardea.transport.nanomsg.sp.Place.Mode;
import io.cardea.transport.nanomsg.sp.Publisher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events over a Nanomsg {@code PUB} socket. Listening, it drops what nobody is there to
 * hear; dialling, it knows whom it is for, and events wait for that one.
 */
public final class NanomsgEventHandler implements EventHandler {
    private volatile Wanted wanted = new Wanted(Settings.group("", 0));
    private volatile JsonStyle style = JsonStyle.COMPACT;
    private boolean waits;
    private @Nullable EventQueue queue;
    private @Nullable Publisher publisher;

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "janus.eventhandler.nanomsgevh",
                "JANUS NanomsgEventHandler plugin",
                "Cardea",
                "Publishes events over Nanomsg.",
                1,
                "0.0.1",
                "libjanus_nanomsgevh.so");
    }

    @Override
    public boolean start(EventHandlerContext context) throws IOException {
        Settings general = context.settings().section("general");
        if (!general.bool("enabled", false)) return false;
        wanted = new Wanted(general);
        style = style(general);
        Place place = Place.read(general, "mode", "address", Mode.CONNECT);
        waits = place.mode() == Mode.CONNECT;
        Publisher made = new Publisher(place);
        made.start();
        publisher = made;
        queue =
                new EventQueue(
                        "events-nanomsg",
                        general.bool("grouping", true),
                        events -> send(made, events));
        return true;
    }

    private static JsonStyle style(Settings general) {
        return JsonStyle.of(general.string("json", "compact"));
    }

    /** Where it publishes. */
    String url() {
        return publisher == null ? "" : publisher.address().url();
    }

    @Override
    public boolean wants(EventType type) {
        return wanted.has(type);
    }

    @Override
    public void handle(Json event) {
        if (queue != null) queue.offer(event);
    }

    // ---- On the queue's thread ----

    private void send(Publisher to, List<Json> events) throws InterruptedException {
        if (queue == null) return;
        boolean group = queue.isGrouping() || events.size() > 1;
        Json body = group ? Json.arrayOf(events) : events.getFirst();
        byte[] bytes = body.toString(style).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Limits.MAX_MESSAGE && events.size() > 1) {
            // A receiver with nanomsg's usual limit would end the connection over it.
            int half = events.size() / 2;
            send(to, events.subList(0, half));
            send(to, events.subList(half, events.size()));
        } else {
            publish(to, bytes, events.size());
        }
    }

    private void publish(Publisher to, byte[] bytes, int count) throws InterruptedException {
        while (!to.send(bytes)) {
            if (!waits) {
                if (queue != null) queue.countDropped(count);
                return;
            }
            to.awaitSubscriber();
        }
    }

    // ---- From the operator ----

    @Override
    public Json query(Json request) {
        return Tweak.answer(request, wanted, this::change);
    }

    private Optional<Json> change(Json request) {
        Optional<Json> flaw = Tweak.flaw(request, "grouping", Kind.BOOLEAN);
        if (flaw.isPresent()) return flaw;
        if (queue != null) queue.grouping(request.bool("grouping", queue.isGrouping()));
        return Optional.empty();
    }

    @Override
    public Set<String> reload(Settings fresh) {
        Settings general = fresh.section("general");
        boolean grouping = general.bool("grouping", true);
        wanted = new Wanted(general);
        style = style(general);
        if (queue != null) queue.grouping(grouping);
        return Set.of("general.events", "general.json", "general.grouping");
    }

    @Override
    public List<Metric> metrics() {
        if (queue == null || publisher == null) return List.of();
        List<Metric> metrics = new ArrayList<>(publisher.counters().metrics());
        metrics.addAll(queue.metrics());
        return metrics;
    }

    @Override
    public void close() {
        if (queue != null) queue.close();
        if (publisher != null) publisher.close();
    }
}
