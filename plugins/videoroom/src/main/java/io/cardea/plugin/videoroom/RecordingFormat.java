package io.cardea.plugin.videoroom;

import java.util.Optional;

/** Which files a recording makes: {@code rec_format}. */
enum RecordingFormat {
    /** One {@code .mjr} per stream. */
    MJR("mjr"),
    /** One file per publisher that plays at once. */
    WEBM("webm"),
    BOTH("both");

    private final String word;

    RecordingFormat(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    boolean hasMjr() {
        return this != WEBM;
    }

    boolean hasMovie() {
        return this != MJR;
    }

    static Optional<RecordingFormat> find(String word) {
        for (RecordingFormat format : values()) {
            if (format.word.equalsIgnoreCase(word)) return Optional.of(format);
        }
        return Optional.empty();
    }

    /**
     * The format of that name.
     *
     * @throws RoomError if there is none
     */
    static RecordingFormat of(String word) {
        return find(word)
                .orElseThrow(() ->
                        RoomError.invalid(
                                "Invalid element (rec_format can only be mjr, webm or both)"));
    }
}
