package io.cardea.transport.nanomsg.sp;

/** The limits of a socket. */
public final class Limits {
    private Limits() {}

    /** A peer's message, in bytes, as nanomsg has it; a longer one ends the connection. */
    public static final int MAX_MESSAGE = 1 << 20;

    /** Bytes that wait to be sent, for all there is of a pair, or for one subscriber. */
    static final int MAX_QUEUED = 4 << 20;

    /** Connections that have not said yet what they are. */
    static final int MAX_STRANGERS = 64;

    /** Subscribers of a publisher at a time. */
    static final int MAX_SUBSCRIBERS = 16;

    /** Connections that wait to be accepted. */
    static final int BACKLOG = 100;

    /** How long a peer may take to say what it is, and to be reached, in milliseconds. */
    static final int GREETING_MILLIS = 2_000;

    /** Before a lost peer is dialled again, in milliseconds; doubled while that fails. */
    static final int FIRST_PAUSE_MILLIS = 100;

    /** The longest such pause. */
    static final int LONGEST_PAUSE_MILLIS = 2_000;

    /** A connection that lasted so long was a good one: the pauses begin anew after it. */
    static final int STABLE_MILLIS = 1_000;

    /** For how long a closing socket goes on sending what waits, in milliseconds. */
    static final int LINGER_MILLIS = 1_000;

    /** Bytes of the path of a Unix socket. */
    static final int MAX_PATH = 107;

    /** Silence on a TCP connection before the system asks whether the peer is there, in seconds. */
    static final int KEEPALIVE_SECONDS = 30;

    /** Between two such questions, in seconds. */
    static final int KEEPALIVE_INTERVAL_SECONDS = 10;

    /** Such questions without an answer until the connection is given up. */
    static final int KEEPALIVE_QUESTIONS = 3;
}
