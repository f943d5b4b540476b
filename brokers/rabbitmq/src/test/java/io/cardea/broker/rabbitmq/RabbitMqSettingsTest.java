package io.cardea.broker.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RabbitMqSettingsTest {
    private static Settings section(Map<String, String> values) {
        Settings section = Settings.group("test", 1);
        values.forEach((name, value) -> section.put(name, Settings.quoted("test", 1, value)));
        return section;
    }

    private static RabbitMqSettings read(Map<String, String> general, Map<String, String> admin) {
        return RabbitMqSettings.read(
                Settings.group("test", 1)
                        .put("general", section(general))
                        .put("admin", section(admin)));
    }

    @Test
    void isOffUnlessSwitchedOn() {
        RabbitMqSettings settings = read(Map.of("to_janus", "a", "from_janus", "b"), Map.of());

        assertTrue(settings.janus().isEmpty());
        assertTrue(settings.admin().isEmpty());
    }

    @Test
    void hasTheDefaultsOfJanus() {
        RabbitMqSettings settings =
                read(Map.of("enabled", "true", "to_janus", "a", "from_janus", "b"), Map.of());

        AmqpPlace place = settings.place();
        assertEquals("amqp://localhost:5672", place.toString());
        assertEquals("/", place.vhost());
        assertEquals(new AmqpPlace.Login("guest", "guest"), place.login());
        assertTrue(place.exchange().isDefault());
        RabbitMqSettings.Queues queues = settings.janus().orElseThrow();
        assertEquals("a", queues.incoming());
        assertFalse(queues.named());
        assertTrue(queues.declaresOutgoing());
        assertEquals(new RabbitMqSettings.Kind(false, false, false), queues.kind());
    }

    @Test
    void aNamedQueueIsBoundToATopic() {
        RabbitMqSettings settings =
                read(
                        Map.of(
                                "enable", "yes",
                                "to_janus", "a",
                                "from_janus", "b",
                                "queue_name", "q",
                                "queue_durable", "true",
                                "janus_exchange", "x",
                                "janus_exchange_type", "topic"),
                        Map.of());

        assertTrue(settings.place().exchange().binds());
        RabbitMqSettings.Queues queues = settings.janus().orElseThrow();
        assertEquals("q", queues.incoming());
        assertEquals("a", queues.incomingKey());
        assertTrue(queues.kind().durable());
    }

    @Test
    void refusesWhatCannotBe() {
        Map<String, String> fine = Map.of("enabled", "true", "to_janus", "a", "from_janus", "b");
        assertThrows(
                SettingsException.class,
                () -> read(Map.of("enabled", "true", "to_janus", "a"), Map.of()));
        assertThrows(SettingsException.class, () -> read(fine, Map.of("admin_enabled", "true")));
        assertThrows(
                SettingsException.class,
                () ->
                        read(
                                fine,
                                Map.of(
                                        "admin_enabled", "true",
                                        "to_janus_admin", "a",
                                        "from_janus_admin", "c")));
        assertThrows(
                SettingsException.class,
                () ->
                        read(
                                Map.of(
                                        "enabled", "true",
                                        "to_janus", "a",
                                        "from_janus", "b",
                                        "janus_exchange_type", "square"),
                                Map.of()));
        assertThrows(SettingsException.class, () -> read(Map.of("port", "0"), Map.of()));
        assertThrows(
                SettingsException.class,
                () ->
                        read(
                                Map.of(
                                        "ssl_enabled", "true",
                                        "ssl_verify_peer", "true",
                                        "ssl_cacert", "/nowhere.pem"),
                                Map.of()));
    }
}
