package io.cardea.server.webrtc;

import io.cardea.rtc.sdp.Answerer;
import io.cardea.rtc.sdp.Direction;
import io.cardea.rtc.sdp.Offerer;
import io.cardea.spi.AnswerOptions;
import io.cardea.spi.NegotiationException;
import io.cardea.spi.OfferOptions;
import java.util.List;
import java.util.function.Function;

/** What plugins want in a description, in the words of the SDP package. */
final class PluginChoices {
    private PluginChoices() {}

    static Function<Answerer.Offered, Answerer.Choice> of(AnswerOptions options) {
        return offered -> choice(options.choices().apply(media(offered)));
    }

    private static AnswerOptions.OfferedMedia media(Answerer.Offered offered) {
        return new AnswerOptions.OfferedMedia(
                offered.index(),
                offered.mid(),
                offered.kind(),
                offered.direction().word(),
                offered.codecs(),
                offered.fmtps());
    }

    private static Answerer.Choice choice(AnswerOptions.Choice choice) {
        return new Answerer.Choice(
                choice.accept(),
                choice.codecs(),
                direction(choice.direction()),
                choice.videoProfile(),
                choice.red(),
                choice.dtmf(),
                choice.extensions(),
                choice.fmtp());
    }

    static List<Offerer.Media> of(OfferOptions options) {
        return options.media().stream().map(PluginChoices::media).toList();
    }

    private static Offerer.Media media(OfferOptions.Media media) {
        return new Offerer.Media(
                media.enabled(),
                media.kind(),
                media.mid(),
                direction(media.direction()),
                media.codec(),
                media.payloadType(),
                media.fmtp(),
                media.red(),
                media.extensions(),
                media.msid());
    }

    private static Direction direction(String word) {
        return Direction.of(word)
                .orElseThrow(() -> new NegotiationException("no such direction: " + word));
    }
}
