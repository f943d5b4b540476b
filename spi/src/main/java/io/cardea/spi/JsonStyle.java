package io.cardea.spi;

import java.util.Locale;

/** The {@code json} setting of transports and event handlers. */
public enum JsonStyle {
    /** Three spaces a level. */
    INDENTED,
    /** One line, a space after commas and colons. */
    PLAIN,
    /** No spaces. */
    COMPACT;

    /** By the word in a configuration file; anything else is compact. */
    public static JsonStyle of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "indented" -> INDENTED;
            case "plain" -> PLAIN;
            default -> COMPACT;
        };
    }
}
