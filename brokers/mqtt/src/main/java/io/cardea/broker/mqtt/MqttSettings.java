package io.cardea.broker.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import io.cardea.broker.BrokerTls;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.util.List;
import java.util.Optional;

/**
 * What {@code janus.transport.mqtt.jcfg} says.
 *
 * @param janus where the Janus API is carried, if it is
 * @param admin where the Admin API is
 */
record MqttSettings(
        MqttPlace place, Optional<Topics> janus, Optional<Topics> admin, Status status, Five five) {
    private static final int KEEP_ALIVE_SECONDS = 20;
    private static final int MAX_VACUUM_SECONDS = 86_400;

    /** The topics of an API. */
    record Topics(Wire.Subscription requests, Target answers) {
        boolean has(String topic) {
            return MqttTopicFilter.of(requests.filter()).matches(MqttTopic.of(topic));
        }
    }

    /**
     * What is for MQTT 5 only.
     *
     * @param proxied names of the user properties that an answer takes from its request
     * @param added those that every answer gets
     */
    record Five(int vacuumSeconds, List<String> proxied, List<UserProperty> added) {}

    static MqttSettings read(Settings file) {
        Settings general = file.section("general");
        Settings admin = file.section("admin");
        MqttSettings settings =
                new MqttSettings(
                        MqttPlace.read(general, KEEP_ALIVE_SECONDS, MqttSettings::tls),
                        general.bool("enabled", false)
                                ? Optional.of(topics(general))
                                : Optional.empty(),
                        admin.bool("admin_enabled", false)
                                ? Optional.of(topics(admin))
                                : Optional.empty(),
                        status(file.section("status")),
                        five(general));
        settings.refuseOneTopicForBoth(admin);
        return settings;
    }

    private static BrokerTls tls(Settings general) {
        boolean verifies = general.bool("verify_peer", false);
        return BrokerTls.read(general, "cacertfile", "certfile", "keyfile", verifies, verifies);
    }

    private static Topics topics(Settings section) {
        String requests = section.string("subscribe_topic", "");
        try {
            MqttTopicFilter.of(requests);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(section.where(), "subscribe_topic", "no topic filter");
        }
        String answers = topic(section, "publish_topic", "");
        Topics topics =
                new Topics(
                        new Wire.Subscription(requests, qos(section, "subscribe_qos")),
                        new Target(answers, qos(section, "publish_qos"), false));
        if (topics.has(answers)) {
            throw new SettingsException(section.where(), "publish_topic", "is subscribed to");
        }
        return topics;
    }

    static String topic(Settings section, String key, String fallback) {
        String topic = section.string(key, fallback);
        try {
            return MqttTopic.of(topic).toString();
        } catch (IllegalArgumentException e) {
            throw new SettingsException(section.where(), key, "no topic");
        }
    }

    static int qos(Settings section, String key) {
        return MqttPlace.number(section, key, 1, 0, 2);
    }

    private static Status status(Settings section) {
        if (!section.bool("enabled", false)) return Status.NONE;
        Target target =
                new Target(
                        topic(section, "topic", "status"),
                        qos(section, "qos"),
                        section.bool("retain", false));
        var leaving = Status.message(section.string("disconnect_message"), target);
        return new Status(
                Status.message(section.string("connect_message"), target), leaving, leaving);
    }

    private static Five five(Settings general) {
        List<String> proxied =
                general.get("proxy_transaction_user_properties").map(Settings::elements).stream()
                        .flatMap(List::stream)
                        .map(name -> name.text().orElse(""))
                        .toList();
        return new Five(
                MqttPlace.number(general, "vacuum_interval", 60, 1, MAX_VACUUM_SECONDS),
                proxied,
                UserProperty.list(general, "add_transaction_user_properties"));
    }

    private void refuseOneTopicForBoth(Settings section) {
        if (janus.isEmpty() || admin.isEmpty()) return;
        if (janus.get().requests().filter().equals(admin.get().requests().filter())) {
            throw new SettingsException(
                    section.where(), "subscribe_topic", "the Janus API has that topic already");
        }
    }
}
