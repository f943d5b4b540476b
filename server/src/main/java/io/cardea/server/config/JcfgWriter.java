package io.cardea.server.config;

import io.cardea.spi.Settings;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes settings as a {@code .jcfg} file that {@link Jcfg} and Janus read again: groups, lists,
 * text in quotes, numbers and booleans as they are. Comments are not kept. Stateless; any thread.
 */
public final class JcfgWriter {
    private static final Pattern BARE =
            Pattern.compile(
                    "(?i)true|false|[+-]?[0-9]+L{0,2}|0x[0-9a-f]+L{0,2}|[+-]?[0-9]*\\.[0-9]+");

    private final StringBuilder out = new StringBuilder();

    private JcfgWriter() {}

    /** The text of a file whose root is this group. */
    public static String print(Settings root) {
        JcfgWriter writer = new JcfgWriter();
        writer.members(root, 0);
        return writer.out.toString();
    }

    private void members(Settings group, int depth) {
        for (Map.Entry<String, Settings> member : group.members().entrySet()) {
            out.repeat('\t', depth).append(member.getKey());
            out.append(member.getValue().isScalar() ? " = " : ": ");
            value(member.getValue(), depth);
            out.append('\n');
        }
    }

    private void value(Settings value, int depth) {
        if (value.isScalar()) {
            scalar(value);
        } else if (value.isList()) {
            list(value, depth);
        } else {
            out.append("{\n");
            members(value, depth + 1);
            out.repeat('\t', depth).append('}');
        }
    }

    private void list(Settings list, int depth) {
        boolean array = list.elements().stream().allMatch(Settings::isScalar);
        out.append(array ? '[' : '(');
        String separator = "";
        for (Settings element : list.elements()) {
            out.append(separator);
            value(element, depth);
            separator = ", ";
        }
        out.append(array ? ']' : ')');
    }

    private void scalar(Settings scalar) {
        String text = scalar.text().orElseThrow();
        if (!scalar.isQuoted() && BARE.matcher(text).matches()) {
            out.append(text).append(isLong(text) ? "L" : "");
            return;
        }
        out.append('"');
        text.chars().forEach(c -> character((char) c));
        out.append('"');
    }

    /** What does not fit into 32 bits has to say so. */
    private static boolean isLong(String text) {
        try {
            long value = Long.parseLong(text);
            return value != (int) value;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\f' -> out.append("\\f");
            default -> {
                if (c < ' ') {
                    out.append("\\x%02x".formatted((int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
