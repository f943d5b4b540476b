package io.cardea.broker.rabbitmq;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.util.Optional;

/**
 * What {@code janus.transport.rabbitmq.jcfg} says.
 *
 * @param janus where the Janus API is carried, if it is
 * @param admin where the Admin API is
 */
record RabbitMqSettings(AmqpPlace place, Optional<Queues> janus, Optional<Queues> admin) {
    /**
     * The queues of an API.
     *
     * @param incoming where requests come from
     * @param incomingKey what they are routed by
     * @param named whether the incoming queue has a name of its own
     * @param outgoingKey what answers and events are routed by
     */
    record Queues(
            String incoming,
            String incomingKey,
            boolean named,
            Kind kind,
            String outgoingKey,
            boolean declaresOutgoing) {}

    /** What kind of queue the incoming one is. */
    record Kind(boolean durable, boolean exclusive, boolean autodelete) {}

    static RabbitMqSettings read(Settings file) {
        Settings general = file.section("general");
        Settings admin = file.section("admin");
        RabbitMqSettings settings =
                new RabbitMqSettings(
                        AmqpPlace.read(general, "janus_"),
                        general.bool("enabled", general.bool("enable", false))
                                ? Optional.of(queues(general, ""))
                                : Optional.empty(),
                        admin.bool("admin_enabled", admin.bool("admin_enable", false))
                                ? Optional.of(queues(admin, "_admin"))
                                : Optional.empty());
        settings.refuseOneQueueForBoth(admin);
        return settings;
    }

    private static Queues queues(Settings section, String suffix) {
        String key = needed(section, "to_janus" + suffix);
        Optional<String> name = section.string("queue_name" + suffix).filter(n -> !n.isEmpty());
        return new Queues(
                name.orElse(key),
                key,
                name.isPresent(),
                new Kind(
                        section.bool("queue_durable" + suffix, false),
                        section.bool("queue_exclusive" + suffix, false),
                        section.bool("queue_autodelete" + suffix, false)),
                needed(section, "from_janus" + suffix),
                section.bool("declare_outgoing_queue" + suffix, true));
    }

    private static String needed(Settings section, String key) {
        String value = section.string(key, "");
        if (value.isEmpty()) throw new SettingsException(section.where(), key, "needed");
        return value;
    }

    private void refuseOneQueueForBoth(Settings section) {
        if (janus.isEmpty() || admin.isEmpty()) return;
        boolean same =
                janus.get().incoming().equals(admin.get().incoming())
                        || janus.get().incomingKey().equals(admin.get().incomingKey());
        if (same) {
            throw new SettingsException(
                    section.where(), "to_janus_admin", "the Janus API has that queue already");
        }
    }
}
