package io.cardea.server.config;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the older {@code .cfg} files: {@code [section]}, {@code name = value} or {@code name =>
 * value}, comments after {@code ;} ({@code \;} stands for the character). No nesting. Stateless;
 * any thread.
 */
public final class Cfg {
    private Cfg() {}

    /** Reads a file. */
    public static Settings read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new SettingsException(file.toString(), "file", "cannot be read");
        }
    }

    /** Reads a text; {@code name} stands for the file in complaints. */
    public static Settings parse(String name, String text) {
        Settings root = Settings.group(name, 1);
        Settings section = root;
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = withoutComment(raw).strip();
            if (line.isEmpty()) continue;
            if (line.startsWith("[")) {
                section = section(root, name, number, line);
            } else {
                setting(section, name, number, line);
            }
        }
        return root;
    }

    private static String withoutComment(String line) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == ';') {
                kept.append(';');
                i++;
            } else if (c == ';') {
                return kept.toString();
            } else {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static Settings section(Settings root, String file, int number, String line) {
        int end = line.indexOf(']');
        if (end < 2) throw new SettingsException(file + ":" + number, "section", "]' missing");
        String name = line.substring(1, end).strip();
        Settings known = root.section(name);
        if (root.get(name).isPresent()) return known;
        Settings section = Settings.group(file, number);
        root.put(name, section);
        return section;
    }

    private static void setting(Settings section, String file, int number, String line) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            throw new SettingsException(file + ":" + number, line, "is no 'name = value'");
        }
        boolean arrow = line.startsWith("=>", equals);
        String name = line.substring(0, equals).strip();
        String value = line.substring(equals + (arrow ? 2 : 1)).strip();
        section.put(name, Settings.scalar(file, number, value));
    }
}
