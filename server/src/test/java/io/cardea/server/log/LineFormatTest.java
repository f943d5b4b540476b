package io.cardea.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class LineFormatTest {
    private static final LineFormat PLAIN = new LineFormat("", false, false, ZoneOffset.UTC);

    private static LogRecord record(Level level, String text) {
        LogRecord record = new LogRecord(level, text);
        record.setInstant(Instant.ofEpochSecond(0));
        record.setSourceClassName("io.cardea.Thing$Inner");
        record.setSourceMethodName("work");
        return record;
    }

    @Test
    void informationIsPlainText() {
        assertEquals("hello", PLAIN.line(record(Level.INFO, "hello")));
    }

    @Test
    void troubleIsTagged() {
        assertEquals("[WARN] hm", PLAIN.line(record(Level.WARNING, "hm")));
        assertEquals("[ERR] [Thing.java:work] oh", PLAIN.line(record(Level.SEVERE, "oh")));
        assertEquals("[FATAL] [Thing.java:work] no", PLAIN.line(record(Log.FATAL, "no")));
    }

    @Test
    void prefixAndTimeComeFirst() {
        LineFormat format = new LineFormat("[me] ", true, false, ZoneOffset.UTC);

        assertEquals(
                "[me] [Thu Jan 01 00:00:00 1970] hello", format.line(record(Level.INFO, "hello")));
    }

    @Test
    void coloursAreAnsi() {
        LineFormat format = new LineFormat("", false, true, ZoneOffset.UTC);

        assertTrue(
                format.line(record(Level.WARNING, "hm")).startsWith("\u001B[33m[WARN]\u001B[0m"));
    }

    @Test
    void aFaultShowsItsStack() {
        LogRecord record = record(Level.SEVERE, "oh");
        record.setThrown(new IllegalStateException("why"));

        assertTrue(PLAIN.line(record).contains("IllegalStateException: why"));
    }

    @Test
    void levelsAreThoseOfJanus() {
        assertEquals(Level.OFF, LineFormat.threshold(0));
        assertEquals(Level.INFO, LineFormat.threshold(4));
        assertEquals(7, LineFormat.level(Level.FINEST));
        for (int level = 1; level <= 6; level++) {
            assertEquals(level, LineFormat.level(LineFormat.threshold(level)));
        }
    }
}
