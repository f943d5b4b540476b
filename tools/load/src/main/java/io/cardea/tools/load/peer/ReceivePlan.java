package io.cardea.tools.load.peer;

import java.time.Duration;

/**
 * How a receiver behaves. Receiver reports are sent always, PLIs until a keyframe has come.
 *
 * @param feedback of the bandwidth
 * @param nack whether lost packets are asked for again
 * @param sampleEvery of so many packets one is decrypted, for its stamp; 1 to 1024
 * @param lossPercent of the media packets that have come are thrown away before anything sees them
 * @param delay by which everything that comes is held back, round trips included
 */
public record ReceivePlan(
        Feedback feedback, boolean nack, int sampleEvery, double lossPercent, Duration delay) {
    /** What a receiver tells of the bandwidth. */
    public enum Feedback {
        /** Transport-wide, ten times a second, where the server agrees. */
        TWCC,
        /** A maximum, once a second. */
        REMB,
        NONE
    }

    public ReceivePlan {
        if (sampleEvery < 1 || sampleEvery > 1_024) {
            throw new IllegalArgumentException("sample out of range: " + sampleEvery);
        }
        if (lossPercent < 0 || lossPercent > 100) {
            throw new IllegalArgumentException("loss out of range: " + lossPercent);
        }
        if (delay.isNegative() || delay.toMillis() > 10_000) {
            throw new IllegalArgumentException("delay out of range: " + delay);
        }
    }

    public static ReceivePlan defaults() {
        return new ReceivePlan(Feedback.TWCC, true, 32, 0, Duration.ZERO);
    }
}
