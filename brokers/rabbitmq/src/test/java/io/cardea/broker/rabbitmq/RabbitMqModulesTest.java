package io.cardea.broker.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.broker.FakeContext;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Without a broker: port 1 of this machine has nobody. */
final class RabbitMqModulesTest {
    private static double figure(List<Metric> metrics, String name) {
        return metrics.stream()
                .filter(m -> m.name().equals(name))
                .mapToDouble(Metric::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTransportStartsWithoutItsBrokerAndSaysSo() throws InterruptedException {
        FakeContext context =
                new FakeContext(
                        Map.of(
                                "enabled", "true",
                                "host", "127.0.0.1",
                                "port", "1",
                                "to_janus", "a",
                                "from_janus", "b"));
        RabbitMqTransport transport = new RabbitMqTransport();
        try {
            assertTrue(transport.start(context));
            while (figure(transport.metrics(), "broker_failures") == 0) {
                Thread.sleep(10);
            }

            assertEquals(0, figure(transport.metrics(), "broker_up"));
            assertEquals(List.of("amqp://127.0.0.1:1"), transport.urls());
            assertFalse(transport.isAdminEnabled());
        } finally {
            transport.close();
        }
    }

    @Test
    void theTransportIsOffUnlessSwitchedOn() {
        RabbitMqTransport transport = new RabbitMqTransport();

        assertFalse(transport.start(new FakeContext(Map.of())));
        transport.close();
    }

    @Test
    void theHandlerDropsAndCountsWhatFindsNoRoom() {
        Settings file =
                FakeContext.file(
                        Map.of(
                                "enabled", "true",
                                "events", "sessions",
                                "host", "127.0.0.1",
                                "port", "1",
                                "grouping", "false",
                                "route_key", "events"));
        RabbitMqEventHandler handler = new RabbitMqEventHandler();
        try {
            assertTrue(handler.start(() -> file));
            assertTrue(handler.wants(EventType.SESSION));
            assertFalse(handler.wants(EventType.HANDLE));

            for (int i = 0; i < 20_000; i++) {
                handler.handle(Json.object().put("type", 1).put("number", i));
            }

            assertTrue(figure(handler.metrics(), "events_dropped") > 3_000);
            Settings fresh = FakeContext.file(Map.of("events", "handles"));
            assertEquals(
                    Set.of("general.events", "general.json", "general.grouping"),
                    handler.reload(fresh));
            assertFalse(handler.wants(EventType.SESSION));
            assertTrue(handler.wants(EventType.HANDLE));
        } finally {
            handler.close();
        }
    }
}
