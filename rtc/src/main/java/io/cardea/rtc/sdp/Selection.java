package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.Answerer.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an answer takes of one offered audio or video m-line. */
final class Selection {
    private static final List<String> VIDEO_FEEDBACK =
            List.of("ccm fir", "nack", "nack pli", "goog-remb");

    /** What opus lets the two sides agree on (RFC 7587, 6.1), in the order it is written. */
    private static final List<String> OPUS_MIRRORED =
            List.of("useinbandfec=1", "usedtx=1", "stereo=1");

    private final MediaDescription offered;
    private final Choice choice;

    Selection(MediaDescription offered, Choice choice) {
        this.offered = offered;
        this.choice = choice;
    }

    /** Fills in an answer's m-line; leaves it without formats when no codec fits. */
    void answerInto(MediaDescription answer) {
        Optional<Chosen> found = choose();
        if (found.isEmpty()) return;
        Chosen chosen = found.get();
        answer.replaceDirection(direction());
        Attributes attributes = answer.attributes();
        Optional<Integer> red = red(chosen.codec);
        red.ifPresent(pt -> {
            answer.formats().add(pt.toString());
            attributes.add("rtpmap", pt + " " + KnownCodec.RED);
        });
        answer.formats().add(Integer.toString(chosen.payloadType));
        attributes.add("rtpmap", chosen.payloadType + " " + chosen.codec.encoding());
        feedback(
                attributes,
                chosen.codec.kind(),
                chosen.payloadType,
                agreesOn(RtpExtension.TRANSPORT_WIDE_CC, chosen.codec) || mirrorsFeedback(chosen));
        dtmf(answer);
        red.ifPresent(pt ->
                attributes.add("fmtp", pt + " " + chosen.payloadType + "/" + chosen.payloadType));
        Optional<String> fmtp = fmtp(chosen);
        fmtp.ifPresent(parameters -> attributes.add("fmtp", chosen.payloadType + " " + parameters));
        mirror(attributes, chosen, fmtp.isEmpty());
    }

    /** The feedback lines of a codec (RFC 4585, 4.2), in the order clients know. */
    static void feedback(Attributes attributes, MediaKind kind, int payloadType, boolean twcc) {
        if (kind == MediaKind.VIDEO) {
            for (String feedback : VIDEO_FEEDBACK) {
                attributes.add("rtcp-fb", payloadType + " " + feedback);
            }
        }
        if (twcc) attributes.add("rtcp-fb", payloadType + " transport-cc");
    }

    private Optional<Chosen> choose() {
        for (KnownCodec codec : wanted()) {
            for (Rtpmap map : Rtpmap.of(offered)) {
                if (map.is(codec.encoding()) && fitsProfile(codec, map.payloadType())) {
                    return Optional.of(new Chosen(codec, map.payloadType()));
                }
            }
        }
        return Optional.empty();
    }

    private List<KnownCodec> wanted() {
        if (choice.codecs().isEmpty()) return KnownCodec.answerOrder(offered.kind());
        var wanted = new ArrayList<KnownCodec>();
        for (String word : choice.codecs()) {
            KnownCodec.of(word, offered.kind()).ifPresent(wanted::add);
        }
        return wanted;
    }

    private boolean fitsProfile(KnownCodec codec, int payloadType) {
        String profile = choice.videoProfile();
        if (profile.isEmpty()) return true;
        String fmtp = Rtpmap.fmtp(offered, payloadType).orElse("");
        return switch (codec) {
            case H264 ->
                    !has(fmtp, "packetization-mode=0") && has(fmtp, "profile-level-id=" + profile);
            case VP9 ->
                    has(fmtp, "profile-id=" + profile)
                            || profile.equals("0") && !fmtp.contains("profile-id=");
            case OPUS, MULTIOPUS, PCMU, PCMA, G722, ISAC32, ISAC16, L16_48, L16 -> true;
            case VP8, AV1, H265 -> true;
        };
    }

    private static boolean has(String fmtp, String parameter) {
        for (String each : fmtp.split(";", -1)) {
            if (each.strip().equalsIgnoreCase(parameter)) return true;
        }
        return false;
    }

    /** RFC 3264, 6.1: what we want, cut down to what the offer allows. */
    private Direction direction() {
        Direction allowed = offered.direction().reversed();
        Direction wanted = choice.direction();
        return Direction.of(
                allowed.sends() && wanted.sends(), allowed.receives() && wanted.receives());
    }

    private Optional<Integer> red(KnownCodec codec) {
        if (!choice.red() || codec != KnownCodec.OPUS) return Optional.empty();
        return offeredAs(KnownCodec.RED);
    }

    private void dtmf(MediaDescription answer) {
        if (!choice.dtmf() || offered.kind() != MediaKind.AUDIO) return;
        offeredAs(KnownCodec.DTMF)
                .ifPresent(pt -> {
                    answer.formats().add(pt.toString());
                    answer.attributes().add("rtpmap", pt + " " + KnownCodec.DTMF);
                });
    }

    private Optional<Integer> offeredAs(String encoding) {
        return Rtpmap.of(offered).stream()
                .filter(map -> map.is(encoding))
                .map(Rtpmap::payloadType)
                .findFirst();
    }

    private Optional<String> fmtp(Chosen chosen) {
        if (choice.fmtp().equals(Choice.NO_FMTP)) return Optional.empty();
        if (!choice.fmtp().isEmpty()) return Optional.of(choice.fmtp());
        String profile = choice.videoProfile();
        if (!profile.isEmpty() && chosen.codec == KnownCodec.VP9) {
            return Optional.of("profile-id=" + profile);
        }
        if (!profile.isEmpty() && chosen.codec == KnownCodec.H264) {
            return Optional.of("profile-level-id=" + profile + ";packetization-mode=1");
        }
        return chosen.codec == KnownCodec.OPUS ? opusFmtp(chosen) : Optional.empty();
    }

    private Optional<String> opusFmtp(Chosen chosen) {
        String fmtp = Rtpmap.fmtp(offered, chosen.payloadType).orElse("");
        // compat: sprop-stereo=1 counts as stereo=1
        List<String> mirrored = OPUS_MIRRORED.stream().filter(fmtp::contains).toList();
        return mirrored.isEmpty() ? Optional.empty() : Optional.of(String.join(";", mirrored));
    }

    /** The accepted extensions, and the video fmtp if it is to be copied, as the offer has them. */
    private void mirror(Attributes answer, Chosen chosen, boolean copyFmtp) {
        boolean copies =
                copyFmtp
                        && !choice.fmtp().equals(Choice.NO_FMTP)
                        && !choice.extensions().isEmpty()
                        && switch (chosen.codec) {
                            case VP8, VP9, H264 -> true;
                            case OPUS, MULTIOPUS, PCMU, PCMA, G722, ISAC32, ISAC16 -> false;
                            case L16_48, L16, AV1, H265 -> false;
                        };
        for (Attribute attribute : offered.attributes()) {
            if (attribute.is("extmap")) {
                Extmap.parse(attribute.value())
                        .filter(extmap -> accepts(extmap.uri(), chosen.codec))
                        .ifPresent(extmap -> answer.add(extmap.mirrored()));
            } else if (copies
                    && attribute.is("fmtp")
                    && attribute.value().startsWith(chosen.payloadType + " ")) {
                answer.add(attribute);
            }
        }
    }

    private boolean accepts(String uri, KnownCodec codec) {
        if (!choice.extensions().contains(uri)) return false;
        boolean descriptor = uri.equals(RtpExtension.DEPENDENCY_DESCRIPTOR.uri());
        return !descriptor || codec == KnownCodec.AV1 || codec == KnownCodec.VP9;
    }

    private boolean agreesOn(RtpExtension extension, KnownCodec codec) {
        return accepts(extension.uri(), codec)
                && RemoteDescription.known(Extmap.of(offered.attributes())).containsKey(extension);
    }

    /** compat: video's is named where it is offered, even if packets will not be numbered. */
    private boolean mirrorsFeedback(Chosen chosen) {
        return chosen.codec.kind() == MediaKind.VIDEO
                && offered.attributes()
                        .values("rtcp-fb")
                        .contains(chosen.payloadType + " transport-cc");
    }

    private record Chosen(KnownCodec codec, int payloadType) {}
}
