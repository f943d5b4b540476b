package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.SessionDescription.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a plugin's answer: one m-line per offered m-line, one codec each.
 *
 * <p>Stateless: any thread. Works on what {@link Negotiation#applyRemote} shows to plugins, and
 * makes what {@link Negotiation#localAnswer} completes (RFC 3264, 6).
 */
public final class Answerer {
    private Answerer() {}

    /**
     * @param sessionName the {@code s=} line; empty to copy the offer's
     * @param choices called for each enabled m-line of the offer in order; disabled ones stay so
     */
    public static SessionDescription answer(
            SessionDescription offer, String sessionName, Function<Offered, Choice> choices) {
        String name = sessionName.isEmpty() ? offer.name() : sessionName;
        Origin origin = offer.origin().withAddress(Stripper.NOWHERE);
        var answer = new SessionDescription(origin, name);
        for (int i = 0; i < offer.media().size(); i++) {
            MediaDescription media = offer.media().get(i);
            Choice choice = media.isEnabled() ? choices.apply(offered(i, media)) : Choice.REJECT;
            answer.media().add(answer(media, choice));
        }
        return answer;
    }

    private static Offered offered(int index, MediaDescription media) {
        var fmtps = new LinkedHashMap<String, List<String>>();
        for (Rtpmap map : Rtpmap.of(media)) {
            Optional<KnownCodec> codec = KnownCodec.of(map, media.kind());
            if (codec.isEmpty()) continue;
            fmtps.computeIfAbsent(codec.get().word(), word -> new ArrayList<>())
                    .add(Rtpmap.fmtp(media, map.payloadType()).orElse(""));
        }
        return new Offered(
                index,
                media.mid().orElse(""),
                media.kind().word(),
                media.direction(),
                List.copyOf(fmtps.keySet()),
                fmtps);
    }

    private static MediaDescription answer(MediaDescription offered, Choice choice) {
        var answer = new MediaDescription(offered.kind(), 9, offered.proto());
        offered.mid().ifPresent(mid -> answer.attributes().add("mid", mid));
        answer.replaceConnection(Optional.of(Stripper.NOWHERE));
        if (!choice.accept()) {
            reject(answer, offered);
        } else if (offered.kind() == MediaKind.DATA) {
            // compat: data m-lines have no direction of their own, whatever was offered
            answer.formats().addAll(offered.formats());
        } else {
            new Selection(offered, choice).answerInto(answer);
            if (answer.formats().isEmpty()) reject(answer, offered);
        }
        return answer;
    }

    private static void reject(MediaDescription answer, MediaDescription offered) {
        answer.replacePort(0);
        answer.replaceDirection(Direction.INACTIVE);
        boolean data = offered.kind() == MediaKind.DATA;
        answer.formats().addAll(data ? offered.formats() : List.of("0"));
    }

    /**
     * An m-line of an offer.
     *
     * @param kind {@code audio}, {@code video} or {@code data}
     * @param direction as offered
     * @param codecs known codec names the offer contains, lower case, in its order
     * @param fmtps by codec name, the format parameters of each of its payload types in order; an
     *     empty text where there are none
     */
    public record Offered(
            int index,
            String mid,
            String kind,
            Direction direction,
            List<String> codecs,
            Map<String, List<String>> fmtps) {
        public Offered {
            codecs = List.copyOf(codecs);
            fmtps = Map.copyOf(fmtps);
        }
    }

    /**
     * What to do with it.
     *
     * @param accept false rejects the m-line (port 0)
     * @param codecs preferred codec names, best first; the first one offered is taken; empty for
     *     the usual order
     * @param direction what we want; cut down to what the offer allows
     * @param videoProfile H.264 profile-level-id or VP9 profile-id wanted; empty for any
     * @param red whether to accept RED for opus when offered
     * @param dtmf whether to accept telephone-event
     * @param extensions URIs of the header extensions to accept
     * @param fmtp format parameters to write for the codec; empty to decide by codec (opus mirrors
     *     the offered FEC, DTX and stereo), {@link #NO_FMTP} for none
     */
    public record Choice(
            boolean accept,
            List<String> codecs,
            Direction direction,
            String videoProfile,
            boolean red,
            boolean dtmf,
            List<String> extensions,
            String fmtp) {
        /** Writes no fmtp line. */
        public static final String NO_FMTP = "none";

        /** Rejects the m-line. */
        public static final Choice REJECT =
                new Choice(false, List.of(), Direction.INACTIVE, "", false, false, List.of(), "");

        public Choice {
            codecs = List.copyOf(codecs);
            extensions = List.copyOf(extensions);
        }
    }
}
