package io.cardea.spi;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A plugin's choices for an answer: asked once for each offered m-line.
 *
 * @param sessionName the {@code s=} line; empty to copy the offer's
 * @param choices called for each m-line of the offer in order
 */
public record AnswerOptions(String sessionName, Function<OfferedMedia, Choice> choices) {

    /**
     * An m-line of an offer.
     *
     * @param codecs names the offer contains, lower case, in its order
     * @param direction as offered: sendrecv, sendonly, recvonly, inactive
     * @param fmtps by codec name, the format parameters of each of its payload types in order; an
     *     empty text where there are none
     */
    public record OfferedMedia(
            int index,
            String mid,
            String kind,
            String direction,
            List<String> codecs,
            Map<String, List<String>> fmtps) {}

    /**
     * What to do with it.
     *
     * @param accept false rejects the m-line (port 0)
     * @param codecs preferred codec names, best first; the first one offered is taken; empty for
     *     the usual order
     * @param direction what we want: sendrecv, sendonly, recvonly, inactive; cut down to what the
     *     offer allows
     * @param videoProfile H.264 profile-level-id or VP9 profile-id wanted; empty for any
     * @param red whether to accept RED for opus when offered
     * @param dtmf whether to accept telephone-event
     * @param extensions URIs of the header extensions to accept
     * @param fmtp format parameters to write for the codec; empty to decide by codec
     */
    public record Choice(
            boolean accept,
            List<String> codecs,
            String direction,
            String videoProfile,
            boolean red,
            boolean dtmf,
            List<String> extensions,
            String fmtp) {
        /** Rejects the m-line. */
        public static final Choice REJECT =
                new Choice(false, List.of(), "inactive", "", false, false, List.of(), "");

        public Choice {
            codecs = List.copyOf(codecs);
            extensions = List.copyOf(extensions);
        }
    }
}
