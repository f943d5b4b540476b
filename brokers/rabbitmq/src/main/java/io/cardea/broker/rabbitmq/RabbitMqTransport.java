package io.cardea.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.cardea.broker.BrokerApi;
import io.cardea.broker.BrokerLink;
import io.cardea.broker.Counters;
import io.cardea.broker.Limits;
import io.cardea.broker.Outgoing;
import io.cardea.broker.rabbitmq.RabbitMqSettings.Queues;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.Transport;
import io.cardea.spi.TransportContext;
import io.cardea.transport.netty.Tuning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Janus API and the Admin API over the queues of a RabbitMQ server.
 *
 * <p>Started and closed by the server's main thread, whether the broker is there or not. Requests
 * run on virtual threads, those of a session one after another. Limits: see {@link Limits}.
 */
public final class RabbitMqTransport implements Transport {
    static final String PACKAGE = "janus.transport.rabbitmq";

    /** Requests that the broker hands over before the earlier ones are taken. */
    private static final int MAX_AHEAD = 64;

    private final Counters counters = new Counters();
    private volatile Tuning tuning = new Tuning(Settings.group("", 0));
    private Optional<RabbitMqSettings> settings = Optional.empty();
    private Optional<Side> janus = Optional.empty();
    private Optional<Side> admin = Optional.empty();
    private @Nullable BrokerLink<Route> link;
    private @Nullable TransportContext context;

    /** One of the two APIs. */
    private record Side(Queues queues, BrokerApi api) {}

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                PACKAGE,
                "JANUS RabbitMQ transport plugin",
                "Cardea",
                "Carries the Janus API over RabbitMQ.",
                1,
                "0.0.1",
                "libjanus_rabbitmq.so");
    }

    @Override
    public boolean start(TransportContext given) {
        RabbitMqSettings read = RabbitMqSettings.read(given.settings());
        if (read.janus().isEmpty() && read.admin().isEmpty()) return false;
        context = given;
        settings = Optional.of(read);
        tuning = new Tuning(given.settings().section("general"));
        janus = read.janus().map(queues -> side(queues, false, given));
        admin = read.admin().map(queues -> side(queues, true, given));
        BrokerLink<Route> made =
                new BrokerLink<>("rabbitmq", new Rabbit(read), counters, Limits.MAX_QUEUED);
        link = made;
        made.start();
        return janus.isPresent();
    }

    private Side side(Queues queues, boolean isAdmin, TransportContext given) {
        Route route = new Route(queues.outgoingKey());
        return new Side(
                queues,
                new BrokerApi(
                        PACKAGE, isAdmin, given.gateway(), counters, event -> send(event, route)));
    }

    private void send(Json message, Route route) {
        BrokerLink<Route> to = link;
        byte[] bytes = tuning.print(message).getBytes(StandardCharsets.UTF_8);
        if (to != null) to.offer(new Outgoing<>(bytes, route));
    }

    /** The broker, as the link sees it. */
    private final class Rabbit implements BrokerLink.Broker<Route> {
        private final RabbitMqSettings read;

        Rabbit(RabbitMqSettings read) {
            this.read = read;
        }

        @Override
        public BrokerLink.Line<Route> connect() throws IOException {
            return AmqpLine.open(read.place(), Optional.of("Janus"), counters, this::setUp);
        }

        private void setUp(Channel channel) throws IOException {
            channel.basicQos(MAX_AHEAD);
            if (janus.isPresent()) setUp(channel, janus.get());
            if (admin.isPresent()) setUp(channel, admin.get());
        }

        private void setUp(Channel channel, Side side) throws IOException {
            Queues queues = side.queues();
            RabbitMqSettings.Kind kind = queues.kind();
            channel.queueDeclare(
                    queues.incoming(), kind.durable(), kind.exclusive(), kind.autodelete(), null);
            if (queues.named() && read.place().exchange().binds()) {
                channel.queueBind(
                        queues.incoming(), read.place().exchange().name(), queues.incomingKey());
            }
            if (queues.declaresOutgoing()) {
                channel.queueDeclare(queues.outgoingKey(), false, false, false, null);
            }
            channel.basicConsume(queues.incoming(), false, new Ear(channel));
        }

        @Override
        public void onUp() {
            TransportContext to = context;
            if (to == null || !tuning.notifies()) return;
            Json event = Json.object().put("event", "connected");
            janus.or(() -> admin).ifPresent(side -> to.notifyEvent(side.api().client(), event));
        }

        @Override
        public String place() {
            return read.place().toString();
        }
    }

    /** Takes requests; a delivery at a time. */
    private final class Ear extends DefaultConsumer {
        Ear(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(
                String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                throws IOException {
            // compat: a request that was taken does not come again, whatever becomes of it
            getChannel().basicAck(envelope.getDeliveryTag(), false);
            // compat: what is routed by the Admin API's key is for the Admin API
            Optional<Side> side =
                    admin.filter(a -> a.queues().incomingKey().equals(envelope.getRoutingKey()))
                            .or(() -> janus)
                            .or(() -> admin);
            if (side.isEmpty()) return;
            Optional<String> correlationId = Optional.ofNullable(properties.getCorrelationId());
            Route route = new Route(side.get().queues().outgoingKey(), correlationId);
            try {
                receive(side.get().api(), body, answer -> send(answer, route));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void receive(BrokerApi api, byte[] body, Consumer<Json> answer)
                throws InterruptedException {
            Optional<Json> request = api.text(body).flatMap(text -> api.parse(text, answer));
            if (request.isPresent()) api.serve(request.get(), answer);
        }
    }

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
        BrokerLink<Route> counted = link;
        return counted == null ? List.of() : counters.metrics(counted);
    }

    @Override
    public Set<String> reload(Settings fresh) {
        return tuning.reload(fresh.section("general"));
    }

    @Override
    public void close() {
        if (link != null) link.close();
    }
}
