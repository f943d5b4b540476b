package io.cardea.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.EventHandler;
import io.cardea.spi.EventHandlerContext;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.ModuleInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class BroadcasterTest {
    /** Keeps what it is told. */
    private static final class Ear implements EventHandler {
        final List<Json> heard = Collections.synchronizedList(new ArrayList<>());
        final Set<EventType> wanted;
        CountDownLatch open = new CountDownLatch(0);

        Ear(EventType... wanted) {
            this.wanted = Set.of(wanted);
        }

        @Override
        public ModuleInfo info() {
            return new ModuleInfo("janus.eventhandler.ear", "", "", "", 1, "", "");
        }

        @Override
        public boolean start(EventHandlerContext context) {
            return true;
        }

        @Override
        public boolean wants(EventType type) {
            return wanted.contains(type);
        }

        @Override
        public void handle(Json event) {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            heard.add(event);
            if (event.integer("session_id", 0) == 666) throw new IllegalStateException("planted");
        }

        @Override
        public Json query(Json request) {
            return Json.object();
        }

        @Override
        public void close() {}
    }

    private static ServerEvent event(EventType type, int subtype, long session) {
        return new ServerEvent(
                type, subtype, session, 5, Optional.of("mine"), Json.object().put("a", 1));
    }

    @Test
    void envelopesHaveTheirMembersInOrder() {
        Ear ear = new Ear(EventType.WEBRTC);
        try (Broadcaster broadcaster = new Broadcaster("Me", () -> 17, List.of(ear))) {
            broadcaster.publish(event(EventType.WEBRTC, 6, 4));
        }
        assertEquals(
                "{\"emitter\":\"Me\",\"type\":16,\"subtype\":6,\"timestamp\":17,\"session_id\":4,"
                        + "\"handle_id\":5,\"opaque_id\":\"mine\",\"event\":{\"a\":1}}",
                ear.heard.getFirst().toString());
    }

    @Test
    void eachIsToldWhatItWantsInOrder() {
        Ear sessions = new Ear(EventType.SESSION);
        Ear all = new Ear(EventType.values());
        try (Broadcaster broadcaster = new Broadcaster("Me", () -> 0, List.of(sessions, all))) {
            for (int i = 1; i <= 1_000; i++) {
                broadcaster.publish(event(i % 2 == 0 ? EventType.SESSION : EventType.CORE, 0, i));
            }
        }
        assertEquals(500, sessions.heard.size());
        assertEquals(1_000, all.heard.size());
        assertEquals(1_000, all.heard.getLast().integer("session_id", 0));
    }

    @Test
    void whoFailsIsToldTheNextAndSoAreTheOthers() {
        Ear failing = new Ear(EventType.SESSION);
        Ear other = new Ear(EventType.SESSION);
        try (Broadcaster broadcaster = new Broadcaster("Me", () -> 0, List.of(failing, other))) {
            broadcaster.publish(event(EventType.SESSION, 0, 666));
            broadcaster.publish(event(EventType.SESSION, 0, 7));
        }
        assertEquals(2, failing.heard.size());
        assertEquals(2, other.heard.size());
    }

    @Test
    void aStandstillCostsEventsAndNobodyWaits() {
        Ear slow = new Ear(EventType.SESSION);
        slow.open = new CountDownLatch(1);
        Broadcaster broadcaster = new Broadcaster("Me", () -> 0, List.of(slow));
        for (int i = 0; i < 2 * Broadcaster.CAPACITY; i++) {
            broadcaster.publish(event(EventType.SESSION, 0, 1));
        }
        assertTrue(broadcaster.dropped() >= Broadcaster.CAPACITY - 1, "" + broadcaster.dropped());
        slow.open.countDown();
        broadcaster.close();
        assertEquals(2 * Broadcaster.CAPACITY, slow.heard.size() + broadcaster.dropped());
    }
}
