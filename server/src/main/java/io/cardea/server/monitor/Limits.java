package io.cardea.server.monitor;

import java.time.Duration;

/** Limits of what monitoring may cost, and of what counts as well. */
final class Limits {
    /** Figures are collected at most so often, however often somebody asks. */
    static final Duration COLLECT = Duration.ofSeconds(1);

    /** A media loop that has not turned for so long hangs; an idle one turns once a second. */
    static final Duration SILENT_LOOP = Duration.ofSeconds(5);

    private Limits() {}
}
