package io.cardea.server.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * A line of the log as Janus writes it: prefix, time, tag, place, text. Immutable; any thread.
 *
 * @param prefix before each line; empty for none
 */
public record LineFormat(String prefix, boolean timestamps, boolean colors, ZoneId zone) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("'['EEE MMM dd HH:mm:ss yyyy'] '", Locale.ROOT);
    private static final SimpleFormatter TEXT = new SimpleFormatter();
    private static final String RED = "\u001B[31m";
    private static final String YELLOW = "\u001B[33m";
    private static final String MAGENTA = "\u001B[35m";
    private static final String RESET = "\u001B[0m";

    LineFormat withTimestamps(boolean on) {
        return new LineFormat(prefix, on, colors, zone);
    }

    LineFormat withColors(boolean on) {
        return new LineFormat(prefix, timestamps, on, zone);
    }

    /** The line of a record, without its end. */
    public String line(LogRecord record) {
        StringBuilder line = new StringBuilder(prefix);
        if (timestamps) line.append(time(record.getInstant()));
        int level = level(record.getLevel());
        line.append(tag(level));
        if (level <= 2 || level >= 7) line.append(place(record));
        line.append(TEXT.formatMessage(record));
        Throwable thrown = record.getThrown();
        if (thrown != null) line.append(System.lineSeparator()).append(stack(thrown));
        return line.toString();
    }

    private String time(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }

    private String tag(int level) {
        return switch (level) {
            case 1 -> colored(MAGENTA, "[FATAL]");
            case 2 -> colored(RED, "[ERR]");
            case 3 -> colored(YELLOW, "[WARN]");
            default -> "";
        };
    }

    private String colored(String color, String tag) {
        return colors ? color + tag + RESET + " " : tag + " ";
    }

    private static String place(LogRecord record) {
        String source = record.getSourceClassName();
        if (source == null) return "[" + record.getLoggerName() + "] ";
        String file = source.substring(source.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
        return "[" + file + ".java:" + record.getSourceMethodName() + "] ";
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }

    /** Janus's number of a level: 1 (fatal) to 7 (debug). */
    static int level(Level level) {
        int value = level.intValue();
        if (value > Level.SEVERE.intValue()) return 1;
        if (value >= Level.SEVERE.intValue()) return 2;
        if (value >= Level.WARNING.intValue()) return 3;
        if (value >= Level.INFO.intValue()) return 4;
        if (value >= Level.FINE.intValue()) return 5;
        if (value >= Level.FINER.intValue()) return 6;
        return 7;
    }

    /** The level below which nothing is logged at that number; 0 logs nothing. */
    static Level threshold(int number) {
        return switch (number) {
            case 0 -> Level.OFF;
            case 1 -> Log.FATAL;
            case 2 -> Level.SEVERE;
            case 3 -> Level.WARNING;
            case 4 -> Level.INFO;
            case 5 -> Level.FINE;
            case 6 -> Level.FINER;
            default -> Level.ALL;
        };
    }
}
