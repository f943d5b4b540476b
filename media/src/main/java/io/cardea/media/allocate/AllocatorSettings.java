package io.cardea.media.allocate;

import java.time.Duration;

/**
 * How eagerly layers are changed.
 *
 * @param margin what must be free for something better, as a factor of all that is then sent: at
 *     least 1. What is sent already may take all of the estimate
 * @param stay how long everything stays as it is before something gets better
 * @param longestStay what that grows to, doubling with each step up that did not last
 * @param trial a step up that lasts this long did not fail
 * @param patience how long the lowest layer must be too much before it is paused: estimates dip,
 *     and to go on again takes a keyframe
 * @param tolerance the share of a stream without layers that must fit for it to be kept: it cannot
 *     be thinned, and its sender may yet adapt
 */
public record AllocatorSettings(
        double margin,
        Duration stay,
        Duration longestStay,
        Duration trial,
        Duration patience,
        double tolerance) {
    public AllocatorSettings {
        boolean factors = margin >= 1 && tolerance > 0 && tolerance <= 1;
        if (!factors || stay.isNegative() || longestStay.compareTo(stay) < 0) {
            throw new IllegalArgumentException("margin " + margin + ", stay " + stay);
        }
    }

    public static AllocatorSettings defaults() {
        return new AllocatorSettings(
                1.15,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                0.7);
    }
}
