package io.cardea.events.nanomsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.transport.nanomsg.sp.Address;
import io.cardea.transport.nanomsg.sp.Limits;
import io.cardea.transport.nanomsg.sp.Peer;
import io.cardea.transport.nanomsg.sp.Protocol;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NanomsgEventHandlerTest {
    @TempDir Path folder;

    private final NanomsgEventHandler handler = new NanomsgEventHandler();

    @AfterEach
    void close() {
        handler.close();
    }

    private static Settings file(String... keysAndValues) {
        Settings general = Settings.group("test", 1);
        general.put("enabled", Settings.scalar("test", 1, "true"));
        general.put("events", Settings.scalar("test", 1, "all"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            general.put(keysAndValues[i], Settings.scalar("test", 1, keysAndValues[i + 1]));
        }
        return Settings.group("test", 1).put("general", general);
    }

    private void start(String... keysAndValues) throws IOException {
        Settings settings = file(keysAndValues);
        assertTrue(handler.start(() -> settings));
    }

    private Address address() {
        return Address.parse("ipc://" + folder.resolve("socket"));
    }

    private static Json event(int number) {
        return Json.object().put("n", number);
    }

    private double metric(String name) {
        return handler.metrics().stream()
                .filter(m -> m.name().equals(name))
                .mapToDouble(Metric::value)
                .sum();
    }

    private Peer subscriber() throws Exception {
        Peer peer = Peer.greeted(Address.parse(handler.url()), Protocol.SUB);
        Peer.await(() -> metric("peers") == 1);
        return peer;
    }

    @Test
    void isOffUnlessEnabled() throws IOException {
        assertFalse(handler.start(() -> Settings.group("test", 1)));
        handler.handle(event(1));
        assertEquals(List.of(), handler.metrics());
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThrows(SettingsException.class, this::start);
        assertThrows(SettingsException.class, () -> start("address", "inproc://x"));
        assertThrows(SettingsException.class, () -> start("address", "tcp://*:1"));
    }

    @Test
    void eventsAreGroupedUnlessTheyAreNot() throws Exception {
        start("address", "tcp://127.0.0.1:0", "mode", "bind");
        try (Peer peer = subscriber()) {
            handler.handle(event(1));
            assertEquals("[{\"n\":1}]", peer.receive());

            Json answer = handler.query(Json.parse("{\"request\":\"tweak\",\"grouping\":false}"));
            assertEquals("{\"result\":200}", answer.toString());
            handler.handle(event(2));
            assertEquals("{\"n\":2}", peer.receive());
        }
    }

    @Test
    void listeningItDropsWhatNobodyHears() throws Exception {
        start("address", "tcp://127.0.0.1:0", "mode", "bind");
        handler.handle(event(1));
        Peer.await(() -> metric("dropped") == 1);

        try (Peer peer = subscriber()) {
            handler.handle(event(2));
            assertEquals("[{\"n\":2}]", peer.receive());
        }
    }

    @Test
    void diallingItLetsEventsWait() throws Exception {
        start("address", address().url(), "grouping", "false");
        for (int i = 0; i < 100; i++) {
            handler.handle(event(i));
        }
        try (ServerSocketChannel server = Peer.listening(address());
                Peer peer = new Peer(server.accept(), true)) {
            peer.greet(Protocol.SUB);
            for (int i = 0; i < 100; i++) {
                assertEquals("{\"n\":" + i + "}", peer.receive());
            }
        }
        assertEquals(0, metric("dropped"));
    }

    @Test
    void groupsStayWithinWhatReceiversTake() throws Exception {
        start("address", address().url());
        int count = 40;
        String text = "x".repeat(Limits.MAX_MESSAGE / 15);
        for (int i = 0; i < count; i++) {
            handler.handle(event(i).put("text", text));
        }
        List<Integer> numbers = new ArrayList<>();
        try (ServerSocketChannel server = Peer.listening(address());
                Peer peer = new Peer(server.accept(), true)) {
            peer.greet(Protocol.SUB);
            while (numbers.size() < count) {
                String message = peer.receive();
                assertTrue(message.length() <= Limits.MAX_MESSAGE, "too long");
                Json.parse(message).elements().forEach(e -> numbers.add((int) e.integer("n", -1)));
            }
        }
        assertEquals(java.util.stream.IntStream.range(0, count).boxed().toList(), numbers);
    }

    @Test
    void closingSendsWhatWaits() throws Exception {
        start("address", "tcp://127.0.0.1:0", "mode", "bind");
        try (Peer peer = subscriber()) {
            handler.handle(event(1));
            handler.close();
            assertEquals("[{\"n\":1}]", peer.receive());
            assertTrue(peer.isClosedByOther());
        }
    }

    @Test
    void theOperatorChangesWhatIsWanted() throws Exception {
        start("address", "tcp://127.0.0.1:0", "mode", "bind");
        assertTrue(handler.wants(EventType.MEDIA));

        handler.query(Json.parse("{\"request\":\"tweak\",\"events\":\"none\"}"));
        assertFalse(handler.wants(EventType.MEDIA));
        assertTrue(
                handler.query(Json.parse("{\"request\":\"tweak\",\"grouping\":1}"))
                        .toString()
                        .contains("grouping should be a boolean"));

        Set<String> taken = handler.reload(file("json", "plain", "grouping", "false"));
        assertEquals(Set.of("general.events", "general.json", "general.grouping"), taken);
        assertTrue(handler.wants(EventType.MEDIA));
        try (Peer peer = subscriber()) {
            handler.handle(event(1));
            assertEquals("{\"n\": 1}", peer.receive());
        }
    }
}
