package io.cardea.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import org.junit.jupiter.api.Test;

final class CfgTest {
    @Test
    void sectionsHaveValues() {
        Settings file =
                Cfg.parse(
                        "f.cfg",
                        """
                        ; a comment
                        top = 1
                        [general]
                        name = value ; behind
                        arrow => there
                        semi = a\\;b

                        [other]
                        x = y = z
                        [general]
                        more = yes
                        """);

        Settings general = file.section("general");
        assertEquals("1", file.string("top").orElseThrow());
        assertEquals("value", general.string("name").orElseThrow());
        assertEquals("there", general.string("arrow").orElseThrow());
        assertEquals("a;b", general.string("semi").orElseThrow());
        assertEquals("yes", general.string("more").orElseThrow());
        assertEquals("y = z", file.section("other").string("x").orElseThrow());
        assertEquals("f.cfg:9", file.section("other").get("x").orElseThrow().where());
    }

    @Test
    void whatIsNoSettingIsComplainedAbout() {
        assertEquals(
                "f.cfg:1: word: is no 'name = value'",
                assertThrows(SettingsException.class, () -> Cfg.parse("f.cfg", "word"))
                        .getMessage());
        assertThrows(SettingsException.class, () -> Cfg.parse("f.cfg", "[x"));
    }
}
