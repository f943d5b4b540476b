package io.cardea.spi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON documents (RFC 8259) from a text, and complains about bad ones as Janus does.
 *
 * <p>Clients are shown the complaint, so its words are part of the API: they are those of the
 * library that Janus uses, found by trying. The rules are: the root is an object or an array; no
 * {@code \u0000}; no surrogate without its partner; integers of 64 bits; of several members with
 * one name the last counts. The text that a complaint is near is the last token, as far as it was
 * read, unless it is longer than {@value #MAX_NEAR} bytes. Stateful; for one text and one thread.
 */
final class JsonReader {
    static final int MAX_DEPTH = 2_048;
    private static final int MAX_NEAR = 20;
    private static final int END = -1;

    private enum Token {
        OPEN_OBJECT,
        CLOSE_OBJECT,
        OPEN_ARRAY,
        CLOSE_ARRAY,
        COLON,
        COMMA,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        END,
        INVALID
    }

    private final String text;
    private int documentStart;
    private int tokenStart;
    private int next;
    private int depth;
    private Token token = Token.END;
    private Json scalar = Json.NULL;

    JsonReader(String text) {
        this.text = text;
    }

    /** Reads one document that is the whole text. */
    Json only() {
        Json document = document();
        scan();
        if (token != Token.END) throw fault("end of file expected");
        return document;
    }

    /** Reads at least one document, and as many as there are. */
    List<Json> all() {
        List<Json> documents = new ArrayList<>();
        do {
            documentStart = next;
            documents.add(document());
        } while (!isBlankFromHere());
        return documents;
    }

    private boolean isBlankFromHere() {
        int at = next;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at == text.length();
    }

    private Json document() {
        scan();
        if (token != Token.OPEN_OBJECT && token != Token.OPEN_ARRAY) {
            throw fault("'[' or '{' expected");
        }
        return value();
    }

    private Json value() {
        if (++depth > MAX_DEPTH) throw fault("maximum parsing depth reached");
        Json value =
                switch (token) {
                    case OPEN_OBJECT -> object();
                    case OPEN_ARRAY -> array();
                    case STRING -> withoutNul(scalar);
                    case NUMBER -> scalar;
                    case TRUE -> Json.TRUE;
                    case FALSE -> Json.FALSE;
                    case NULL -> Json.NULL;
                    case INVALID -> throw fault("invalid token");
                    case CLOSE_OBJECT, CLOSE_ARRAY, COLON, COMMA, END ->
                            throw fault("unexpected token");
                };
        depth--;
        return value;
    }

    private Json withoutNul(Json string) {
        if (string.string().indexOf('\0') < 0) return string;
        throw fault("\\u0000 is not allowed without JSON_ALLOW_NUL");
    }

    private Json object() {
        Json object = Json.object();
        scan();
        if (token == Token.CLOSE_OBJECT) return object;
        while (true) {
            if (token != Token.STRING) throw fault("string or '}' expected");
            String name = scalar.string();
            if (name.indexOf('\0') >= 0) throw fault("NUL byte in object key not supported");
            scan();
            if (token != Token.COLON) throw fault("':' expected");
            scan();
            object.put(name, value());
            scan();
            if (token == Token.CLOSE_OBJECT) return object;
            if (token != Token.COMMA) throw fault("'}' expected");
            scan();
        }
    }

    private Json array() {
        Json array = Json.array();
        scan();
        if (token == Token.CLOSE_ARRAY) return array;
        while (token != Token.END) {
            array.add(value());
            scan();
            if (token == Token.CLOSE_ARRAY) return array;
            if (token != Token.COMMA) break;
            scan();
        }
        throw fault("']' expected");
    }

    /** Reads the next token, its value included. */
    private void scan() {
        while (next < text.length() && isSpace(text.charAt(next))) {
            next++;
        }
        tokenStart = next;
        int c = peek();
        token =
                switch (c) {
                    case END -> Token.END;
                    case '{' -> single(Token.OPEN_OBJECT);
                    case '}' -> single(Token.CLOSE_OBJECT);
                    case '[' -> single(Token.OPEN_ARRAY);
                    case ']' -> single(Token.CLOSE_ARRAY);
                    case ':' -> single(Token.COLON);
                    case ',' -> single(Token.COMMA);
                    case '"' -> string();
                    default -> isDigit(c) || c == '-' ? number() : word();
                };
    }

    private Token single(Token one) {
        next++;
        return one;
    }

    private Token word() {
        if (!isLetter(peek())) {
            next += Character.charCount(text.codePointAt(next));
            return Token.INVALID;
        }
        while (isLetter(peek())) {
            next++;
        }
        return switch (text.substring(tokenStart, next)) {
            case "true" -> Token.TRUE;
            case "false" -> Token.FALSE;
            case "null" -> Token.NULL;
            default -> Token.INVALID;
        };
    }

    private Token number() {
        if (peek() == '-') next++;
        if (peek() == '0') {
            next++;
            if (isDigit(peek())) return Token.INVALID;
        } else if (!digits()) {
            return Token.INVALID;
        }
        boolean isReal = peek() == '.' || isExponent(peek());
        if (!isReal) return integer();
        if (peek() == '.') {
            next++;
            if (!digits()) return Token.INVALID;
        }
        if (isExponent(peek())) {
            next++;
            if (peek() == '+' || peek() == '-') next++;
            if (!digits()) return Token.INVALID;
        }
        double real = Double.parseDouble(text.substring(tokenStart, next));
        if (Double.isInfinite(real)) throw fault("real number overflow");
        scalar = Json.of(real);
        return Token.NUMBER;
    }

    private Token integer() {
        String digits = text.substring(tokenStart, next);
        try {
            scalar = Json.of(Long.parseLong(digits));
            return Token.NUMBER;
        } catch (NumberFormatException e) {
            throw fault(digits.startsWith("-") ? "too big negative integer" : "too big integer");
        }
    }

    private boolean digits() {
        int start = next;
        while (isDigit(peek())) {
            next++;
        }
        return next > start;
    }

    private Token string() {
        next++;
        findClosingQuote();
        scalar = Json.of(unescaped(text.substring(tokenStart + 1, next - 1)));
        return Token.STRING;
    }

    private void findClosingQuote() {
        while (true) {
            int c = peek();
            if (c == END) throw fault("premature end of input");
            if (c == '\n') throw fault("unexpected newline");
            if (c < ' ') throw fault("control character 0x" + Integer.toHexString(c));
            next++;
            if (c == '"') return;
            if (c == '\\') escape();
        }
    }

    private void escape() {
        int c = peek();
        if (c == END) throw fault("invalid escape");
        next++;
        if (c != 'u') {
            if ("\"\\/bfnrt".indexOf(c) < 0) throw fault("invalid escape");
            return;
        }
        for (int i = 0; i < 4; i++) {
            boolean isHex = Character.digit(peek(), 16) >= 0 && peek() < 0x80;
            if (peek() != END) next++;
            if (!isHex) throw fault("invalid escape");
        }
    }

    private String unescaped(String quoted) {
        if (quoted.indexOf('\\') < 0) return quoted;
        StringBuilder plain = new StringBuilder(quoted.length());
        int at = 0;
        while (at < quoted.length()) {
            char c = quoted.charAt(at++);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escape = quoted.charAt(at++);
            if (escape == 'u') {
                at = unicode(quoted, at, plain);
            } else {
                plain.append(simple(escape));
            }
        }
        return plain.toString();
    }

    private static char simple(char escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }

    private int unicode(String quoted, int at, StringBuilder plain) {
        int unit = Integer.parseInt(quoted, at, at + 4, 16);
        int after = at + 4;
        if (!Character.isSurrogate((char) unit)) {
            plain.append((char) unit);
            return after;
        }
        boolean pair = Character.isHighSurrogate((char) unit) && quoted.startsWith("\\u", after);
        if (!pair) throw fault("invalid Unicode '\\u%04X'".formatted(unit));
        int low = Integer.parseInt(quoted, after + 2, after + 6, 16);
        if (!Character.isLowSurrogate((char) low)) {
            throw fault("invalid Unicode '\\u%04X\\u%04X'".formatted(unit, low));
        }
        plain.append((char) unit).append((char) low);
        return after + 6;
    }

    private int peek() {
        return next < text.length() ? text.charAt(next) : END;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isExponent(int c) {
        return c == 'e' || c == 'E';
    }

    private JsonException fault(String what) {
        String near = text.substring(tokenStart, next);
        String message = what;
        if (near.isEmpty()) {
            message += " near end of file";
        } else if (near.getBytes(StandardCharsets.UTF_8).length <= MAX_NEAR) {
            message += " near '" + near + "'";
        }
        int line = 1;
        int lineStart = documentStart;
        for (int i = documentStart; i < next; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new JsonException(line, text.codePointCount(lineStart, next), message);
    }
}
