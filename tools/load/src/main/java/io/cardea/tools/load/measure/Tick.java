package io.cardea.tools.load.measure;

import org.HdrHistogram.Histogram;

/**
 * What the generator saw in one interval, about a second. Counts are of that interval alone, but
 * for the peers, which are as of its end. Immutable by agreement: nobody writes to the histograms.
 *
 * @param seconds end of the interval, since the run began
 * @param length of the interval, in seconds
 * @param wanted peers that the scenario has asked for and not ended
 * @param up of those, with a PeerConnection that is up
 * @param failed peers that failed or were lost, since the run began
 * @param sent RTP packets sent to the server
 * @param expected RTP packets that receivers should have had, by their sequence numbers
 * @param received RTP packets, without duplicates
 * @param lost expected and still missing when their time was over
 * @param reordered received after one with a higher number
 * @param duplicated received twice
 * @param bytes received, payload of UDP
 * @param jitterMillis mean over the receivers of RFC 3550's interarrival jitter
 * @param nacksSent packets that receivers asked for again
 * @param plisSent keyframes that receivers asked for
 * @param nacksHeard packets that publishers were asked for again
 * @param plisHeard keyframes that publishers were asked for
 * @param latencyMicros from the publisher's stamp to reception, of the packets that were decrypted
 * @param setUpMillis from the request to a PeerConnection that is up
 * @param firstMediaMillis from the request to the first media packet
 * @param cpuNanos of the generator's own process
 */
public record Tick(
        double seconds,
        double length,
        int wanted,
        int up,
        int failed,
        long sent,
        long expected,
        long received,
        long lost,
        long reordered,
        long duplicated,
        long bytes,
        double jitterMillis,
        long nacksSent,
        long plisSent,
        long nacksHeard,
        long plisHeard,
        Histogram latencyMicros,
        Histogram setUpMillis,
        Histogram firstMediaMillis,
        long cpuNanos) {}
