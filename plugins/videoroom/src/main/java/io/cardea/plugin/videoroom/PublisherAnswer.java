package io.cardea.plugin.videoroom;

import io.cardea.spi.AnswerOptions;
import io.cardea.spi.AnswerOptions.Choice;
import io.cardea.spi.AnswerOptions.OfferedMedia;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a room answers to a publisher's offer. One per answer; on the publisher's lane. */
final class PublisherAnswer {
    /** Writes no format parameters at all, where an empty text would mirror the offer's. */
    private static final String NO_FMTP = "none";

    private static final Choice DATA =
            new Choice(true, List.of(), "sendrecv", "", false, false, List.of(), "");

    private final Publisher publisher;
    private final RoomSettings settings;
    private final Optional<String> audioCodec;
    private final Optional<String> videoCodec;
    private final List<Planned> plan = new ArrayList<>();

    /**
     * One m-line.
     *
     * @param codec empty for data and without a common one
     * @param disabled whether nothing can come
     * @param profile that the answer asks for; empty for any
     */
    record Planned(
            OfferedMedia media,
            MediaKind kind,
            String codec,
            boolean disabled,
            StreamFormat.Opus opus,
            String profile) {}

    /**
     * An answer to be.
     *
     * @param audioCodec that new streams must have; empty for the room's order
     */
    PublisherAnswer(Publisher publisher, Optional<String> audioCodec, Optional<String> videoCodec) {
        this.publisher = publisher;
        this.settings = publisher.room().settings();
        this.audioCodec = audioCodec;
        this.videoCodec = videoCodec;
    }

    AnswerOptions options() {
        return new AnswerOptions("VideoRoom " + publisher.room().id(), this::choose);
    }

    /** The m-lines in order, once answered. */
    List<Planned> plan() {
        return plan;
    }

    private Choice choose(OfferedMedia media) {
        Planned planned = plan(media);
        plan.add(planned);
        if (planned.kind() == MediaKind.DATA) return DATA;
        return new Choice(
                !planned.codec().isEmpty(),
                planned.codec().isEmpty() ? List.of() : List.of(planned.codec()),
                planned.disabled() ? "inactive" : "recvonly",
                planned.profile(),
                false,
                false,
                HeaderExtensions.accepted(settings.extensions(), planned.kind()),
                fmtp(planned));
    }

    private Planned plan(OfferedMedia media) {
        MediaKind kind = MediaKind.of(media.kind());
        if (kind == MediaKind.DATA) {
            return new Planned(media, kind, "", false, StreamFormat.Opus.PLAIN, "");
        }
        String codec = codec(media, kind);
        boolean sends =
                media.direction().equals("sendrecv") || media.direction().equals("sendonly");
        return new Planned(
                media,
                kind,
                codec,
                codec.isEmpty() || !sends,
                opus(media, codec),
                profile(media, codec));
    }

    /** The one the stream has, else the one wanted, else the room's best of those offered. */
    private String codec(OfferedMedia media, MediaKind kind) {
        Optional<String> fixed =
                publisher.streams().stream()
                        .filter(stream -> stream.mindex() == media.index())
                        .map(PublisherStream::codec)
                        .filter(codec -> !codec.isEmpty())
                        .findFirst()
                        .or(() -> kind == MediaKind.AUDIO ? audioCodec : videoCodec);
        // compat: what begins inactive is rejected
        if (publisher.streams().size() <= media.index() && media.direction().equals("inactive")) {
            return "";
        }
        List<String> wanted = fixed.map(List::of).orElse(settings.codecs(kind));
        return wanted.stream().filter(media.codecs()::contains).findFirst().orElse("");
    }

    private StreamFormat.Opus opus(OfferedMedia media, String codec) {
        if (!codec.equals("opus") && !codec.equals("multiopus")) return StreamFormat.Opus.PLAIN;
        String fmtp = String.join(";", media.fmtps().getOrDefault(codec, List.of()));
        return new StreamFormat.Opus(
                settings.media().opusFec() && FormatParameters.is(fmtp, "useinbandfec"),
                settings.media().opusDtx() && FormatParameters.is(fmtp, "usedtx"),
                FormatParameters.is(fmtp, "stereo"));
    }

    /** The room's profile if it is offered. */
    private String profile(OfferedMedia media, String codec) {
        Optional<String> wanted = settings.profile(codec);
        if (wanted.isEmpty()) return "";
        String profile = wanted.get().toLowerCase(Locale.ROOT);
        boolean offered =
                media.fmtps().getOrDefault(codec, List.of()).stream()
                        .map(fmtp -> FormatParameters.profile(codec, fmtp))
                        .anyMatch(found -> found.equals(Optional.of(profile)));
        return offered ? profile : "";
    }

    private static String fmtp(Planned planned) {
        if (!planned.codec().equals("opus")) return "";
        String text = FormatParameters.opus(planned.opus());
        return text.isEmpty() ? NO_FMTP : text;
    }
}
