package io.cardea.server.config;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the values of one section, with the complaints that settings records share. */
final class Reader {
    private final String name;
    private final Settings section;

    Reader(Settings root, String name) {
        this.name = name;
        this.section = root.section(name);
    }

    /** A text; empty ones count as absent. */
    Optional<String> text(String key) {
        return section.string(key).filter(text -> !text.isEmpty());
    }

    String text(String key, String fallback) {
        return text(key).orElse(fallback);
    }

    Optional<Path> path(String key) {
        try {
            return text(key).map(Path::of);
        } catch (InvalidPathException e) {
            throw complaint(key, "this cannot be a file name");
        }
    }

    boolean flag(String key, boolean fallback) {
        return section.bool(key, fallback);
    }

    List<String> words(String key) {
        return section.words(key);
    }

    /** The members of a list or array, or the words of a comma-separated text. */
    List<String> list(String key) {
        List<String> items = new ArrayList<>(section.words(key));
        section.get(key)
                .ifPresent(list -> list.elements().forEach(e -> e.text().ifPresent(items::add)));
        return items;
    }

    /** A number that must lie between two others. */
    int number(String key, int fallback, int min, int max) {
        long value = section.integer(key, fallback);
        if (value < min || value > max) {
            throw complaint(key, value + " is not between " + min + " and " + max);
        }
        return (int) value;
    }

    /** A number of which those below {@code min} leave the default in force. */
    int numberOrDefault(String key, int fallback, int min) {
        long value = section.integer(key, fallback);
        if (value > Integer.MAX_VALUE) throw complaint(key, value + " is too big");
        return value < min ? fallback : (int) value;
    }

    int port(String key, int fallback) {
        return number(key, fallback, 1, 65_535);
    }

    Duration seconds(String key, int fallback, int min) {
        return Duration.ofSeconds(numberOrDefault(key, fallback, min));
    }

    SettingsException complaint(String key, String why) {
        String where = section.get(key).map(Settings::where).orElseGet(section::where);
        return new SettingsException(where, name + "." + key, why);
    }
}
