package io.cardea.tools.load;

/** A run could not be made; the message is for whoever started it. */
public final class LoadException extends Exception {
    public LoadException(String message) {
        super(message);
    }

    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
