package io.cardea.testkit;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.Direction;
import java.util.List;
import java.util.Map;

/**
 * An m-line of a headless peer's offer, written much as a browser would.
 *
 * @param enabled false for a rejected one (port 0)
 * @param codecs names as in the Janus API, preferred first: opus, pcmu, pcma, g722, vp8, vp9, h264,
 *     av1; a format's parameters may follow a colon ({@code h264:profile-level-id=42001f})
 * @param rids simulcast layers, highest first; empty without simulcast
 */
public record OfferedLine(
        MediaKind kind,
        String mid,
        Direction direction,
        boolean enabled,
        List<String> codecs,
        List<String> rids) {
    private static final Map<String, String> ENCODINGS =
            Map.of(
                    "opus", "opus/48000/2",
                    "pcmu", "PCMU/8000",
                    "pcma", "PCMA/8000",
                    "g722", "G722/8000",
                    "vp8", "VP8/90000",
                    "vp9", "VP9/90000",
                    "h264", "H264/90000",
                    "av1", "AV1/90000",
                    "h265", "H265/90000");
    private static final Map<String, Integer> PAYLOAD_TYPES =
            Map.of(
                    "opus", 109, "pcmu", 0, "pcma", 8, "g722", 9, "vp8", 120, "vp9", 121, "h264",
                    126, "av1", 99, "h265", 116);
    private static final Map<String, String> PARAMETERS =
            Map.of(
                    "opus", "minptime=10;useinbandfec=1",
                    "vp9", "profile-id=0",
                    "h264",
                            "profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1");

    /** Header extensions by the ids a headless peer offers them with. */
    static final Map<RtpExtension, Integer> EXTENSIONS =
            Map.of(
                    RtpExtension.AUDIO_LEVEL, 1,
                    RtpExtension.ABS_SEND_TIME, 2,
                    RtpExtension.TRANSPORT_WIDE_CC, 3,
                    RtpExtension.MID, 4,
                    RtpExtension.PLAYOUT_DELAY, 5,
                    RtpExtension.RID, 10,
                    RtpExtension.REPAIRED_RID, 11,
                    RtpExtension.VIDEO_ORIENTATION, 13);

    private static final List<RtpExtension> AUDIO_EXTENSIONS =
            List.of(
                    RtpExtension.AUDIO_LEVEL,
                    RtpExtension.ABS_SEND_TIME,
                    RtpExtension.TRANSPORT_WIDE_CC,
                    RtpExtension.MID);
    private static final List<RtpExtension> VIDEO_EXTENSIONS =
            List.of(
                    RtpExtension.ABS_SEND_TIME,
                    RtpExtension.VIDEO_ORIENTATION,
                    RtpExtension.TRANSPORT_WIDE_CC,
                    RtpExtension.PLAYOUT_DELAY,
                    RtpExtension.MID);

    public OfferedLine {
        codecs = List.copyOf(codecs);
        rids = List.copyOf(rids);
    }

    /** Sendonly audio. */
    public static OfferedLine audio(String mid, String... codecs) {
        return of(MediaKind.AUDIO, mid, codecs.length == 0 ? List.of("opus") : List.of(codecs));
    }

    /** Sendonly video. */
    public static OfferedLine video(String mid, String... codecs) {
        return of(MediaKind.VIDEO, mid, codecs.length == 0 ? List.of("vp8") : List.of(codecs));
    }

    /** Data channels. */
    public static OfferedLine data(String mid) {
        return of(MediaKind.DATA, mid, List.of());
    }

    private static OfferedLine of(MediaKind kind, String mid, List<String> codecs) {
        return new OfferedLine(kind, mid, Direction.SENDONLY, true, codecs, List.of());
    }

    public OfferedLine with(Direction other) {
        return new OfferedLine(kind, mid, other, enabled, codecs, rids);
    }

    /** Rejected, as a browser writes an m-line it has stopped for good. */
    public OfferedLine stopped() {
        return new OfferedLine(kind, mid, Direction.INACTIVE, false, codecs, rids);
    }

    /** Simulcast by these rids, highest layer first. */
    public OfferedLine simulcast(String... layers) {
        return new OfferedLine(kind, mid, direction, enabled, codecs, List.of(layers));
    }

    /** The description that a {@code Negotiation} completes. */
    static String describe(List<OfferedLine> lines) {
        StringBuilder sdp = new StringBuilder("v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n");
        lines.forEach(line -> line.describe(sdp));
        return sdp.toString();
    }

    private void describe(StringBuilder sdp) {
        int port = enabled ? 9 : 0;
        if (kind == MediaKind.DATA) {
            sdp.append("m=application " + port + " UDP/DTLS/SCTP webrtc-datachannel\r\n");
            sdp.append("c=IN IP4 0.0.0.0\r\na=mid:" + mid + "\r\n");
            return;
        }
        sdp.append("m=" + kind.word() + " " + port + " UDP/TLS/RTP/SAVPF");
        codecs.forEach(codec -> sdp.append(" " + PAYLOAD_TYPES.get(name(codec))));
        sdp.append("\r\nc=IN IP4 0.0.0.0\r\na=mid:" + mid + "\r\na=" + direction.word() + "\r\n");
        List<RtpExtension> extensions =
                kind == MediaKind.AUDIO ? AUDIO_EXTENSIONS : VIDEO_EXTENSIONS;
        for (RtpExtension extension : extensions) {
            sdp.append("a=extmap:" + EXTENSIONS.get(extension) + " " + extension.uri() + "\r\n");
        }
        codecs.forEach(codec -> describe(codec, sdp));
    }

    private void describe(String codec, StringBuilder sdp) {
        String name = name(codec);
        int type = PAYLOAD_TYPES.get(name);
        sdp.append("a=rtpmap:" + type + " " + ENCODINGS.get(name) + "\r\n");
        String usual = PARAMETERS.getOrDefault(name, "");
        String parameters = name.equals(codec) ? usual : codec.substring(name.length() + 1);
        if (!parameters.isEmpty()) sdp.append("a=fmtp:" + type + " " + parameters + "\r\n");
        if (kind == MediaKind.AUDIO) return;
        for (String feedback :
                List.of("ccm fir", "nack", "nack pli", "goog-remb", "transport-cc")) {
            sdp.append("a=rtcp-fb:" + type + " " + feedback + "\r\n");
        }
    }

    private static String name(String codec) {
        int colon = codec.indexOf(':');
        String name = colon < 0 ? codec : codec.substring(0, colon);
        if (!ENCODINGS.containsKey(name)) throw new IllegalArgumentException("codec " + codec);
        return name;
    }
}
