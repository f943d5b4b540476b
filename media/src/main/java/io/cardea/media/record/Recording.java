package io.cardea.media.record;

import java.util.Locale;
import java.util.Map;

/**
 * How to record one stream.
 *
 * @param folder empty for the folder part of {@code name}, or the working folder
 * @param name without extension; empty for a made-up one
 * @param codec lower case: {@code opus}, {@code vp8}, {@code text}, {@code binary} …
 * @param fmtp empty when there is none
 * @param description empty when there is none
 * @param extensions header extension ids and URIs to note in the header
 * @param redPayloadType -1 without RED
 * @param endToEndEncrypted whether the payload is opaque to us
 */
public record Recording(
        String folder,
        String name,
        String codec,
        String fmtp,
        String description,
        Map<Integer, String> extensions,
        int redPayloadType,
        boolean endToEndEncrypted) {
    public Recording {
        codec = codec.toLowerCase(Locale.ROOT);
        extensions = Map.copyOf(extensions);
    }

    /** A stream with nothing to note but its codec. */
    public static Recording of(String folder, String name, String codec) {
        return new Recording(folder, name, codec, "", "", Map.of(), -1, false);
    }
}
