package io.cardea.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** JSON text in and out, by Jackson's streaming parser. Stateless; any thread. */
final class JsonText {
    static final int MAX_DEPTH = 100;
    static final int MAX_TEXT = 4 << 20;
    private static final int MAX_NUMBER = 64;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_TEXT)
                                    .maxNumberLength(MAX_NUMBER)
                                    .build())
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .build();

    private JsonText() {}

    static Json parse(String text) {
        List<Json> documents = parseAll(text);
        if (documents.size() != 1) {
            throw new JsonException(
                    1, 1, documents.isEmpty() ? "no document" : "end of file expected");
        }
        return documents.getFirst();
    }

    /** Parses documents written one after another. */
    static List<Json> parseAll(String text) {
        if (text.length() > MAX_TEXT) throw new JsonException(1, 1, "document too long");
        List<Json> documents = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
                documents.add(value(parser, t));
            }
        } catch (JacksonException e) {
            throw wrap(e);
        }
        return documents;
    }

    private static JsonException wrap(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        int line = at == null ? 1 : at.getLineNr();
        int column = at == null ? 1 : at.getColumnNr();
        String message =
                e instanceof StreamConstraintsException ? "limit exceeded" : e.getOriginalMessage();
        return new JsonException(line, column, message);
    }

    private static Json value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Json object = Json.object();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    object.put(name, value(parser, parser.nextToken()));
                }
                yield object;
            }
            case START_ARRAY -> {
                Json array = Json.array();
                for (JsonToken t = parser.nextToken();
                        t != JsonToken.END_ARRAY;
                        t = parser.nextToken()) {
                    array.add(value(parser, t));
                }
                yield array;
            }
            case VALUE_STRING -> Json.of(parser.getString());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> Json.of(parser.getDoubleValue());
            case VALUE_TRUE -> Json.TRUE;
            case VALUE_FALSE -> Json.FALSE;
            case VALUE_NULL -> Json.NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new JsonException(1, 1, "unexpected token");
        };
    }

    private static Json integer(JsonParser parser) {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            TokenStreamLocation at = parser.currentTokenLocation();
            throw new JsonException(at.getLineNr(), at.getColumnNr(), "too big integer");
        }
        return Json.of(parser.getLongValue());
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
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    private static void writeReal(StringBuilder out, double number) {
        out.append(Double.isFinite(number) ? Double.toString(number) : "0.0");
    }
}
