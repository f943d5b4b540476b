package io.cardea.media.record;

import java.util.Optional;

/** What a recording carries: the letter {@code t} of its header. */
enum MjrMedium {
    AUDIO('a'),
    VIDEO('v'),
    DATA('d');

    private final char letter;

    MjrMedium(char letter) {
        this.letter = letter;
    }

    char letter() {
        return letter;
    }

    /** Of a codec that can be recorded; readers know no others. */
    static Optional<MjrMedium> of(String codec) {
        return switch (codec) {
            case "opus", "multiopus", "pcmu", "pcma", "g711", "g722", "l16-48", "l16" ->
                    Optional.of(AUDIO);
            case "vp8", "vp9", "h264", "av1", "h265" -> Optional.of(VIDEO);
            case "text", "binary" -> Optional.of(DATA);
            default -> Optional.empty();
        };
    }

    /** The RTP clock that the codec's timestamps run at. */
    static int clockRate(String codec) {
        return switch (codec) {
            case "opus", "multiopus", "l16-48" -> 48_000;
            case "pcmu", "pcma", "g711", "g722" -> 8_000;
            case "l16" -> 16_000;
            default -> 90_000;
        };
    }
}
