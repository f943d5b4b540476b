package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.SessionDescription.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        String name = sessionName.isEmpty() ? SessionDescription.DEFAULT_NAME : sessionName;
        var offer =
                new SessionDescription(new Origin("-", sessionId, version, Stripper.NOWHERE), name);
        for (int i = 0; i < media.size(); i++) {
            offer.media().add(describe(i, media.get(i)));
        }
        return offer;
    }

    private static MediaDescription describe(int index, Media media) {
        MediaKind kind = media.mediaKind();
        var line = new MediaDescription(kind, media.enabled() ? 9 : 0, proto(kind));
        line.replaceConnection(Optional.of(Stripper.NOWHERE));
        line.replaceDirection(media.enabled() ? media.direction() : Direction.INACTIVE);
        line.attributes().add("mid", media.mid().isEmpty() ? "" + index : media.mid());
        if (kind == MediaKind.DATA) {
            line.formats().add("webrtc-datachannel");
        } else if (!media.enabled()) {
            line.formats().add("0");
        } else {
            describeRtp(line, media, kind);
        }
        return line;
    }

    private static void describeRtp(MediaDescription line, Media media, MediaKind kind) {
        KnownCodec codec =
                KnownCodec.of(media.codec(), kind)
                        .orElseThrow(() -> new IllegalArgumentException("codec " + media.codec()));
        int pt = media.payloadType() < 0 ? codec.payloadType() : media.payloadType();
        int red = KnownCodec.RED_PAYLOAD_TYPE;
        boolean withRed = media.red() && codec == KnownCodec.OPUS;
        Attributes attributes = line.attributes();
        if (withRed) {
            line.formats().add("" + red);
            attributes.add("rtpmap", red + " " + KnownCodec.RED);
        }
        line.formats().add("" + pt);
        attributes.add("rtpmap", pt + " " + codec.encoding());
        // compat: named even where packets have no transport-wide numbers
        Selection.feedback(attributes, kind, pt, true);
        if (withRed) attributes.add("fmtp", red + " " + pt + "/" + pt);
        media.extensions().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(e -> attributes.add("extmap", e.getValue() + " " + e.getKey()));
        if (!media.fmtp().isEmpty()) attributes.add("fmtp", pt + " " + media.fmtp());
        if (!media.msid().isEmpty()) attributes.add("msid", media.msid());
    }

    private static String proto(MediaKind kind) {
        return kind == MediaKind.DATA ? "UDP/DTLS/SCTP" : "UDP/TLS/RTP/SAVPF";
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

        private MediaKind mediaKind() {
            return switch (kind) {
                case "audio" -> MediaKind.AUDIO;
                case "video" -> MediaKind.VIDEO;
                case "data" -> MediaKind.DATA;
                default -> throw new IllegalArgumentException("kind " + kind);
            };
        }
    }
}
