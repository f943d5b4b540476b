package io.cardea.broker.mqtt;

import io.cardea.broker.BrokerApi;
import io.cardea.broker.BrokerLink;
import io.cardea.broker.Counters;
import io.cardea.broker.Limits;
import io.cardea.broker.Outgoing;
import io.cardea.broker.mqtt.MqttSettings.Topics;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.Transport;
import io.cardea.spi.TransportContext;
import io.cardea.transport.netty.Tuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Janus API and the Admin API over the topics of an MQTT broker.
 *
 * <p>Started and closed by the server's main thread, whether the broker is there or not. Requests
 * run on virtual threads, those of a session one after another. Limits: see {@link Limits}, {@code
 * max_inflight} and {@code max_buffered}.
 */
public final class MqttTransport implements Transport {
    static final String PACKAGE = "janus.transport.mqtt";

    private static final int NO_CODE = -1;

    private final Counters counters = new Counters();
    private volatile Tuning tuning = new Tuning(Settings.group("", 0));
    private Optional<MqttSettings> settings = Optional.empty();
    private Optional<Side> janus = Optional.empty();
    private Optional<Side> admin = Optional.empty();
    private @Nullable BrokerLink<Target> link;
    private @Nullable TransportContext context;

    /** One of the two APIs. */
    private record Side(Topics topics, BrokerApi api, Transactions transactions) {}

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                PACKAGE,
                "JANUS MQTT transport plugin",
                "Cardea",
                "Carries the Janus API over MQTT.",
                1,
                "0.0.1",
                "libjanus_mqtt.so");
    }

    @Override
    public boolean start(TransportContext given) {
        MqttSettings read = MqttSettings.read(given.settings());
        if (read.janus().isEmpty() && read.admin().isEmpty()) return false;
        context = given;
        settings = Optional.of(read);
        tuning = new Tuning(given.settings().section("general"));
        janus = read.janus().map(topics -> side(topics, false, read, given));
        admin = read.admin().map(topics -> side(topics, true, read, given));
        BrokerLink<Target> made =
                new BrokerLink<>(
                        "mqtt", new Mqtt(read), counters, read.place().flow().maxBuffered());
        link = made;
        made.start();
        return janus.isPresent();
    }

    private Side side(Topics topics, boolean isAdmin, MqttSettings read, TransportContext given) {
        Transactions transactions = new Transactions(read.five().vacuumSeconds());
        Consumer<Json> events =
                event -> {
                    Optional<Target> asked =
                            event.get("transaction")
                                    .filter(Json::isString)
                                    .flatMap(t -> transactions.find(t.string(), System.nanoTime()));
                    send(event, asked.orElse(topics.answers()));
                };
        BrokerApi api = new BrokerApi(PACKAGE, isAdmin, given.gateway(), counters, events);
        return new Side(topics, api, transactions);
    }

    private void send(Json message, Target target) {
        BrokerLink<Target> to = link;
        byte[] bytes = tuning.print(message).getBytes(StandardCharsets.UTF_8);
        if (to != null) to.offer(new Outgoing<>(bytes, target));
    }

    /** The broker, as the link sees it. */
    private final class Mqtt implements BrokerLink.Broker<Target> {
        private final MqttSettings read;

        Mqtt(MqttSettings read) {
            this.read = read;
        }

        @Override
        public BrokerLink.Line<Target> connect() throws IOException, InterruptedException {
            List<Wire.Subscription> subscriptions =
                    Stream.of(read.janus(), read.admin())
                            .flatMap(Optional::stream)
                            .map(Topics::requests)
                            .toList();
            return MqttLine.open(
                    read.place(),
                    read.status(),
                    subscriptions,
                    message -> receive(message, read),
                    counters);
        }

        @Override
        public void onUp() {
            tell(Json.object().put("event", "connected"));
        }

        @Override
        public void onLost() {
            tell(Json.object().put("event", "reconnecting"));
        }

        @Override
        public void onFailed(Exception why) {
            tell(Json.object().put("event", "failed").put("code", NO_CODE));
        }

        @Override
        public String place() {
            return read.place().toString();
        }
    }

    private void tell(Json event) {
        TransportContext to = context;
        if (to == null || !tuning.notifies()) return;
        janus.or(() -> admin).ifPresent(side -> to.notifyEvent(side.api().client(), event));
    }

    // ---- In ----

    private void receive(Incoming message, MqttSettings read) {
        Optional<Side> side =
                admin.filter(a -> a.topics().has(message.topic())).or(() -> janus).or(() -> admin);
        // compat: a message without anything in it is passed over
        if (side.isEmpty() || message.payload().length == 0) {
            counters.countRefused();
            return;
        }
        try {
            if (read.place().five()) {
                receiveFive(side.get(), message, read.five());
            } else {
                receive(side.get(), message.payload());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive(Side side, byte[] payload) throws InterruptedException {
        Consumer<Json> answer = json -> send(json, side.topics().answers());
        BrokerApi api = side.api();
        Optional<Json> request = api.text(payload).flatMap(text -> api.parse(text, answer));
        if (request.isPresent()) api.serve(request.get(), answer);
    }

    private void receiveFive(Side side, Incoming message, MqttSettings.Five five)
            throws InterruptedException {
        Target target = target(side.topics().answers(), message, five);
        boolean isAdmin = admin.filter(side::equals).isPresent();
        BrokerApi api = side.api();
        Consumer<Json> plain = json -> send(json, side.topics().answers());
        // compat: what has no transaction is passed over, but not by the Admin API
        Optional<Json> request =
                api.text(message.payload())
                        .flatMap(text -> api.parse(text, isAdmin ? plain : json -> {}));
        if (request.isEmpty()) return;
        Optional<String> transaction =
                request.get().get("transaction").filter(Json::isString).map(Json::string);
        if (transaction.isEmpty()) {
            if (isAdmin) api.serve(request.get(), plain);
            if (!isAdmin) counters.countRefused();
            return;
        }
        String name = transaction.get();
        side.transactions().remember(name, target, System.nanoTime());
        api.serve(
                request.get(),
                json -> {
                    // An acknowledgement is followed by an event of that transaction.
                    if (!json.string("janus", "").equals("ack")) side.transactions().forget(name);
                    send(json, target);
                });
    }

    private static Target target(Target answers, Incoming message, MqttSettings.Five five) {
        List<UserProperty> properties = new ArrayList<>();
        for (UserProperty property : message.userProperties()) {
            if (five.proxied().contains(property.name())) properties.add(property);
        }
        properties.addAll(five.added());
        return answers.at(message.responseTopic().orElse(answers.topic()))
                .with(message.correlation(), List.copyOf(properties));
    }

    // ---- For the server ----

    @Override
    public boolean isAdminEnabled() {
        return admin.isPresent();
    }

    @Override
    public List<String> urls() {
        return settings.map(s -> List.of(s.place().toString())).orElse(List.of());
    }

    @Override
    public Json query(Json request) {
        Optional<Json> fault = Tuning.fault(request);
        if (fault.isPresent()) return fault.get();
        return request.string("request", "").equals("configure")
                ? tuning.configure(request)
                : Tuning.unknown(request);
    }

    @Override
    public List<Metric> metrics() {
        BrokerLink<Target> counted = link;
        return counted == null ? List.of() : counters.metrics(counted);
    }

    @Override
    public Set<String> reload(Settings fresh) {
        return tuning.reload(fresh.section("general"));
    }

    @Override
    public void close() {
        if (link == null) return;
        boolean wasUp = link.isUp();
        link.close();
        if (wasUp) tell(Json.object().put("event", "disconnected"));
    }
}
