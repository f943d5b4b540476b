package io.cardea.testkit;

import java.time.Duration;

/**
 * What a virtual path does to datagrams, in each direction.
 *
 * @param loss share of datagrams lost, 0 to 1
 * @param duplication share delivered twice, 0 to 1
 * @param delay of every datagram
 * @param jitter added at random between zero and this, each datagram apart: this is what reorders
 */
public record LinkProfile(double loss, double duplication, Duration delay, Duration jitter) {
    /** A clear local path. */
    public static final LinkProfile CLEAR =
            new LinkProfile(0, 0, Duration.ofMillis(1), Duration.ZERO);
}
