package io.cardea.testkit;

import java.time.Duration;

/**
 * What a virtual path does to datagrams, in each direction.
 *
 * @param loss share of datagrams lost, 0 to 1
 * @param duplication share delivered twice, 0 to 1
 * @param delay of every datagram
 * @param jitter added at random between zero and this, each datagram apart: this is what reorders
 * @param bitsPerSecond what it carries, IP and UDP headers included; 0 for no limit
 * @param queue how long a datagram may wait for its turn on a limited path; it is dropped otherwise
 */
public record LinkProfile(
        double loss,
        double duplication,
        Duration delay,
        Duration jitter,
        long bitsPerSecond,
        Duration queue) {
    /** A clear local path. */
    public static final LinkProfile CLEAR =
            new LinkProfile(0, 0, Duration.ofMillis(1), Duration.ZERO);

    /** Without a limit. */
    public LinkProfile(double loss, double duplication, Duration delay, Duration jitter) {
        this(loss, duplication, delay, jitter, 0, Duration.ZERO);
    }

    /** The same with another limit. */
    public LinkProfile limited(long newBitsPerSecond, Duration newQueue) {
        return new LinkProfile(loss, duplication, delay, jitter, newBitsPerSecond, newQueue);
    }
}
