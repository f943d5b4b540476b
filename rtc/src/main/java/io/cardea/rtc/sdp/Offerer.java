package io.cardea.rtc.sdp;

import java.util.List;
import java.util.Map;

/**
 * Makes a plugin's offer from a list of m-lines.
 *
 * <p>Stateless: any thread. Makes what {@link Negotiation#localOffer} completes (RFC 3264, 5).
 */
public final class Offerer {
    private Offerer() {}

    /**
     * @param sessionName the {@code s=} line; empty for the usual one
     * @param sessionId of the {@code o=} line: the same for all offers of a PeerConnection
     * @param version of the {@code o=} line: one more with each offer
     */
    public static SessionDescription offer(
            String sessionName, long sessionId, long version, List<Media> media) {
        throw new UnsupportedOperationException(
                "not yet: " + sessionName + sessionId + version + media);
    }

    /**
     * One m-line.
     *
     * @param kind {@code audio}, {@code video} or {@code data}
     * @param mid empty for the m-line's index
     * @param payloadType -1 for the codec's usual one
     * @param fmtp empty for none
     * @param extensions URI to id
     * @param msid {@code "stream track"}, empty for the usual one
     */
    public record Media(
            boolean enabled,
            String kind,
            String mid,
            Direction direction,
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
