package io.cardea.broker;

/** The limits of what speaks with a broker. */
public final class Limits {
    private Limits() {}

    /** A client's message, in bytes; longer ones are dropped and counted. */
    public static final int MAX_MESSAGE = 1 << 20;

    /** Requests that wait to be served, of all sessions; then nothing more is taken. */
    public static final int MAX_WAITING = 1_024;

    /** Messages that wait for the broker; more are dropped and counted. */
    public static final int MAX_QUEUED = 16_384;

    /** Bytes that wait for the broker; more are dropped and counted. */
    public static final int MAX_QUEUED_BYTES = 16 << 20;

    /** How often a message is sent again whose connection broke; then it is dropped and counted. */
    public static final int MAX_TRIES = 3;

    /** The pause after a connection broke, or could not be made; the next ones are longer. */
    static final int FIRST_PAUSE_MILLIS = 100;

    /** The longest pause between two tries. */
    static final int LONGEST_PAUSE_MILLIS = 5_000;

    /** How long what waits may still be sent at the end. */
    static final int CLOSE_MILLIS = 1_000;
}
