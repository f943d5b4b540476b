package io.cardea.tools.load.client;

/** The server refused a request, or did not answer; the message names the request. */
public final class ApiException extends Exception {
    public ApiException(String message) {
        super(message);
    }

    public ApiException(String message, Throwable cause) {
        super(message, cause);
    }
}
