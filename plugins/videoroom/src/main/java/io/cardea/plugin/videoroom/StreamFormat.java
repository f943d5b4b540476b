package io.cardea.plugin.videoroom;

import java.util.Map;
import java.util.Optional;

/**
 * What was agreed on for a stream of a publisher.
 *
 * @param codec lower case; empty for data and while there is none
 * @param fmtp the codec's format parameters, empty without
 * @param profile of H.264 or VP9, empty without or unknown
 * @param opus what opus may do
 * @param layers whether several qualities come
 * @param extensions header extension URIs to ids
 */
record StreamFormat(
        String codec,
        String fmtp,
        Optional<String> profile,
        Opus opus,
        Layering layers,
        Map<String, Integer> extensions) {
    static final StreamFormat NONE =
            new StreamFormat("", "", Optional.empty(), Opus.PLAIN, Layering.NONE, Map.of());

    StreamFormat {
        extensions = Map.copyOf(extensions);
    }

    /** What opus may do. */
    record Opus(boolean fec, boolean dtx, boolean stereo) {
        static final Opus PLAIN = new Opus(false, false, false);
    }

    /** Whether several qualities come. */
    enum Layering {
        NONE,
        SIMULCAST,
        SVC
    }
}
