package io.cardea.spi;

import java.util.List;
import java.util.Map;

/** JSON text in and out. Stateless; any thread. */
final class JsonText {
    static final int MAX_TEXT = 4 << 20;

    private JsonText() {}

    static Json parse(String text) {
        return reader(text).only();
    }

    static List<Json> parseAll(String text) {
        return reader(text).all();
    }

    private static JsonReader reader(String text) {
        if (text.length() > MAX_TEXT) throw new JsonException(1, 0, "document too long");
        return new JsonReader(text);
    }

    static String print(Json json, JsonStyle style) {
        StringBuilder out = new StringBuilder(256);
        write(out, json, style, 0);
        return out.toString();
    }

    private static void write(StringBuilder out, Json json, JsonStyle style, int depth) {
        switch (json.type()) {
            case OBJECT -> writeObject(out, json, style, depth);
            case ARRAY -> writeArray(out, json, style, depth);
            case STRING -> writeString(out, json.string());
            case INTEGER -> out.append(json.integer());
            case REAL -> writeReal(out, json.real());
            case BOOLEAN -> out.append(json.bool());
            case NULL -> out.append("null");
        }
    }

    private static void writeObject(StringBuilder out, Json json, JsonStyle style, int depth) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, Json> member : json.members().entrySet()) {
            separate(out, style, depth + 1, first);
            first = false;
            writeString(out, member.getKey());
            out.append(style == JsonStyle.COMPACT ? ":" : ": ");
            write(out, member.getValue(), style, depth + 1);
        }
        if (!first) newLine(out, style, depth);
        out.append('}');
    }

    private static void writeArray(StringBuilder out, Json json, JsonStyle style, int depth) {
        out.append('[');
        boolean first = true;
        for (Json element : json.elements()) {
            separate(out, style, depth + 1, first);
            first = false;
            write(out, element, style, depth + 1);
        }
        if (!first) newLine(out, style, depth);
        out.append(']');
    }

    private static void separate(StringBuilder out, JsonStyle style, int depth, boolean first) {
        if (!first) out.append(style == JsonStyle.PLAIN ? ", " : ",");
        newLine(out, style, depth);
    }

    private static void newLine(StringBuilder out, JsonStyle style, int depth) {
        if (style == JsonStyle.INDENTED) out.append('\n').repeat(' ', 3 * depth);
    }

    private static void writeString(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            writeCharacter(out, text.charAt(i));
        }
        out.append('"');
    }

    private static void writeCharacter(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < ' ') {
                    out.append("\\u%04X".formatted((int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static void writeReal(StringBuilder out, double number) {
        out.append(Double.isFinite(number) ? Double.toString(number) : "0.0");
    }
}
