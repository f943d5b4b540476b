package io.cardea.plugin.echotest;

import io.cardea.spi.AnswerOptions;
import io.cardea.spi.AnswerOptions.Choice;
import io.cardea.spi.AnswerOptions.OfferedMedia;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is answered to an offer: everything that can be echoed. One per answer. */
final class EchoAnswer {
    private static final List<String> EXTENSIONS =
            List.of(
                    "urn:ietf:params:rtp-hdrext:sdes:mid",
                    "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
                    "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
                    "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
                    "urn:3gpp:video-orientation",
                    "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
                    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
                    "https://aomediacodec.github.io/av1-rtp-spec/"
                            + "#dependency-descriptor-rtp-header-extension",
                    "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
                    "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
                    "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00");

    private final EchoState state;
    private final Set<String> kindsSeen = new HashSet<>();

    EchoAnswer(EchoState state) {
        this.state = state;
    }

    AnswerOptions options() {
        return new AnswerOptions("", this::choose);
    }

    private Choice choose(OfferedMedia offered) {
        boolean first = kindsSeen.add(offered.kind());
        Optional<String> wanted = state.wanted(offered.kind());
        return new Choice(
                true,
                wanted.map(List::of).orElse(List.of()),
                direction(offered, first),
                offered.kind().equals("video") ? state.codecs().videoProfile() : "",
                state.codecs().red(),
                false,
                EXTENSIONS,
                "");
    }

    /** Who only wants to receive gets nothing: there is nothing of ours to send. */
    private static String direction(OfferedMedia offered, boolean first) {
        boolean nothingToEcho = offered.direction().equals("recvonly");
        return first && nothingToEcho && !offered.kind().equals("data") ? "inactive" : "sendrecv";
    }
}
