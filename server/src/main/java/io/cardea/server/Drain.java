package io.cardea.server;

import io.cardea.server.gateway.JanusGateway;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * Empties the server: no new sessions; those that are there may end by themselves for some time,
 * and are then ended with the events that their clients know. Any thread.
 */
final class Drain {
    /** How often it is looked whether all are gone. */
    static final Duration PERIOD = Duration.ofMillis(200);

    /** How long clients are given to hear of the end, once all is ended. */
    static final Duration FAREWELL = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(Drain.class.getName());

    private final JanusGateway gateway;
    private final ScheduledExecutorService scheduler;
    private final Runnable exit;
    private boolean running;
    private long endNanos;
    private boolean exits;

    /**
     * @param exit ends the process; must not block
     */
    Drain(JanusGateway gateway, ScheduledExecutorService scheduler, Runnable exit) {
        this.gateway = gateway;
        this.scheduler = scheduler;
        this.exit = exit;
    }

    synchronized boolean isRunning() {
        return running;
    }

    /** Begins, or gives the one that is running another end. */
    synchronized void begin(Duration limit, boolean exitsAtEnd) {
        gateway.drain();
        endNanos = System.nanoTime() + limit.toNanos();
        exits = exitsAtEnd;
        LOG.info(() -> "draining sessions=" + gateway.sessions() + " seconds=" + limit.toSeconds());
        if (running) return;
        running = true;
        lookLater();
    }

    private void lookLater() {
        scheduler.schedule(
                () -> {
                    if (goesOn()) lookLater();
                },
                PERIOD.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Whether there is more to wait for. */
    private synchronized boolean goesOn() {
        if (!gateway.isDraining()) {
            LOG.info("draining was called off");
            running = false;
            return false;
        }
        if (gateway.sessions() > 0 && System.nanoTime() < endNanos) return true;
        LOG.info(() -> "drained sessions=" + gateway.sessions());
        running = false;
        boolean last = exits;
        var ended = gateway.endAll();
        if (last) {
            ended.whenComplete(
                    (_, _) -> scheduler.schedule(exit, FAREWELL.toMillis(), TimeUnit.MILLISECONDS));
        }
        return false;
    }
}
