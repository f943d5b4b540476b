package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.SessionDescription.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes out of a client's description what is the transport's business, not a plugin's. */
final class Stripper {
    /** What plugins see in place of addresses. */
    static final Connection NOWHERE = new Connection(false, "1.1.1.1");

    private static final Set<String> SESSION =
            Set.of(
                    "ice-ufrag",
                    "ice-pwd",
                    "ice-options",
                    "fingerprint",
                    "group",
                    "msid-semantic",
                    "extmap-allow-mixed",
                    "rtcp-rsize");
    private static final Set<String> MEDIA =
            Set.of(
                    "ice-ufrag",
                    "ice-pwd",
                    "ice-options",
                    "crypto",
                    "fingerprint",
                    "setup",
                    "connection",
                    "group",
                    "msid-semantic",
                    "rid",
                    "simulcast",
                    "rtcp",
                    "rtcp-mux",
                    "rtcp-rsize",
                    "candidate",
                    "end-of-candidates",
                    "ssrc",
                    "ssrc-group",
                    "sctpmap",
                    "sctp-port",
                    "max-message-size");
    private static final List<String> REPAIR =
            List.of("red/90000", "ulpfec/90000", "flexfec-03/90000", "rtx/90000");
    private static final Set<String> BY_PAYLOAD_TYPE = Set.of("rtpmap", "fmtp", "rtcp-fb");

    private Stripper() {}

    static SessionDescription strip(SessionDescription remote, boolean dataChannels) {
        SessionDescription stripped = remote.copy();
        stripped.replaceOrigin(remote.origin().withAddress(NOWHERE));
        if (remote.connection().isPresent()) stripped.replaceConnection(Optional.of(NOWHERE));
        stripped.attributes().removeIf(Stripper::isSessionTransport);
        boolean sctpSeen = !dataChannels;
        for (MediaDescription media : stripped.media()) {
            strip(media, sctpSeen);
            sctpSeen |= media.isSctp();
        }
        return stripped;
    }

    private static void strip(MediaDescription media, boolean sctpSeen) {
        boolean usable = media.kind() != MediaKind.DATA || media.isSctp() && !sctpSeen;
        media.replacePort(media.isEnabled() && usable ? 9 : 0);
        media.replaceConnection(Optional.of(NOWHERE));
        media.attributes().removeIf(Stripper::isTransport);
        if (media.kind() == MediaKind.VIDEO) removeRepair(media);
    }

    /** Whether an attribute of an m-line is the transport's business. */
    static boolean isTransport(Attribute attribute) {
        return MEDIA.contains(attribute.name())
                || attribute.is("extmap") && Extmap.isEncrypted(attribute.value());
    }

    /** Whether an attribute of the session is the transport's business. */
    static boolean isSessionTransport(Attribute attribute) {
        return SESSION.contains(attribute.name());
    }

    private static void removeRepair(MediaDescription media) {
        var repair = new HashSet<String>();
        for (Rtpmap map : Rtpmap.of(media)) {
            if (REPAIR.stream().anyMatch(map::is)) repair.add(Integer.toString(map.payloadType()));
        }
        media.formats().removeIf(repair::contains);
        media.attributes()
                .removeIf(attribute ->
                        BY_PAYLOAD_TYPE.contains(attribute.name())
                                && repair.contains(firstToken(attribute.value())));
    }

    private static String firstToken(String value) {
        int space = value.indexOf(' ');
        return space < 0 ? value : value.substring(0, space);
    }
}
