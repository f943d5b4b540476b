package io.cardea.media.record;

import java.util.List;

/**
 * What holds for all recordings of a server.
 *
 * @param temporaryExtension extension while a file is being written, without dot; empty for none
 * @param protectedFolders path prefixes where nothing may be recorded
 */
public record RecordingSettings(String temporaryExtension, List<String> protectedFolders) {
    public RecordingSettings {
        protectedFolders = List.copyOf(protectedFolders);
    }

    public static RecordingSettings defaults() {
        return new RecordingSettings("", List.of());
    }
}
