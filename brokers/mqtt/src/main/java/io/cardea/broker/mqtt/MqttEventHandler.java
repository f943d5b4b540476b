package io.cardea.broker.mqtt;

import io.cardea.broker.BrokerLink;
import io.cardea.broker.BrokerTls;
import io.cardea.broker.Counters;
import io.cardea.broker.Outgoing;
import io.cardea.events.common.EventQueue;
import io.cardea.events.common.Tweak;
import io.cardea.events.common.Wanted;
import io.cardea.spi.EventHandler;
import io.cardea.spi.EventHandlerContext;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.JsonStyle;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to an MQTT broker, each on the topic of its type. While the broker is away they
 * wait, as many as {@link EventQueue} takes.
 */
public final class MqttEventHandler implements EventHandler {
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final String CONNECTED =
            "{\"event\": \"connected\", \"eventhandler\": \"janus.eventhandler.mqttevh\"}";
    private static final String DISCONNECTED = "{\"event\": \"disconnected\"}";

    private final Counters counters = new Counters();
    private volatile Wanted wanted = new Wanted(Settings.group("", 0));
    private volatile JsonStyle style = JsonStyle.COMPACT;
    private @Nullable BrokerLink<Target> link;
    private @Nullable EventQueue queue;
    private Target base = new Target("", 0, false);

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "janus.eventhandler.mqttevh",
                "JANUS MQTTEventHandler plugin",
                "Cardea",
                "Publishes events to an MQTT broker.",
                1,
                "0.0.1",
                "libjanus_mqttevh.so");
    }

    @Override
    public boolean start(EventHandlerContext context) {
        Settings general = context.settings().section("general");
        if (!general.bool("enabled", false)) return false;
        wanted = new Wanted(general);
        style = JsonStyle.of(general.string("json", "compact"));
        MqttPlace place = MqttPlace.read(general, KEEP_ALIVE_SECONDS, MqttEventHandler::tls);
        base =
                new Target(
                                MqttSettings.topic(general, "topic", "/janus/events"),
                                MqttSettings.qos(general, "qos"),
                                general.bool("retain", false))
                        .with(Optional.empty(), UserProperty.list(general, "add_user_properties"));
        BrokerLink<Target> made =
                new BrokerLink<>(
                        "mqttevh",
                        new Mqtt(place, status(general)),
                        counters,
                        place.flow().maxBuffered());
        link = made;
        made.start();
        queue = new EventQueue("events-mqtt", false, this::send);
        return true;
    }

    /** Each setting has an older name. */
    private static BrokerTls tls(Settings general) {
        return BrokerTls.read(
                general,
                name(general, "tls_cacert", "ssl_cacert"),
                name(general, "tls_client_cert", "ssl_client_cert"),
                name(general, "tls_client_key", "ssl_client_key"),
                general.bool(name(general, "tls_verify_peer", "ssl_verify_peer"), false),
                general.bool(name(general, "tls_verify_hostname", "ssl_verify_hostname"), false));
    }

    private static String name(Settings general, String now, String before) {
        return general.get(now).isPresent() ? now : before;
    }

    private Status status(Settings general) {
        Target target = base.at(base.topic() + "/status");
        Optional<String> leaving = Optional.of(general.string("disconnect_status", DISCONNECTED));
        Target will = new Target(target.topic(), willQos(general), true);
        return new Status(
                Status.message(Optional.of(general.string("connect_status", CONNECTED)), target),
                Status.message(leaving, target),
                general.bool("will_enabled", false)
                        ? Status.message(leaving, will)
                        : Optional.empty());
    }

    private static int willQos(Settings general) {
        return MqttPlace.number(general, "will_qos", 0, 0, 2);
    }

    /** The broker, as the link sees it. */
    private final class Mqtt implements BrokerLink.Broker<Target> {
        private final MqttPlace place;
        private final Status status;

        Mqtt(MqttPlace place, Status status) {
            this.place = place;
            this.status = status;
        }

        @Override
        public BrokerLink.Line<Target> connect() throws IOException, InterruptedException {
            return MqttLine.open(place, status, List.of(), message -> {}, counters);
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
        if (link == null) return;
        for (Json event : events) {
            Optional<EventType> type = EventType.of(event.integer("type", 0));
            String label = type.map(EventType::label).orElse("none");
            String text = named(event, type.map(EventType::displayName).orElse("")).toString(style);
            Target target = base.at(base.topic() + "/" + label);
            link.put(new Outgoing<>(text.getBytes(StandardCharsets.UTF_8), target));
        }
    }

    /** The event with the name of its type besides. */
    private static Json named(Json event, String name) {
        Json copy = Json.object();
        event.members().forEach(copy::put);
        return copy.put("eventtype", name);
    }

    // ---- From the Admin API ----

    @Override
    public Json query(Json request) {
        return Tweak.answer(request, wanted, change -> Optional.empty());
    }

    @Override
    public List<Metric> metrics() {
        BrokerLink<Target> counted = link;
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
        return Set.of("general.events", "general.json");
    }

    @Override
    public void close() {
        if (queue != null) queue.close();
        if (link != null) link.close();
    }
}
