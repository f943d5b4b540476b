package io.cardea.broker.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MqttSettingsTest {
    private static final Map<String, String> FINE =
            Map.of("enabled", "true", "subscribe_topic", "a", "publish_topic", "b");

    private static Settings section(Map<String, String> values) {
        Settings section = Settings.group("test", 1);
        values.forEach((name, value) -> section.put(name, Settings.quoted("test", 1, value)));
        return section;
    }

    private static MqttSettings read(Settings general, Map<String, String> admin) {
        return MqttSettings.read(
                Settings.group("test", 1).put("general", general).put("admin", section(admin)));
    }

    private static MqttSettings with(String key, String value) {
        Map<String, String> general = new HashMap<>(FINE);
        general.put(key, value);
        return read(section(general), Map.of());
    }

    private static void refuses(String key, String value) {
        assertThrows(SettingsException.class, () -> with(key, value), key + " = " + value);
    }

    @Test
    void hasTheDefaultsOfJanus() {
        MqttSettings settings = read(section(FINE), Map.of());

        assertEquals("mqtt://localhost:1883", settings.place().toString());
        assertFalse(settings.place().five());
        assertEquals("guest", settings.place().identity().clientId());
        assertEquals(new MqttPlace.Flow(20, false, 10, 100, 100), settings.place().flow());
        MqttSettings.Topics topics = settings.janus().orElseThrow();
        assertEquals(new Wire.Subscription("a", 1), topics.requests());
        assertEquals(1, topics.answers().qos());
        assertTrue(settings.admin().isEmpty());
        assertEquals(Status.NONE, settings.status());
    }

    @Test
    void readsWhatIsForMqtt5() {
        Settings general = section(FINE);
        general.put("mqtt_version", Settings.quoted("test", 1, "5"));
        general.put(
                "proxy_transaction_user_properties",
                Settings.list("test", 1).add(Settings.quoted("test", 1, "x")));
        Settings pair = Settings.list("test", 1);
        pair.add(Settings.quoted("test", 1, "k")).add(Settings.quoted("test", 1, "v"));
        general.put("add_transaction_user_properties", Settings.list("test", 1).add(pair));

        MqttSettings settings = read(general, Map.of());

        assertTrue(settings.place().five());
        assertEquals(
                new MqttSettings.Five(60, List.of("x"), List.of(new UserProperty("k", "v"))),
                settings.five());
    }

    @Test
    void matchesTopicsByFilter() {
        MqttSettings.Topics topics = with("subscribe_topic", "in/+").janus().orElseThrow();

        assertTrue(topics.has("in/a"));
        assertFalse(topics.has("out/a"));
    }

    @Test
    void refusesWhatCannotBe() {
        refuses("url", "http://localhost");
        refuses("url", "nonsense");
        refuses("mqtt_version", "4");
        refuses("subscribe_topic", "a/#/b");
        refuses("subscribe_topic", "");
        refuses("publish_topic", "a/#");
        refuses("publish_topic", "a");
        refuses("publish_qos", "3");
        refuses("max_inflight", "0");
        refuses("max_buffered", "1000000");
        Map<String, String> ssl = new HashMap<>(FINE);
        ssl.put("url", "ssl://localhost");
        ssl.put("certfile", "/nowhere.pem");
        assertThrows(SettingsException.class, () -> read(section(ssl), Map.of()));
        assertThrows(
                SettingsException.class,
                () ->
                        read(
                                section(FINE),
                                Map.of(
                                        "admin_enabled", "true",
                                        "subscribe_topic", "a",
                                        "publish_topic", "c")));
    }

    @Test
    void remembersSoManyTransactionsForSoLong() {
        Transactions transactions = new Transactions(60);
        Target target = new Target("t", 1, false);
        for (int i = 0; i <= Transactions.MAX; i++) {
            transactions.remember("t" + i, target, 0);
        }

        assertEquals(Transactions.MAX, transactions.size());
        assertTrue(transactions.find("t0", 0).isEmpty());
        assertTrue(transactions.find("t1", 60_000_000_000L).isPresent());
        assertTrue(transactions.find("t1", 60_000_000_001L).isEmpty());
        transactions.remember("late", target, 60_000_000_001L);
        assertEquals(1, transactions.size());
    }
}
