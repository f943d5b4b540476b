package io.cardea.tools.load.scenario;

import java.util.Map;
import java.util.TreeMap;

/** How many peers are wanted, up, and lost, and what became of those. Any thread. */
final class Attendance {
    /** Kinds of failure that are told apart. */
    private static final int MAX_REASONS = 50;

    private final Map<String, Integer> reasons = new TreeMap<>();
    private int wanted;
    private int up;
    private int failed;

    /** As of a moment. */
    record Count(int wanted, int up, int failed) {}

    synchronized void want() {
        wanted++;
    }

    synchronized void end(boolean wasUp) {
        wanted--;
        if (wasUp) up--;
        notifyAll();
    }

    synchronized void up() {
        up++;
        notifyAll();
    }

    synchronized void fail(boolean wasUp, String reason) {
        failed++;
        if (wasUp) up--;
        String kind = reasons.size() < MAX_REASONS ? reason : "other reasons";
        reasons.merge(kind, 1, Integer::sum);
        notifyAll();
    }

    synchronized Count count() {
        return new Count(wanted, up, failed);
    }

    /** What went wrong, and how often. */
    synchronized Map<String, Integer> reasons() {
        return new TreeMap<>(reasons);
    }

    /** Waits until every wanted peer is up or has failed; not longer than that. */
    synchronized boolean awaitUp(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (up + failed < wanted) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) return false;
            wait(left);
        }
        return true;
    }
}
