package io.cardea.server.config;

import io.cardea.server.config.JcfgTokens.Token;
import io.cardea.server.config.JcfgTokens.Type;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads {@code .jcfg} files: the syntax of libconfig.
 *
 * <p>A file is a sequence of settings, {@code name = value} or {@code name: value}, each with an
 * optional {@code ;} or {@code ,} behind. A value is a scalar, a group in braces, a list in
 * parentheses or an array of scalars in brackets. Stateless; any thread.
 */
public final class Jcfg {
    static final int MAX_DEPTH = 64;

    private final JcfgTokens tokens;
    private Token token;

    private Jcfg(JcfgTokens tokens) {
        this.tokens = tokens;
        this.token = tokens.next();
    }

    /**
     * Reads a file and those it includes.
     *
     * @throws SettingsException for what is not well-formed, naming file, line and key
     */
    public static Settings read(Path file) {
        return new Jcfg(JcfgTokens.ofFile(file)).file(file.toString());
    }

    /** Reads a text; {@code name} stands for the file in complaints. */
    public static Settings parse(String name, String text) {
        return new Jcfg(JcfgTokens.ofText(name, text)).file(name);
    }

    private Settings file(String name) {
        Settings root = Settings.group(name, 1);
        members(root, Type.END, "", 0);
        return root;
    }

    private void members(Settings group, Type end, String path, int depth) {
        while (token.type() != end) {
            if (token.type() != Type.NAME) throw unexpected(path, "a setting's name");
            Token name = take();
            String key = path.isEmpty() ? name.text() : path + "." + name.text();
            if (group.members().containsKey(name.text())) {
                throw new SettingsException(name.where(), key, "set twice");
            }
            if (token.type() != Type.ASSIGN) throw unexpected(key, "'=' or ':'");
            take();
            group.put(name.text(), value(key, depth + 1));
            if (token.type() == Type.SEMICOLON || token.type() == Type.COMMA) take();
        }
    }

    private Settings value(String key, int depth) {
        if (depth > MAX_DEPTH) throw new SettingsException(token.where(), key, "nested too deep");
        return switch (token.type()) {
            case STRING -> string();
            case NAME -> bool(key);
            case NUMBER -> scalar(take());
            case OPEN_BRACE -> group(key, depth);
            case OPEN_PARENTHESIS -> list(key, Type.CLOSE_PARENTHESIS, depth);
            case OPEN_BRACKET -> list(key, Type.CLOSE_BRACKET, depth);
            case ASSIGN, SEMICOLON, COMMA, CLOSE_BRACE, CLOSE_PARENTHESIS, CLOSE_BRACKET, END ->
                    throw unexpected(key, "a value");
        };
    }

    private Settings string() {
        Token first = take();
        StringBuilder text = new StringBuilder(first.text());
        while (token.type() == Type.STRING) {
            text.append(take().text());
        }
        return Settings.quoted(first.file(), first.line(), text.toString());
    }

    private Settings bool(String key) {
        String word = token.text().toLowerCase(Locale.ROOT);
        if (!word.equals("true") && !word.equals("false")) {
            throw unexpected(key, "a value (text needs quotes)");
        }
        Token at = take();
        return Settings.scalar(at.file(), at.line(), word);
    }

    private Settings group(String key, int depth) {
        Token open = take();
        Settings group = Settings.group(open.file(), open.line());
        members(group, Type.CLOSE_BRACE, key, depth);
        take();
        return group;
    }

    private Settings list(String key, Type close, int depth) {
        Token open = take();
        Settings list = Settings.list(open.file(), open.line());
        while (token.type() != close) {
            Settings element = value(key + "[" + list.elements().size() + "]", depth + 1);
            if (close == Type.CLOSE_BRACKET && !element.isScalar()) {
                throw new SettingsException(element.where(), key, "only scalars fit into [ ]");
            }
            list.add(element);
            if (token.type() == Type.COMMA) {
                take();
            } else if (token.type() != close) {
                throw unexpected(key, "',' or the end of the list");
            }
        }
        take();
        return list;
    }

    private static Settings scalar(Token at) {
        return Settings.scalar(at.file(), at.line(), at.text());
    }

    private Token take() {
        Token taken = token;
        token = tokens.next();
        return taken;
    }

    private SettingsException unexpected(String key, String wanted) {
        String found = token.type() == Type.END ? "the end of the file" : "'" + token.text() + "'";
        return new SettingsException(
                token.where(), key.isEmpty() ? "syntax" : key, found + " instead of " + wanted);
    }
}
