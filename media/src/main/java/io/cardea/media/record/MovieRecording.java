package io.cardea.media.record;

import java.util.Locale;

/**
 * How to record one publisher into a file that plays at once.
 *
 * @param folder empty for the folder part of {@code name}, or the working folder
 * @param name without extension; empty for a made-up one
 * @param audioCodec lower case; empty without audio
 * @param videoCodec lower case; empty without video
 * @param title empty when there is none
 */
public record MovieRecording(
        String folder, String name, String audioCodec, String videoCodec, String title) {
    public MovieRecording {
        audioCodec = audioCodec.toLowerCase(Locale.ROOT);
        videoCodec = videoCodec.toLowerCase(Locale.ROOT);
    }
}
