package io.cardea.rtc.rtp;

/** What an m-line carries. */
public enum MediaKind {
    AUDIO,
    VIDEO,
    DATA;

    /** The word of the Janus API: {@code audio}, {@code video}, {@code data}. */
    public String word() {
        return switch (this) {
            case AUDIO -> "audio";
            case VIDEO -> "video";
            case DATA -> "data";
        };
    }
}
