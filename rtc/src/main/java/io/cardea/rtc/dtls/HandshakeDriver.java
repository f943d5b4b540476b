package io.cardea.rtc.dtls;

import java.util.concurrent.Executor;

/** Where the public-key work of handshakes is done: beside the loop, or in step with it. */
public abstract sealed class HandshakeDriver {
    private HandshakeDriver() {}

    /**
     * Handshakes run on the executor, one task each, parked while they wait for the peer (so
     * virtual threads suit); a task ends when its handshake does or the endpoint is closed. {@code
     * wake} is called from there when a handshake has output, and has the loop drain the endpoint
     * soon.
     */
    public static HandshakeDriver threaded(Executor executor, Runnable wake) {
        return new Threaded(executor, wake);
    }

    /**
     * Every call of an endpoint returns only when its handshake waits for the peer again: with a
     * seeded source of randomness, a run replays exactly. For simulations and tests.
     */
    public static HandshakeDriver lockstep() {
        return new Lockstep();
    }

    abstract void start(Handshake handshake);

    /** After something was given to the handshake. */
    abstract void step(Wire wire);

    abstract Runnable wake();

    private static final class Threaded extends HandshakeDriver {
        private final Executor executor;
        private final Runnable wake;

        Threaded(Executor executor, Runnable wake) {
            this.executor = executor;
            this.wake = wake;
        }

        @Override
        void start(Handshake handshake) {
            executor.execute(handshake);
        }

        @Override
        void step(Wire wire) {}

        @Override
        Runnable wake() {
            return wake;
        }
    }

    private static final class Lockstep extends HandshakeDriver {
        @Override
        void start(Handshake handshake) {
            Thread.ofVirtual().name("dtls-handshake").start(handshake);
        }

        @Override
        void step(Wire wire) {
            wire.awaitParked();
        }

        @Override
        Runnable wake() {
            return () -> {};
        }
    }
}
