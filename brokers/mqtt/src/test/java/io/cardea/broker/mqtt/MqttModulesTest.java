package io.cardea.broker.mqtt;

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
final class MqttModulesTest {
    private static double figure(List<Metric> metrics, String name) {
        return metrics.stream()
                .filter(m -> m.name().equals(name))
                .mapToDouble(Metric::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTransportStartsWithoutItsBrokerAndSaysSo() throws InterruptedException {
        for (String version : List.of("3.1.1", "5")) {
            FakeContext context =
                    new FakeContext(
                            Map.of(
                                    "enabled", "true",
                                    "url", "tcp://127.0.0.1:1",
                                    "mqtt_version", version,
                                    "subscribe_topic", "a",
                                    "publish_topic", "b"));
            MqttTransport transport = new MqttTransport();
            try {
                assertTrue(transport.start(context));

                assertEquals("{\"event\":\"failed\",\"code\":-1}", context.nextEvent());
                assertEquals("{\"event\":\"failed\",\"code\":-1}", context.nextEvent());
                assertEquals(0, figure(transport.metrics(), "broker_up"));
                assertTrue(figure(transport.metrics(), "broker_failures") >= 2);
                Json configure = Json.parse("{\"request\":\"configure\",\"json\":\"plain\"}");
                assertEquals("{\"result\":200}", transport.query(configure).toString());
            } finally {
                transport.close();
            }
        }
    }

    @Test
    void theTransportIsOffUnlessSwitchedOn() {
        MqttTransport transport = new MqttTransport();

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
                                "url", "tcp://127.0.0.1:1"));
        MqttEventHandler handler = new MqttEventHandler();
        try {
            assertTrue(handler.start(() -> file));
            assertTrue(handler.wants(EventType.SESSION));

            for (int i = 0; i < 20_000; i++) {
                handler.handle(Json.object().put("type", 1).put("number", i));
            }

            assertTrue(figure(handler.metrics(), "events_dropped") > 3_000);
            Settings fresh = FakeContext.file(Map.of("events", "handles"));
            assertEquals(Set.of("general.events", "general.json"), handler.reload(fresh));
            assertFalse(handler.wants(EventType.SESSION));
        } finally {
            handler.close();
        }
    }
}
