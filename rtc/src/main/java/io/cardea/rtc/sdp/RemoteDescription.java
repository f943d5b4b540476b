package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the peer's description means for the transport: all that a plugin is not shown.
 *
 * @param sdp the description, with ports as they are to be understood
 * @param setup the last {@code setup} value found, empty without
 * @param candidates those of the first two m-lines, as {@code candidate:…}
 * @param complete whether the peer says that these are all
 * @param extensions the ids of the extensions we know, one per URI
 * @param media one per m-line
 */
record RemoteDescription(
        SessionDescription sdp,
        String ufrag,
        String password,
        Optional<Fingerprint> fingerprint,
        String setup,
        boolean iceLite,
        List<String> candidates,
        boolean complete,
        Map<RtpExtension, Integer> extensions,
        List<RemoteMedia> media) {
    static final int MAX_MID = 16;
    static final int MAX_CANDIDATES = 128;
    private static final int MEDIA_WITH_CANDIDATES = 2;
    private static final int MAX_ICE_TEXT = 256; // RFC 8839, 5.4

    RemoteDescription {
        candidates = List.copyOf(candidates);
        media = List.copyOf(media);
    }

    /**
     * Reads a parsed description.
     *
     * @param encrypted whether there has to be a fingerprint
     * @throws SdpException of kind {@code MID}, {@code SEMANTICS} or {@code RENEGOTIATION}
     */
    static RemoteDescription of(
            SessionDescription sdp, boolean offer, boolean encrypted, boolean renegotiation) {
        enablePorts(sdp, offer);
        checkMids(sdp, renegotiation);
        Attributes session = sdp.attributes();
        Attributes first = sdp.media().getFirst().attributes();
        String ufrag = first.value("ice-ufrag").or(() -> session.value("ice-ufrag")).orElse("");
        String password = first.value("ice-pwd").or(() -> session.value("ice-pwd")).orElse("");
        Optional<Fingerprint> fingerprint = fingerprint(first).or(() -> fingerprint(session));
        boolean usable = isIceText(ufrag) && isIceText(password);
        if (!usable || encrypted && fingerprint.isEmpty() || !msidsAreComplete(sdp)) {
            throw SdpException.semantics(renegotiation);
        }
        return new RemoteDescription(
                sdp,
                ufrag,
                password,
                fingerprint,
                setup(sdp),
                session.has("ice-lite"),
                candidates(sdp),
                first.has("end-of-candidates"),
                extensions(sdp),
                sdp.media().stream().map(RemoteMedia::of).toList());
    }

    private static boolean isIceText(String text) {
        return !text.isEmpty() && text.length() <= MAX_ICE_TEXT;
    }

    /** A port of 0 doesn't always mean that an m-line is rejected. */
    static void enablePorts(SessionDescription sdp, boolean offer) {
        boolean sctpSeen = false;
        for (int i = 0; i < sdp.media().size(); i++) {
            MediaDescription media = sdp.media().get(i);
            boolean firstSctp = media.isSctp() && !sctpSeen;
            sctpSeen |= media.isSctp();
            if (media.isEnabled()) continue;
            // compat: the first m-line carries the transport, and an offered data channel m-line
            // is never taken as rejected; RFC 9143, 6: a bundled m-line may have port 0
            if (i == 0 || media.attributes().has("bundle-only") || offer && firstSctp) {
                media.replacePort(9);
            }
        }
    }

    private static void checkMids(SessionDescription sdp, boolean renegotiation) {
        for (MediaDescription media : sdp.media()) {
            if (media.mid().isEmpty()) continue;
            String mid = media.mid().get();
            if (mid.isBlank()) throw SdpException.mid();
            if (mid.length() <= MAX_MID) continue;
            if (media.isEnabled() && media.kind() != MediaKind.DATA) throw SdpException.mid();
            throw SdpException.semantics(renegotiation);
        }
    }

    /** RFC 8830, 2: a stream and a track. */
    private static boolean msidsAreComplete(SessionDescription sdp) {
        return sdp.media().stream()
                .flatMap(media -> media.attributes().values("msid").stream())
                .filter(value -> !value.isEmpty())
                .allMatch(value -> SdpParser.tokens(value).size() >= 2);
    }

    private static Optional<Fingerprint> fingerprint(Attributes attributes) {
        Optional<Fingerprint> last = Optional.empty();
        for (String value : attributes.values("fingerprint")) {
            List<String> tokens = SdpParser.tokens(value);
            if (tokens.size() < 2) continue;
            String hash = tokens.get(0).toLowerCase(Locale.ROOT);
            if (hash.equals("sha-256") || hash.equals("sha-1")) {
                String hex = tokens.get(1).toUpperCase(Locale.ROOT);
                last = Optional.of(new Fingerprint(hash, hex));
            }
        }
        return last;
    }

    private static String setup(SessionDescription sdp) {
        String setup = sdp.attributes().value("setup").orElse("");
        for (MediaDescription media : sdp.media()) {
            setup = media.attributes().value("setup").orElse(setup);
        }
        return setup;
    }

    private static List<String> candidates(SessionDescription sdp) {
        return sdp.media().stream()
                .limit(MEDIA_WITH_CANDIDATES)
                .flatMap(media -> media.attributes().values("candidate").stream())
                .map(value -> "candidate:" + value)
                .distinct()
                .limit(MAX_CANDIDATES)
                .toList();
    }

    private static Map<RtpExtension, Integer> extensions(SessionDescription sdp) {
        var found = new ArrayList<>(Extmap.of(sdp.attributes()));
        sdp.media().forEach(media -> found.addAll(Extmap.of(media.attributes())));
        return known(found);
    }

    /** The first id of each extension we know. */
    static Map<RtpExtension, Integer> known(List<Extmap> extmaps) {
        var ids = new EnumMap<RtpExtension, Integer>(RtpExtension.class);
        for (Extmap extmap : extmaps) {
            RtpExtension.of(extmap.uri()).ifPresent(e -> ids.putIfAbsent(e, extmap.id()));
        }
        return ids;
    }
}
