package io.cardea.spi;

/** A text that is not well-formed JSON, or beyond a limit. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final int column;

    public JsonException(int line, int column, String message) {
        super(message);
        this.line = line;
        this.column = column;
    }

    /** Counted from 1. */
    public int line() {
        return line;
    }

    /** How many characters of the line were read when the fault was found. */
    public int column() {
        return column;
    }
}
