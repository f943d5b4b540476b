package io.cardea.conformance;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A client of the server's, with an MQTT broker in between; waits eight seconds for a message. */
@SuppressWarnings("CheckReturnValue") // a builder returns itself
final class MqttPeer implements AutoCloseable {
    private static final int LIMIT_SECONDS = 8;

    /** What may go with a message. */
    record With(String responseTopic, String correlation, Map<String, String> properties) {
        static final With NOTHING = new With("", "", Map.of());
    }

    /** A message that came. */
    record Got(String topic, String text, int qos, boolean retained, With with) {
        /** All there is to it but the quality of service. */
        String line() {
            return topic
                    + " "
                    + with.correlation
                    + " "
                    + new TreeMap<>(with.properties)
                    + " "
                    + text;
        }
    }

    private final Mqtt5BlockingClient client;
    private final Mqtt5Publishes incoming;

    MqttPeer(int port, String... topics) {
        client =
                MqttClient.builder()
                        .useMqttVersion5()
                        .serverHost("127.0.0.1")
                        .serverPort(port)
                        .buildBlocking();
        incoming = client.publishes(MqttGlobalPublishFilter.ALL);
        client.connect();
        for (String topic : topics) {
            client.subscribeWith().topicFilter(topic).qos(MqttQos.EXACTLY_ONCE).send();
        }
    }

    void say(String topic, String text, With with) {
        Mqtt5PublishBuilder.Complete publish =
                Mqtt5Publish.builder()
                        .topic(topic)
                        .payload(text.getBytes(StandardCharsets.UTF_8))
                        .qos(MqttQos.AT_LEAST_ONCE);
        if (!with.responseTopic.isEmpty()) publish.responseTopic(with.responseTopic);
        if (!with.correlation.isEmpty()) {
            publish.correlationData(with.correlation.getBytes(StandardCharsets.UTF_8));
        }
        var properties = publish.userProperties();
        with.properties.forEach(properties::add);
        client.publish(properties.applyUserProperties().build());
    }

    Got next() throws InterruptedException {
        Mqtt5Publish got =
                incoming.receive(LIMIT_SECONDS, TimeUnit.SECONDS)
                        .orElseThrow(() -> new AssertionError("nothing came"));
        Map<String, String> properties = new TreeMap<>();
        got.getUserProperties()
                .asList()
                .forEach(p -> properties.put(p.getName().toString(), p.getValue().toString()));
        String correlation =
                got.getCorrelationData()
                        .map(data -> StandardCharsets.UTF_8.decode(data).toString())
                        .orElse("");
        return new Got(
                got.getTopic().toString(),
                new String(got.getPayloadAsBytes(), StandardCharsets.UTF_8),
                got.getQos().getCode(),
                got.isRetain(),
                new With("", correlation, properties));
    }

    @Override
    public void close() {
        incoming.close();
        client.disconnect();
    }
}
