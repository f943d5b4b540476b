package io.cardea.broker.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.cardea.broker.Outgoing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** MQTT 5. */
@SuppressWarnings("CheckReturnValue") // a builder returns itself
final class Wire5 implements Wire {
    /** Messages that the broker hands over before the earlier ones are taken. */
    private static final int MAX_AHEAD = 64;

    private final MqttPlace place;
    private final Mqtt5AsyncClient client;

    /**
     * @param receiver told of messages, one at a time
     */
    Wire5(MqttPlace place, Runnable onLost, Consumer<Incoming> receiver, Executor executor) {
        this.place = place;
        this.client = Clients.builder(place, onLost).useMqttVersion5().buildAsync();
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish -> receiver.accept(incoming(publish)),
                executor);
    }

    private static Incoming incoming(Mqtt5Publish publish) {
        List<UserProperty> properties =
                publish.getUserProperties().asList().stream()
                        .map(p -> new UserProperty(p.getName().toString(), p.getValue().toString()))
                        .toList();
        return new Incoming(
                publish.getTopic().toString(),
                publish.getPayloadAsBytes(),
                publish.getResponseTopic().map(Object::toString),
                publish.getCorrelationData().map(Wire5::bytes),
                properties);
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] copy = new byte[data.remaining()];
        data.duplicate().get(copy);
        return copy;
    }

    @Override
    public CompletableFuture<?> connect(Optional<Outgoing<Target>> will) {
        Mqtt5ConnectBuilder connect =
                Mqtt5Connect.builder()
                        .cleanStart(place.flow().cleanSession())
                        .keepAlive(place.flow().keepAliveSeconds())
                        .restrictions()
                        .receiveMaximum(MAX_AHEAD)
                        .applyRestrictions();
        auth().ifPresent(connect::simpleAuth);
        will.ifPresent(message -> connect.willPublish(message(message)));
        return client.connect(connect.build());
    }

    private Optional<Mqtt5SimpleAuth> auth() {
        Optional<byte[]> password =
                place.identity().password().map(p -> p.getBytes(StandardCharsets.UTF_8));
        Mqtt5SimpleAuthBuilder builder = Mqtt5SimpleAuth.builder();
        Optional<String> user = place.identity().user();
        if (user.isPresent()) {
            Mqtt5SimpleAuthBuilder.Complete named = builder.username(user.get());
            password.ifPresent(named::password);
            return Optional.of(named.build());
        }
        return password.map(word -> builder.password(word).build());
    }

    @Override
    public CompletableFuture<?> subscribe(List<Subscription> subscriptions) {
        List<Mqtt5Subscription> list =
                subscriptions.stream()
                        .map(s ->
                                Mqtt5Subscription.builder()
                                        .topicFilter(s.filter())
                                        .qos(qos(s.qos()))
                                        .build())
                        .toList();
        return client.subscribe(Mqtt5Subscribe.builder().addSubscriptions(list).build());
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

    private static Mqtt5Publish message(Outgoing<Target> message) {
        Target target = message.address();
        Mqtt5PublishBuilder.Complete publish =
                Mqtt5Publish.builder()
                        .topic(target.topic())
                        .payload(message.payload())
                        .qos(qos(target.qos()))
                        .retain(target.retain());
        target.correlation().ifPresent(publish::correlationData);
        if (target.userProperties().isEmpty()) return publish.build();
        Mqtt5UserPropertiesBuilder properties = Mqtt5UserProperties.builder();
        target.userProperties().forEach(p -> properties.add(p.name(), p.value()));
        return publish.userProperties(properties.build()).build();
    }

    @Override
    public boolean isRefusal(Throwable fault) {
        return fault instanceof Mqtt5PubAckException
                || fault instanceof Mqtt5PubRecException
                || fault instanceof MqttEncodeException;
    }

    @Override
    public CompletableFuture<?> disconnect() {
        return client.disconnect();
    }
}
