package io.cardea.broker.rabbitmq;

import io.cardea.broker.BrokerLink;
import io.cardea.broker.Counters;
import io.cardea.broker.Outgoing;
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
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to a RabbitMQ server. While it is away they wait, as many as {@link EventQueue}
 * takes.
 */
public final class RabbitMqEventHandler implements EventHandler {
    /** Messages handed to the link; all others wait in the queue. */
    private static final int MAX_HANDED = 16;

    private final Counters counters = new Counters();
    private volatile Wanted wanted = new Wanted(Settings.group("", 0));
    private volatile JsonStyle style = JsonStyle.COMPACT;
    private @Nullable BrokerLink<Route> link;
    private @Nullable EventQueue queue;
    private Route route = new Route("");

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "janus.eventhandler.rabbitmqevh",
                "JANUS RabbitMQEventHandler plugin",
                "Cardea",
                "Publishes events to RabbitMQ.",
                1,
                "0.0.1",
                "libjanus_rabbitmqevh.so");
    }

    @Override
    public boolean start(EventHandlerContext context) {
        Settings general = context.settings().section("general");
        if (!general.bool("enabled", false)) return false;
        wanted = new Wanted(general);
        style = JsonStyle.of(general.string("json", "compact"));
        String key = general.string("route_key", "");
        if (key.isEmpty()) throw new SettingsException(general.where(), "route_key", "needed");
        route = new Route(key);
        AmqpPlace place = AmqpPlace.read(general, "");
        boolean declares = general.bool("declare_outgoing_queue", true);
        BrokerLink<Route> made =
                new BrokerLink<>("rabbitmqevh", new Rabbit(place, declares), counters, MAX_HANDED);
        link = made;
        made.start();
        queue = new EventQueue("events-rabbitmq", general.bool("grouping", true), this::send);
        return true;
    }

    /** The broker, as the link sees it. */
    private final class Rabbit implements BrokerLink.Broker<Route> {
        private final AmqpPlace place;
        private final boolean declares;

        Rabbit(AmqpPlace place, boolean declares) {
            this.place = place;
            this.declares = declares;
        }

        @Override
        public BrokerLink.Line<Route> connect() throws IOException {
            return AmqpLine.open(
                    place,
                    Optional.empty(),
                    counters,
                    channel -> {
                        if (declares) channel.queueDeclare(route.key(), false, false, false, null);
                    });
        }

        @Override
        public String place() {
            return place.toString();
        }
    }

    @Override
    public boolean wants(EventType type) {
        return wanted.has(type);
    }

    @Override
    public void handle(Json event) {
        if (queue != null) queue.offer(event);
    }

    /** On the queue's thread. */
    private void send(List<Json> events) throws InterruptedException {
        if (queue == null || link == null) return;
        Json body = queue.isGrouping() ? Json.arrayOf(events) : events.getFirst();
        byte[] bytes = body.toString(style).getBytes(StandardCharsets.UTF_8);
        link.put(new Outgoing<>(bytes, route));
    }

    // ---- From the Admin API ----

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
    public List<Metric> metrics() {
        BrokerLink<Route> counted = link;
        if (counted == null || queue == null) return List.of();
        List<Metric> metrics = new ArrayList<>(counters.metrics(counted));
        metrics.add(
                Metric.counter("events_dropped", "Events that found no room.", queue.dropped()));
        return metrics;
    }

    @Override
    public Set<String> reload(Settings fresh) {
        Settings general = fresh.section("general");
        wanted = new Wanted(general);
        style = JsonStyle.of(general.string("json", "compact"));
        if (queue != null) queue.grouping(general.bool("grouping", true));
        return Set.of("general.events", "general.json", "general.grouping");
    }

    @Override
    public void close() {
        if (queue != null) queue.close();
        if (link != null) link.close();
    }
}
