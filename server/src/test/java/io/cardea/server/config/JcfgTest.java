package io.cardea.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JcfgTest {
    private static Settings parse(String text) {
        return Jcfg.parse("f.jcfg", text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    a = "text" | text
                    a: "text"; | text
                    a = "one " "two", | one two
                    a = "q\\"b\\\\n\\tx\\x41" | q"b\\n\txA
                    a = 12 | 12
                    a = -3 | -3
                    a = 010 | 10
                    a = 0x1F | 31
                    a = 5000000000L | 5000000000
                    a = 0xFFL | 255
                    a = 1.5 | 1.500000
                    a = 2e3 | 2000.000000
                    a = .5 | 0.500000
                    a = TRUE | true
                    a = False | false
                    # c ^ a = 1
                    """)
    void scalarsBecomeText(String line, String value) {
        if (line.startsWith("#")) return;
        assertEquals(value.replace("\\n", "\n").replace("\\t", "\t"), text(line));
    }

    private static String text(String line) {
        return parse(line.replace("\\\\n", "\\n")).string("a").orElseThrow();
    }

    @Test
    void commentsAreSkipped() {
        Settings file =
                parse("# one\n// two\n/* three\n = */ a = 1 # four\nb = 2 // five\n/* six */");

        assertEquals(List.of("a", "b"), List.copyOf(file.members().keySet()));
        assertEquals("f.jcfg:5", file.get("b").orElseThrow().where());
    }

    @Test
    void groupsListsAndArraysNest() {
        Settings file =
                parse(
                        """
                        room-1: {
                            list = ( "a", { b = 1 }, ( 2, 3 ), [ true ], )
                            array = [ "x", "y" ]
                            inner: { deep = { value = "v" } }
                            empty = {}; none = ()
                        }
                        """);

        Settings room = file.section("ROOM-1");
        Settings list = room.get("list").orElseThrow();
        assertEquals(4, list.elements().size());
        assertEquals("1", list.elements().get(1).string("b").orElseThrow());
        assertEquals("3", list.elements().get(2).elements().get(1).text().orElseThrow());
        assertEquals("v", room.section("inner").section("deep").string("value").orElseThrow());
        assertTrue(room.get("array").orElseThrow().isList());
        assertTrue(room.get("empty").orElseThrow().isGroup());
    }

    @Test
    void includesAreFollowedFromTheFilesFolder(@TempDir Path folder) throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("main.jcfg"), "a = 1\n@include \"sub/x.jcfg\"\nb = 2");
        Files.writeString(folder.resolve("sub/x.jcfg"), "g: {\n @include \"y.jcfg\"\n}\n");
        Files.writeString(folder.resolve("sub/y.jcfg"), "c = 3");

        Settings file = Jcfg.read(folder.resolve("main.jcfg"));

        assertEquals("3", file.section("g").string("c").orElseThrow());
        assertEquals("2", file.string("b").orElseThrow());
    }

    @Test
    void anIncludeThatIncludesItselfEnds(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.jcfg"), "@include \"a.jcfg\"\n");

        assertThrows(SettingsException.class, () -> Jcfg.read(folder.resolve("a.jcfg")));
    }

    @Test
    void anIncludeOfWhatCannotBeAFileNameIsComplainedAbout() {
        SettingsException e =
                assertThrows(SettingsException.class, () -> parse("@include \"a\\x00b\""));

        assertEquals("f.jcfg:1: @include: this cannot be a file name", e.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    a = word | f.jcfg:1: a: 'word' instead of a value (text needs quotes)
                    a 1 | f.jcfg:1: a: '1' instead of '=' or ':'
                    g: { a = 1 | f.jcfg:1: g: the end of the file instead of a setting's name
                    g: { a = } | f.jcfg:1: g.a: '}' instead of a value
                    = 1 | f.jcfg:1: syntax: '=' instead of a setting's name
                    a = "x | f.jcfg:1: syntax: text without end
                    /* x | f.jcfg:1: syntax: comment without end
                    a = 1 a = 2 | f.jcfg:1: a: set twice
                    a = ( 1 2 ) | f.jcfg:1: a: '2' instead of ',' or the end of the list
                    a = [ { } ] | f.jcfg:1: a: only scalars fit into [ ]
                    a = 99999999999999999999 | f.jcfg:1: 99999999999999999999: number too big
                    a = ? | f.jcfg:1: syntax: what is '?' doing here?
                    @include x | f.jcfg:1: @include: a file name in quotes must follow
                    """)
    void complaintsNameFileLineAndKey(String text, String complaint) {
        SettingsException e = assertThrows(SettingsException.class, () -> parse(text));

        assertEquals(complaint, e.getMessage());
    }

    @Test
    void anythingIsEitherReadOrComplainedAbout() {
        String good = "a: { b = ( 1, \"x\" ); c = [ 0x1, 2.5 ] } # end\n@include";
        var random = new java.util.Random(1);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int j = 0; j < 4; j++) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
            }
            try {
                parse(text.toString());
            } catch (SettingsException e) {
                assertTrue(e.getMessage().contains(": "));
            }
        }
    }
}
