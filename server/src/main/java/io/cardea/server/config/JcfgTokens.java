package io.cardea.server.config;

import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a {@code .jcfg} file, with {@code @include} followed on the way. */
final class JcfgTokens {
    static final int MAX_INCLUDES = 10;

    private static final Pattern NAME = Pattern.compile("[A-Za-z*][-A-Za-z0-9_*.]*");
    private static final Pattern HEX = Pattern.compile("0[xX]([0-9A-Fa-f]+)L{0,2}");
    private static final Pattern FLOAT =
            Pattern.compile(
                    "[-+]?(?:[0-9]+\\.[0-9]*|\\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?");
    private static final Pattern INTEGER = Pattern.compile("([-+]?[0-9]+)L{0,2}");

    enum Type {
        NAME,
        STRING,
        NUMBER,
        ASSIGN,
        SEMICOLON,
        COMMA,
        OPEN_BRACE,
        CLOSE_BRACE,
        OPEN_PARENTHESIS,
        CLOSE_PARENTHESIS,
        OPEN_BRACKET,
        CLOSE_BRACKET,
        END
    }

    record Token(Type type, String text, String file, int line) {
        String where() {
            return file + ":" + line;
        }
    }

    /** One open file. */
    private static final class Source {
        final String name;
        final Path folder;
        final String text;
        int at;
        int line = 1;

        Source(String name, Path folder, String text) {
            this.name = name;
            this.folder = folder;
            this.text = text;
        }

        boolean looksAt(String prefix) {
            return text.startsWith(prefix, at);
        }

        boolean isAtEnd() {
            return at >= text.length();
        }

        String where() {
            return name + ":" + line;
        }
    }

    private final Deque<Source> open = new ArrayDeque<>();

    private JcfgTokens(Source first) {
        open.push(first);
    }

    static JcfgTokens ofText(String name, String text) {
        return new JcfgTokens(new Source(name, Path.of(""), text));
    }

    static JcfgTokens ofFile(Path file) {
        return new JcfgTokens(source(file, file.toString()));
    }

    private static Source source(Path file, String where) {
        Path parent = file.toAbsolutePath().getParent();
        Path folder = parent == null ? Path.of("/") : parent;
        try {
            return new Source(
                    file.toString(), folder, Files.readString(file, StandardCharsets.UTF_8));
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new SettingsException(where, file.toString(), "is not UTF-8 text");
        } catch (IOException e) {
            throw new SettingsException(where, file.toString(), "cannot be read");
        }
    }

    Token next() {
        while (true) {
            Source source = open.element();
            skipSpace(source);
            if (source.isAtEnd()) {
                if (open.size() == 1) return token(source, Type.END, "");
                open.pop();
            } else if (source.looksAt("@include")) {
                include(source);
            } else {
                return word(source);
            }
        }
    }

    private static void skipSpace(Source s) {
        while (!s.isAtEnd()) {
            char c = s.text.charAt(s.at);
            if (c == '\n') {
                s.line++;
                s.at++;
            } else if (Character.isWhitespace(c) || c == '\uFEFF') {
                s.at++;
            } else if (c == '#' || s.looksAt("//")) {
                int end = s.text.indexOf('\n', s.at);
                s.at = end < 0 ? s.text.length() : end;
            } else if (s.looksAt("/*")) {
                skipBlockComment(s);
            } else {
                return;
            }
        }
    }

    private static void skipBlockComment(Source s) {
        int end = s.text.indexOf("*/", s.at + 2);
        if (end < 0) throw new SettingsException(s.where(), "syntax", "comment without end");
        s.line += (int) s.text.substring(s.at, end).chars().filter(c -> c == '\n').count();
        s.at = end + 2;
    }

    private void include(Source s) {
        s.at += "@include".length();
        skipSpace(s);
        if (s.isAtEnd() || s.text.charAt(s.at) != '"') {
            throw new SettingsException(s.where(), "@include", "a file name in quotes must follow");
        }
        String where = s.where();
        Path file = file(s.folder, string(s).text(), where);
        if (open.size() > MAX_INCLUDES) {
            throw new SettingsException(where, "@include", "files include each other too deep");
        }
        open.push(source(file, where));
    }

    private static Path file(Path folder, String name, String where) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new SettingsException(where, "@include", "this cannot be a file name");
        }
    }

    private static Token word(Source s) {
        char c = s.text.charAt(s.at);
        return switch (c) {
            case '=', ':' -> symbol(s, Type.ASSIGN);
            case ';' -> symbol(s, Type.SEMICOLON);
            case ',' -> symbol(s, Type.COMMA);
            case '{' -> symbol(s, Type.OPEN_BRACE);
            case '}' -> symbol(s, Type.CLOSE_BRACE);
            case '(' -> symbol(s, Type.OPEN_PARENTHESIS);
            case ')' -> symbol(s, Type.CLOSE_PARENTHESIS);
            case '[' -> symbol(s, Type.OPEN_BRACKET);
            case ']' -> symbol(s, Type.CLOSE_BRACKET);
            case '"' -> string(s);
            default -> nameOrNumber(s);
        };
    }

    private static Token symbol(Source s, Type type) {
        Token token = token(s, type, s.text.substring(s.at, s.at + 1));
        s.at++;
        return token;
    }

    private static Token nameOrNumber(Source s) {
        Matcher name = at(NAME, s);
        if (name.lookingAt()) return advance(s, Type.NAME, name, name.group());
        Matcher hex = at(HEX, s);
        if (hex.lookingAt()) return advance(s, Type.NUMBER, hex, hexadecimal(s, hex.group(1)));
        Matcher real = at(FLOAT, s);
        if (real.lookingAt()) {
            String fixed = String.format(Locale.ROOT, "%f", Double.parseDouble(real.group()));
            return advance(s, Type.NUMBER, real, fixed);
        }
        Matcher integer = at(INTEGER, s);
        if (integer.lookingAt()) {
            return advance(s, Type.NUMBER, integer, decimal(s, integer.group(1)));
        }
        throw new SettingsException(
                s.where(), "syntax", "what is '" + s.text.charAt(s.at) + "' doing here?");
    }

    private static String hexadecimal(Source s, String digits) {
        try {
            return Long.toString(Long.parseUnsignedLong(digits, 16));
        } catch (NumberFormatException e) {
            throw new SettingsException(s.where(), "0x" + digits, "number too big");
        }
    }

    private static String decimal(Source s, String digits) {
        try {
            return Long.toString(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw new SettingsException(s.where(), digits, "number too big");
        }
    }

    private static Matcher at(Pattern pattern, Source s) {
        return pattern.matcher(s.text).region(s.at, s.text.length());
    }

    private static Token advance(Source s, Type type, Matcher matcher, String text) {
        Token token = token(s, type, text);
        s.at = matcher.end();
        return token;
    }

    private static Token string(Source s) {
        int line = s.line;
        StringBuilder text = new StringBuilder();
        s.at++;
        while (true) {
            if (s.isAtEnd()) {
                throw new SettingsException(s.name + ":" + line, "syntax", "text without end");
            }
            char c = s.text.charAt(s.at++);
            if (c == '"') return new Token(Type.STRING, text.toString(), s.name, line);
            if (c == '\n') s.line++;
            text.append(c == '\\' ? escape(s) : c);
        }
    }

    private static char escape(Source s) {
        if (s.isAtEnd()) throw new SettingsException(s.where(), "syntax", "text without end");
        char c = s.text.charAt(s.at++);
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'a' -> '\u0007';
            case 'b' -> '\b';
            case 'v' -> '\u000B';
            case '"', '\\' -> c;
            case 'x' -> hexEscape(s);
            default -> throw new SettingsException(s.where(), "syntax", "unknown escape \\" + c);
        };
    }

    private static char hexEscape(Source s) {
        try {
            char c = (char) Integer.parseInt(s.text.substring(s.at, s.at + 2), 16);
            s.at += 2;
            return c;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new SettingsException(s.where(), "syntax", "\\x needs two hexadecimal digits");
        }
    }

    private static Token token(Source s, Type type, String text) {
        return new Token(type, text, s.name, s.line);
    }
}
