package io.cardea.media.record;

import java.util.List;

/**
 * What holds for all recordings of a server.
 *
 * @param temporaryExtension extension while a file is being written, without dot; empty for none
 * @param protectedFolders path prefixes where nothing may be recorded
 * @param space whether there is enough of it
 */
public record RecordingSettings(
        String temporaryExtension, List<String> protectedFolders, Space space) {

    /** Judges whether a recording may begin or go on. Any thread. */
    public interface Space {
        /**
         * @param freeBytes left on its disk
         */
        boolean isEnough(long freeBytes);
    }

    public RecordingSettings {
        protectedFolders = List.copyOf(protectedFolders);
    }

    /** Down to the last byte. */
    public RecordingSettings(String temporaryExtension, List<String> protectedFolders) {
        this(temporaryExtension, protectedFolders, freeBytes -> true);
    }

    public static RecordingSettings defaults() {
        return new RecordingSettings("", List.of());
    }
}
