package io.cardea.plugin.videoroom;

/** What an m-line carries. */
enum MediaKind {
    AUDIO("audio"),
    VIDEO("video"),
    DATA("data");

    private final String word;

    MediaKind(String word) {
        this.word = word;
    }

    /** As SDP and the API say it; data is not {@code application}. */
    String word() {
        return word;
    }

    static MediaKind of(String word) {
        return switch (word) {
            case "audio" -> AUDIO;
            case "video" -> VIDEO;
            default -> DATA;
        };
    }
}
