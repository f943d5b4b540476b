package io.cardea.spi;

/** A setting that cannot be: tells file, line, key and why. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String where, String key, String why) {
        super(where + ": " + key + ": " + why);
    }
}
