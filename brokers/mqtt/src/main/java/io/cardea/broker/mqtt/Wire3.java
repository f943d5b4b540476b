package io.cardea.broker.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuth;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuthBuilder;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3ConnectBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import io.cardea.broker.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** MQTT 3.1.1. */
@SuppressWarnings("CheckReturnValue") // a builder returns itself
final class Wire3 implements Wire {
    private final MqttPlace place;
    private final Mqtt3AsyncClient client;

    /**
     * @param receiver told of messages, one at a time
     */
    Wire3(MqttPlace place, Runnable onLost, Consumer<Incoming> receiver, Executor executor) {
        this.place = place;
        this.client = Clients.builder(place, onLost).useMqttVersion3().buildAsync();
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish -> receiver.accept(incoming(publish)),
                executor);
    }

    private static Incoming incoming(Mqtt3Publish publish) {
        return new Incoming(
                publish.getTopic().toString(),
                publish.getPayloadAsBytes(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Override
    public CompletableFuture<?> connect(Optional<Outgoing<Target>> will) {
        Mqtt3ConnectBuilder connect =
                Mqtt3Connect.builder()
                        .cleanSession(place.flow().cleanSession())
                        .keepAlive(place.flow().keepAliveSeconds());
        auth().ifPresent(connect::simpleAuth);
        will.ifPresent(message -> connect.willPublish(message(message)));
        return client.connect(connect.build());
    }

    private Optional<Mqtt3SimpleAuth> auth() {
        return place.identity()
                .user()
                .map(user -> {
                    Mqtt3SimpleAuthBuilder.Complete named =
                            Mqtt3SimpleAuth.builder().username(user);
                    place.identity()
                            .password()
                            .ifPresent(p -> named.password(p.getBytes(StandardCharsets.UTF_8)));
                    return named.build();
                });
    }

    @Override
    public CompletableFuture<?> subscribe(List<Subscription> subscriptions) {
        List<Mqtt3Subscription> list =
                subscriptions.stream()
                        .map(s ->
                                Mqtt3Subscription.builder()
                                        .topicFilter(s.filter())
                                        .qos(qos(s.qos()))
                                        .build())
                        .toList();
        return client.subscribe(Mqtt3Subscribe.builder().addSubscriptions(list).build());
    }

    private static MqttQos qos(int number) {
        MqttQos qos = MqttQos.fromCode(number);
        if (qos == null) throw new IllegalArgumentException("no QoS: " + number);
        return qos;
    }

    @Override
    public CompletableFuture<?> publish(Outgoing<Target> message) {
        return client.publish(message(message));
    }

    private static Mqtt3Publish message(Outgoing<Target> message) {
        Target target = message.address();
        return Mqtt3Publish.builder()
                .topic(target.topic())
                .payload(message.payload())
                .qos(qos(target.qos()))
                .retain(target.retain())
                .build();
    }

    @Override
    public boolean isRefusal(Throwable fault) {
        return fault instanceof MqttEncodeException;
    }

    @Override
    public CompletableFuture<?> disconnect() {
        return client.disconnect();
    }
}
