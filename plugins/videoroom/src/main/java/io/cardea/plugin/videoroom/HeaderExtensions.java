package io.cardea.plugin.videoroom;

import java.util.ArrayList;
import java.util.List;

/** Header extensions (RFC 8285) by their URIs. */
final class HeaderExtensions {
    static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
    static final String RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
    static final String REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
    static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    static final String VIDEO_ORIENTATION = "urn:3gpp:video-orientation";
    static final String PLAYOUT_DELAY =
            "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";
    static final String TRANSPORT_WIDE_CC =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    static final String DEPENDENCY_DESCRIPTOR =
            "https://aomediacodec.github.io/av1-rtp-spec/"
                    + "#dependency-descriptor-rtp-header-extension";

    private HeaderExtensions() {}

    /** What a room takes from publishers. */
    static List<String> accepted(RoomSettings.Extensions wanted, MediaKind kind) {
        List<String> uris = new ArrayList<>(List.of(MID, RID, REPAIRED_RID));
        if (wanted.transportWideCc()) uris.add(TRANSPORT_WIDE_CC);
        if (kind == MediaKind.AUDIO && wanted.audioLevel()) uris.add(AUDIO_LEVEL);
        if (kind != MediaKind.VIDEO) return uris;
        if (wanted.videoOrientation()) uris.add(VIDEO_ORIENTATION);
        if (wanted.playoutDelay()) uris.add(PLAYOUT_DELAY);
        uris.add(DEPENDENCY_DESCRIPTOR);
        return uris;
    }
}
