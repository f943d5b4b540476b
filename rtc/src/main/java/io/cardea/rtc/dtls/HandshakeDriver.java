package io.cardea.rtc.dtls;

import java.util.concurrent.Executor;

/** Where the public-key work of handshakes is done: beside the loop, or in step with it. */
public sealed interface HandshakeDriver {
    /**
     * Handshakes run on the executor, one task each, parked while they wait for the peer; a task
     * ends when its handshake does or the endpoint is closed. {@code wake} is called from there
     * when a handshake has output, and has the loop drain the endpoint soon.
     */
    static HandshakeDriver threaded(Executor executor, Runnable wake) {
        return new Threaded(executor, wake);
    }

    /**
     * Every call of an endpoint returns only when its handshake waits for the peer again: with a
     * seeded source of randomness, a run replays exactly. For simulations and tests.
     */
    static HandshakeDriver lockstep() {
        return new Lockstep();
    }

    /** See {@link #threaded}. */
    record Threaded(Executor executor, Runnable wake) implements HandshakeDriver {}

    /** See {@link #lockstep}. */
    record Lockstep() implements HandshakeDriver {}
}
