package io.cardea.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"b\":1,\"a\":[true,false,null],\"c\":{\"d\":\"e\"}}",
                "[0,-1,9223372036854775807,-9223372036854775808,1.5,-0.25]",
                "[\"\\\"\\\\\\b\\f\\n\\r\\t/\\u001F\u007f\u00e9\ud83d\ude00\"]"
            })
    void whatIsReadIsWrittenTheSame(String text) {
        assertEquals(text, Json.parse(text).toString());
    }

    @Test
    void escapesAreUndone() {
        Json text = Json.parse("[\"\\u00e9\\ud83d\\ude00\\/\\u0041\"]");

        assertEquals("\u00e9\ud83d\ude00/A", text.elements().getFirst().string());
    }

    @Test
    void ofSeveralMembersWithOneNameTheLastCounts() {
        assertEquals("{\"a\":2,\"b\":0}", Json.parse("{\"a\":1,\"b\":0,\"a\":2}").toString());
    }

    @Test
    void thereAreThreeStyles() {
        Json json = Json.parse("{\"a\":[1,{}],\"b\":{}}");

        assertEquals("{\"a\":[1,{}],\"b\":{}}", json.toString(JsonStyle.COMPACT));
        assertEquals("{\"a\": [1, {}], \"b\": {}}", json.toString(JsonStyle.PLAIN));
        assertEquals(
                "{\n   \"a\": [\n      1,\n      {}\n   ],\n   \"b\": {}\n}",
                json.toString(JsonStyle.INDENTED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 1 | 0 | '[' or '{' expected near end of file",
                "hello | 1 | 5 | '[' or '{' expected near 'hello'",
                "\"x\" | 1 | 3 | '[' or '{' expected near '\"x\"'",
                "3 | 1 | 1 | '[' or '{' expected near '3'",
                "{\"janus\": | 1 | 9 | unexpected token near end of file",
                "{\"janus\":\"ping\" | 1 | 15 | '}' expected near end of file",
                "{bad | 1 | 4 | string or '}' expected near 'bad'",
                "{\"a\":1} x | 1 | 9 | end of file expected near 'x'",
                "{\"a\":1}{ | 1 | 8 | end of file expected near '{'",
                "{\"a\"} | 1 | 5 | ':' expected near '}'",
                "{\"a\":} | 1 | 6 | unexpected token near '}'",
                "{\"a\":1,} | 1 | 8 | string or '}' expected near '}'",
                "[1,] | 1 | 4 | unexpected token near ']'",
                "[1 | 1 | 2 | ']' expected near end of file",
                "[1, | 1 | 3 | ']' expected near end of file",
                "[1 2] | 1 | 4 | ']' expected near '2'",
                "[tru] | 1 | 4 | invalid token near 'tru'",
                "[\u00e9] | 1 | 2 | invalid token near '\u00e9'",
                "[01] | 1 | 2 | invalid token near '0'",
                "[-] | 1 | 2 | invalid token near '-'",
                "[1.] | 1 | 3 | invalid token near '1.'",
                "[1.x] | 1 | 3 | invalid token near '1.'",
                "[1e] | 1 | 3 | invalid token near '1e'",
                "[1e999] | 1 | 6 | real number overflow near '1e999'",
                "[12345678901234567890] | 1 | 21 | too big integer near '12345678901234567890'",
                "[123456789012345678901] | 1 | 22 | too big integer",
                "[\"abc | 1 | 5 | premature end of input near '\"abc'",
                "[\"\\x\"] | 1 | 4 | invalid escape near '\"\\x'",
                "[\"\\u12g4\"] | 1 | 7 | invalid escape near '\"\\u12g'",
                "[\"\\ud800\"] | 1 | 9 | invalid Unicode '\\uD800' near '\"\\ud800\"'",
                "[\"\\ud800\\u0041\"] | 1 | 15 | invalid Unicode '\\uD800\\u0041'"
                        + " near '\"\\ud800\\u0041\"'",
                "[\"\\u0000\"] | 1 | 9 | \\u0000 is not allowed without JSON_ALLOW_NUL"
                        + " near '\"\\u0000\"'",
                "{\"\\u0000\":1} | 1 | 9 | NUL byte in object key not supported near '\"\\u0000\"'",
            })
    void complaintsAreWordedAsInJanus(String text, int line, int column, String message) {
        JsonException fault = assertThrows(JsonException.class, () -> Json.parse(text));

        assertEquals(message, fault.getMessage());
        assertEquals(line, fault.line());
        assertEquals(column, fault.column());
    }

    @Test
    void linesAreCounted() {
        JsonException fault =
                assertThrows(
                        JsonException.class,
                        () -> Json.parse("\n\n{\"janus\":\"create\",\n\"a\"}"));

        assertEquals(4, fault.line());
        assertEquals(4, fault.column());
        assertEquals("':' expected near '}'", fault.getMessage());
    }

    @Test
    void controlCharactersInStringsAreRefused() {
        assertEquals("control character 0x1 near '\"x'", complaint("[\"x\u0001\"]"));
        assertEquals("unexpected newline near '\"x'", complaint("[\"x\n\"]"));
    }

    @Test
    void documentsMayFollowOneAnother() {
        assertEquals(3, Json.parseAll("{\"a\":1}[2] \n {}\n").size());
        assertThrows(JsonException.class, () -> Json.parseAll(" "));
    }

    @Test
    void aFaultIsPlacedInItsOwnDocument() {
        JsonException fault =
                assertThrows(JsonException.class, () -> Json.parseAll("{\"janus\":\"ping\"}{bad"));

        assertEquals(1, fault.line());
        assertEquals(4, fault.column());
    }

    @Test
    void nestingHasALimit() {
        int limit = JsonReader.MAX_DEPTH;
        assertEquals(1, Json.parseAll("[".repeat(limit) + "]".repeat(limit)).size());
        assertEquals(
                "maximum parsing depth reached near '['",
                complaint("[".repeat(limit + 1) + "]".repeat(limit + 1)));
    }

    @Test
    void anyTextIsReadOrRefused() {
        long seed = 20_261_123;
        Random random = new Random(seed);
        String alphabet = "{}[]:,\"\\/bfnrtu0123456789abcdefAE+-. \n\t\u0000\u00e9\ud83d\ude00tfn";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder("[");
            int length = random.nextInt(24);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                List<Json> read = Json.parseAll(text.toString());
                for (Json one : read) {
                    assertEquals(one, Json.parse(one.toString()), "seed " + seed);
                }
            } catch (JsonException e) {
                // Refused, which is one of the two things that may happen.
                assertEquals(true, e.line() > 0 && e.column() >= 0);
            }
        }
    }

    private static String complaint(String text) {
        return assertThrows(JsonException.class, () -> Json.parse(text)).getMessage();
    }
}
