package io.cardea.tools.load.peer;

import java.util.LinkedHashSet;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * What all peers of a loop have sent and seen since it was asked last. Plain numbers: belongs to
 * the loop, which hands out a snapshot of its own when asked.
 */
final class LoopTotals {
    static final long MAX_LATENCY_MICROS = 60_000_000L;
    static final long MAX_MILLIS = 600_000L;
    private static final int DIGITS = 3;

    final Set<PeerCore> peers = new LinkedHashSet<>();

    long sent;
    long expected;
    long received;
    long lost;
    long reordered;
    long duplicated;
    long bytes;
    long nacksSent;
    long plisSent;
    long nacksHeard;
    long plisHeard;
    private Histogram latencyMicros = latencies();
    private Histogram setUpMillis = times();
    private Histogram firstMediaMillis = times();

    private static Histogram latencies() {
        return new Histogram(MAX_LATENCY_MICROS, DIGITS);
    }

    private static Histogram times() {
        return new Histogram(MAX_MILLIS, DIGITS);
    }

    void latency(long nanos) {
        latencyMicros.recordValue(Math.clamp(nanos / 1_000, 0, MAX_LATENCY_MICROS));
    }

    void setUp(long nanos) {
        setUpMillis.recordValue(Math.clamp(nanos / 1_000_000, 0, MAX_MILLIS));
    }

    void firstMedia(long nanos) {
        firstMediaMillis.recordValue(Math.clamp(nanos / 1_000_000, 0, MAX_MILLIS));
    }

    /** The counts since the last call, which begin anew. */
    Counts take() {
        double jitter = 0;
        int streams = 0;
        for (PeerCore peer : peers) {
            for (int i = 0; i < peer.receptions(); i++) {
                jitter += peer.reception(i).jitterMillis();
                streams++;
            }
        }
        var counts =
                new Counts(
                        sent,
                        expected,
                        received,
                        lost,
                        reordered,
                        duplicated,
                        bytes,
                        nacksSent,
                        plisSent,
                        nacksHeard,
                        plisHeard,
                        jitter,
                        streams,
                        latencyMicros,
                        setUpMillis,
                        firstMediaMillis);
        sent = 0;
        expected = 0;
        received = 0;
        lost = 0;
        reordered = 0;
        duplicated = 0;
        bytes = 0;
        nacksSent = 0;
        plisSent = 0;
        nacksHeard = 0;
        plisHeard = 0;
        latencyMicros = latencies();
        setUpMillis = times();
        firstMediaMillis = times();
        return counts;
    }
}
