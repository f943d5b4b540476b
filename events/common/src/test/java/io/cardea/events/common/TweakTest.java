package io.cardea.events.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TweakTest {
    private final Wanted wanted = new Wanted(Settings.group("", 0));

    private String ask(String request) {
        return Tweak.answer(
                        Json.parse(request.replace('\'', '"')),
                        wanted,
                        r -> Tweak.flaw(r, "grouping", Tweak.Kind.BOOLEAN))
                .toString()
                .replace('"', '\'');
    }

    @Test
    void nothingIsWantedWithoutSettings() {
        assertFalse(wanted.has(EventType.SESSION));
    }

    @Test
    void eventsAreChosenByTheirLabels() {
        assertEquals("{'result':200}", ask("{'request':'tweak','events':'sessions, WebRTC,x'}"));
        assertTrue(wanted.has(EventType.SESSION) && wanted.has(EventType.WEBRTC));
        assertFalse(wanted.has(EventType.HANDLE));
        ask("{'request':'tweak','events':'all'}");
        assertTrue(wanted.has(EventType.CORE));
        ask("{'request':'tweak','events':'none'}");
        assertFalse(wanted.has(EventType.CORE));
        ask("{'request':'tweak'}");
        assertFalse(wanted.has(EventType.CORE));
    }

    @Test
    void errorsHaveTheirCodes() {
        assertTrue(ask("{}").contains("412"));
        assertTrue(ask("{'request':5}").contains("413"));
        assertEquals("{'error_code':411,'error':'Unknown request 'x''}", ask("{'request':'x'}"));
        assertTrue(ask("{'request':'tweak','events':5}").contains("413"));
        assertTrue(ask("{'request':'tweak','grouping':5}").contains("413"));
    }

    @Test
    void aChangeThatFailsLeavesTheEventsAlone() {
        Json answer =
                Tweak.answer(
                        Json.parse("{\"request\":\"tweak\",\"events\":\"all\"}"),
                        wanted,
                        _ -> Optional.of(Tweak.invalid("no")));
        assertEquals("{\"error_code\":413,\"error\":\"no\"}", answer.toString());
        assertFalse(wanted.has(EventType.CORE));
    }
}
