package io.cardea.rtc.rtp;

/** The RTP header extensions this stack knows, by the URI that SDP names them with (RFC 8285). */
public enum RtpExtension {
    AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    TOFFSET("urn:ietf:params:rtp-hdrext:toffset"),
    ABS_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
    ABS_CAPTURE_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"),
    VIDEO_ORIENTATION("urn:3gpp:video-orientation"),
    TRANSPORT_WIDE_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    PLAYOUT_DELAY("http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"),
    MID("urn:ietf:params:rtp-hdrext:sdes:mid"),
    RID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    REPAIRED_RID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    DEPENDENCY_DESCRIPTOR(
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"),
    VIDEO_LAYERS_ALLOCATION(
            "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00");

    private static final RtpExtension[] ALL = values();

    private final String uri;

    RtpExtension(String uri) {
        this.uri = uri;
    }

    public String uri() {
        return uri;
    }

    /** The extension of that URI, or empty. */
    public static java.util.Optional<RtpExtension> of(String uri) {
        for (RtpExtension extension : ALL) {
            if (extension.uri.equals(uri)) return java.util.Optional.of(extension);
        }
        return java.util.Optional.empty();
    }
}
