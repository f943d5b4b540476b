package io.cardea.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration file says: a tree of groups, lists and scalars (Janus's {@code .jcfg} or
 * {@code .cfg}). Names match whatever their case. Immutable once built; any thread.
 *
 * <p>Each node knows its file and line, so that a complaint can say where.
 */
public final class Settings {
    private final String file;
    private final int line;
    private final Optional<String> scalar;
    private final Map<String, Settings> members = new LinkedHashMap<>();
    private final List<Settings> elements = new ArrayList<>();
    private final boolean list;
    private final boolean quoted;

    private Settings(String file, int line, Optional<String> scalar, boolean list, boolean quoted) {
        this.file = file;
        this.line = line;
        this.scalar = scalar;
        this.list = list;
        this.quoted = quoted;
    }

    /** A group without members; also what a missing file is. */
    public static Settings group(String file, int line) {
        return new Settings(file, line, Optional.empty(), false, false);
    }

    public static Settings list(String file, int line) {
        return new Settings(file, line, Optional.empty(), true, false);
    }

    /** A number or a boolean as it is written. */
    public static Settings scalar(String file, int line, String text) {
        return new Settings(file, line, Optional.of(text), false, false);
    }

    /** Text that stands in quotes; they are gone. */
    public static Settings quoted(String file, int line, String text) {
        return new Settings(file, line, Optional.of(text), false, true);
    }

    /** Adds a member to a group being built; a name given again replaces the former. */
    public Settings put(String name, Settings member) {
        members.put(name, member);
        return this;
    }

    /** Adds an element to a list being built. */
    public Settings add(Settings element) {
        elements.add(element);
        return this;
    }

    public boolean isGroup() {
        return scalar.isEmpty() && !list;
    }

    public boolean isList() {
        return list;
    }

    public boolean isScalar() {
        return scalar.isPresent();
    }

    /** Whether it is text in quotes, rather than a number or a boolean. */
    public boolean isQuoted() {
        return quoted;
    }

    public boolean isEmpty() {
        return members.isEmpty() && elements.isEmpty() && scalar.isEmpty();
    }

    /** The members of a group, in the order of the file, with their names as written. */
    public Map<String, Settings> members() {
        return members;
    }

    public List<Settings> elements() {
        return elements;
    }

    /** The text of a scalar. */
    public Optional<String> text() {
        return scalar;
    }

    /** Where it stands, for complaints: {@code file:line}, or the file alone for line 0. */
    public String where() {
        return line == 0 ? file : file + ":" + line;
    }

    /** The member of that name, whatever the case. */
    public Optional<Settings> get(String name) {
        Settings exact = members.get(name);
        if (exact != null) return Optional.of(exact);
        return members.entrySet().stream()
                .filter(e -> e.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The group of that name; an empty one when it is not there. */
    public Settings section(String name) {
        return get(name).filter(Settings::isGroup).orElseGet(() -> group(file, line));
    }

    /** The text of a scalar member. */
    public Optional<String> string(String name) {
        return get(name).flatMap(Settings::text);
    }

    public String string(String name, String fallback) {
        return string(name).orElse(fallback);
    }

    /**
     * Janus's rule: {@code true}, {@code yes} and {@code 1} in any case are true, all else false.
     */
    public boolean bool(String name, boolean fallback) {
        return string(name).map(Settings::isTrue).orElse(fallback);
    }

    private static boolean isTrue(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return word.equals("true") || word.equals("yes") || word.equals("1");
    }

    /**
     * A whole number, decimal or {@code 0x} hexadecimal.
     *
     * @throws SettingsException if the text is something else
     */
    public long integer(String name, long fallback) {
        Optional<Settings> member = get(name).filter(Settings::isScalar);
        if (member.isEmpty()) return fallback;
        String text = member.get().text().orElse("").trim();
        try {
            return text.startsWith("0x") ? Long.decode(text) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new SettingsException(member.get().where(), name, "not a whole number: " + text);
        }
    }

    /** A comma-separated list, trimmed, without empty items. */
    public List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (String word : string(name, "").split(",", -1)) {
            if (!word.isBlank()) words.add(word.trim());
        }
        return words;
    }
}
