package io.cardea.spi;

/**
 * How to record a publisher into one playable file.
 *
 * @param folder empty for the folder part of {@code name}, or the working folder
 * @param name without extension; the codecs decide on {@code .webm} or {@code .mp4}
 * @param audioCodec lower case, empty without audio
 * @param videoCodec lower case, empty without video
 * @param videoFmtp empty when there is none
 * @param title empty when there is none
 */
public record MovieOptions(
        String folder,
        String name,
        String audioCodec,
        String videoCodec,
        String videoFmtp,
        String title) {}
