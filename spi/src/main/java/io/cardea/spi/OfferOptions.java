package io.cardea.spi;

import java.util.List;
import java.util.Map;

/**
 * A plugin's offer.
 *
 * @param sessionName the {@code s=} line
 * @param iceRestart whether to restart ICE
 * @param media every m-line in order, disabled ones included
 */
public record OfferOptions(
        String sessionName, boolean iceRestart, boolean endToEndEncrypted, List<Media> media) {
    public OfferOptions {
        media = List.copyOf(media);
    }

    /**
     * One m-line.
     *
     * @param mid empty for the m-line's index
     * @param payloadType -1 for the codec's usual one
     * @param extensions URI to id
     * @param msid {@code "stream track"}, empty for the usual one
     */
    public record Media(
            boolean enabled,
            String kind,
            String mid,
            String direction,
            String codec,
            int payloadType,
            String fmtp,
            boolean red,
            Map<String, Integer> extensions,
            String msid) {
        public Media {
            extensions = Map.copyOf(extensions);
        }
    }
}
