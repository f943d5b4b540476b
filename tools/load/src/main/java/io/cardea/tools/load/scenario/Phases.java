package io.cardea.tools.load.scenario;

import java.time.Duration;

/**
 * Keeps the run's ticks in step with the scenario's steady part: no tick lies astride its borders.
 * Two threads: the scenario's and the run's.
 */
final class Phases {
    private boolean wantsSteady;
    private boolean steady;
    private boolean over;

    /** The scenario: the steady part begins, takes so long, and ends. */
    synchronized void steady(Duration duration) throws InterruptedException {
        change(true);
        long end = System.nanoTime() + duration.toNanos();
        while (true) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) break;
            wait(left);
        }
        change(false);
    }

    private void change(boolean wanted) throws InterruptedException {
        wantsSteady = wanted;
        notifyAll();
        while (steady != wanted) wait();
    }

    /** The scenario: it is over. */
    synchronized void end() {
        over = true;
        notifyAll();
    }

    /** The run: waits for the next tick's time, or for a border. */
    synchronized void await(long untilNanos) throws InterruptedException {
        while (!over && wantsSteady == steady) {
            long left = (untilNanos - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) return;
            wait(left);
        }
    }

    synchronized boolean isSteady() {
        return steady;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** The run: a tick has been taken, what comes now is what the scenario wants. */
    synchronized void ticked() {
        steady = wantsSteady;
        notifyAll();
    }
}
