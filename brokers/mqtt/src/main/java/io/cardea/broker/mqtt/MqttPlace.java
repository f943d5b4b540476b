package io.cardea.broker.mqtt;

import io.cardea.broker.BrokerTls;
import io.cardea.broker.Limits;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.net.URI;
import java.util.Optional;

/**
 * Where a broker is, who we are there, and how we speak with it.
 *
 * @param tls how it is trusted, with {@code ssl://}
 * @param five whether it is MQTT 5
 */
record MqttPlace(
        String host,
        int port,
        Optional<BrokerTls> tls,
        boolean five,
        Identity identity,
        Flow flow) {
    private static final int MAX_16_BITS = 65_535;
    private static final int MAX_DISCONNECT_MILLIS = 10_000;
    private static final int DEFAULT_PORT = 1_883;
    private static final int DEFAULT_TLS_PORT = 8_883;

    /** Who we are, without a user if nobody asks. */
    record Identity(String clientId, Optional<String> user, Optional<String> password) {
        @Override
        public String toString() {
            return clientId;
        }
    }

    /**
     * How much, and for how long.
     *
     * @param maxInflight messages that the broker has not confirmed
     * @param maxBuffered messages that wait while it is away
     */
    record Flow(
            int keepAliveSeconds,
            boolean cleanSession,
            int maxInflight,
            int maxBuffered,
            int disconnectMillis) {}

    /** How TLS is read, once it is known to be wanted. */
    interface TlsReader {
        BrokerTls read(Settings general);
    }

    static MqttPlace read(Settings general, int keepAliveSeconds, TlsReader tls) {
        URI url = url(general);
        boolean secure = isSecure(general, url);
        int fallback = secure ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        return new MqttPlace(
                url.getHost(),
                url.getPort() < 0 ? fallback : url.getPort(),
                secure ? Optional.of(tls.read(general)) : Optional.empty(),
                isFive(general),
                new Identity(
                        general.string("client_id", "guest"),
                        general.string("username"),
                        general.string("password")),
                flow(general, keepAliveSeconds));
    }

    private static URI url(Settings general) {
        String text = general.string("url", "tcp://localhost:1883");
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && url.getScheme() != null) return url;
        } catch (IllegalArgumentException e) {
            throw new SettingsException(general.where(), "url", "no URL: " + text);
        }
        throw new SettingsException(general.where(), "url", "no URL: " + text);
    }

    private static boolean isSecure(Settings general, URI url) {
        return switch (url.getScheme()) {
            case "tcp", "mqtt" -> false;
            case "ssl", "mqtts" -> true;
            default ->
                    throw new SettingsException(
                            general.where(), "url", "neither tcp:// nor ssl://: " + url);
        };
    }

    private static boolean isFive(Settings general) {
        String version = general.string("mqtt_version", "3.1.1");
        return switch (version) {
            case "3.1", "3.1.1" -> false;
            case "5" -> true;
            default ->
                    throw new SettingsException(
                            general.where(), "mqtt_version", "not 3.1, 3.1.1 or 5: " + version);
        };
    }

    private static Flow flow(Settings general, int keepAliveSeconds) {
        return new Flow(
                number(general, "keep_alive_interval", keepAliveSeconds, 0, MAX_16_BITS),
                general.bool("cleansession", false),
                number(general, "max_inflight", 10, 1, MAX_16_BITS),
                number(general, "max_buffered", 100, 1, Limits.MAX_QUEUED),
                number(general, "disconnect_timeout", 100, 0, MAX_DISCONNECT_MILLIS));
    }

    static int number(Settings section, String key, int fallback, int least, int most) {
        long number = section.integer(key, fallback);
        if (number >= least && number <= most) return (int) number;
        throw new SettingsException(section.where(), key, "not " + least + " to " + most);
    }

    @Override
    public String toString() {
        return (tls.isPresent() ? "mqtts://" : "mqtt://") + host + ":" + port;
    }
}
