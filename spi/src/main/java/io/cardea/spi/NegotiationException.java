package io.cardea.spi;

/** A description that cannot be parsed or answered; the message is fit for a client. */
public final class NegotiationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NegotiationException(String message) {
        super(message);
    }
}
