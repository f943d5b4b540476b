package io.cardea.broker.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import io.cardea.broker.BrokerTls;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes clients of the library; each makes one connection. */
@SuppressWarnings("CheckReturnValue") // a builder returns itself
final class Clients {
    private static final int CONNECT_SECONDS = 10;

    private Clients() {}

    /**
     * @param onLost called when the connection is gone, or could not be made
     */
    static MqttClientBuilder builder(MqttPlace place, Runnable onLost) {
        MqttClientTransportConfigBuilder transport =
                MqttClientTransportConfig.builder()
                        .serverHost(place.host())
                        .serverPort(place.port())
                        .socketConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .mqttConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS);
        if (place.tls().isPresent()) transport.sslConfig(tls(place.tls().get()));
        return MqttClient.builder()
                .identifier(place.identity().clientId())
                .transportConfig(transport.build())
                .executorConfig(MqttClientExecutorConfig.builder().nettyThreads(1).build())
                .addDisconnectedListener(context -> onLost.run());
    }

    private static MqttClientSslConfig tls(BrokerTls tls) {
        MqttClientSslConfigBuilder builder =
                MqttClientSslConfig.builder()
                        .trustManagerFactory(tls.trust())
                        .protocols(List.of("TLSv1.3", "TLSv1.2"));
        tls.keys().ifPresent(builder::keyManagerFactory);
        if (!tls.verifiesHost()) builder.hostnameVerifier((host, session) -> true);
        return builder.build();
    }
}
