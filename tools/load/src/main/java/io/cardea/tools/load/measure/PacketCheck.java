package io.cardea.tools.load.measure;

/**
 * What generator and server counted of the same packets, from the run's beginning to when all was
 * still, and everybody there.
 *
 * @param sent by the generator to the server
 * @param serverIn what the server says it received
 * @param expected by the generator from the server, by sequence numbers
 * @param serverOut what the server says it sent
 */
public record PacketCheck(long sent, long serverIn, long expected, long serverOut) {
    /** In percent of the server's figure; not a number where that is 0. */
    public double differenceIn() {
        return difference(sent, serverIn);
    }

    /** The same of what the server sent. */
    public double differenceOut() {
        return difference(expected, serverOut);
    }

    private static double difference(long ours, long theirs) {
        return theirs == 0 ? Double.NaN : 100.0 * (ours - theirs) / theirs;
    }
}
