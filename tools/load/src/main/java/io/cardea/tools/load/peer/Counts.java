package io.cardea.tools.load.peer;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What peers have sent and seen in an interval; see {@code Tick} for each.
 *
 * @param jitterSum of all streams, in milliseconds
 * @param streams received
 */
public record Counts(
        long sent,
        long expected,
        long received,
        long lost,
        long reordered,
        long duplicated,
        long bytes,
        long nacksSent,
        long plisSent,
        long nacksHeard,
        long plisHeard,
        double jitterSum,
        int streams,
        Histogram latencyMicros,
        Histogram setUpMillis,
        Histogram firstMediaMillis) {

    /** The sum; its histograms are those of the first. */
    static Counts sum(List<Counts> all) {
        return all.stream().reduce(Counts::plus).orElseThrow();
    }

    private Counts plus(Counts other) {
        latencyMicros.add(other.latencyMicros);
        setUpMillis.add(other.setUpMillis);
        firstMediaMillis.add(other.firstMediaMillis);
        return new Counts(
                sent + other.sent,
                expected + other.expected,
                received + other.received,
                lost + other.lost,
                reordered + other.reordered,
                duplicated + other.duplicated,
                bytes + other.bytes,
                nacksSent + other.nacksSent,
                plisSent + other.plisSent,
                nacksHeard + other.nacksHeard,
                plisHeard + other.plisHeard,
                jitterSum + other.jitterSum,
                streams + other.streams,
                latencyMicros,
                setUpMillis,
                firstMediaMillis);
    }

    /** Mean over the streams. */
    public double jitterMillis() {
        return streams == 0 ? 0 : jitterSum / streams;
    }
}
