package io.cardea.tools.load.peer;

import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.Direction;
import io.cardea.tools.load.peer.ReceivePlan.Feedback;
import java.util.ArrayList;
import java.util.List;

/** The m-lines of an offer, written much as a browser would; a {@code Negotiation} completes it. */
final class Lines {
    /** The id that rid is offered with: no server puts it into its own answer's table. */
    static final int RID_ID = 10;

    private static final int REPAIRED_RID_ID = 11;
    private static final String[] RIDS = {"l", "m", "h"};

    private Lines() {}

    /** The rid of a simulcast layer, 0 being the lowest. */
    static String rid(int layer, int layers) {
        return RIDS[RIDS.length - layers + layer];
    }

    static String describe(MediaPlan plan, Direction direction, Feedback feedback) {
        var sdp = new StringBuilder("v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n");
        int mid = 0;
        if (plan.audio()) audio(Integer.toString(mid++), direction, sdp);
        if (plan.hasVideo()) video(plan, Integer.toString(mid), direction, feedback, sdp);
        return sdp.toString();
    }

    private static void audio(String mid, Direction direction, StringBuilder sdp) {
        sdp.append("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n");
        common(mid, direction, sdp);
        extension(1, RtpExtension.AUDIO_LEVEL, sdp);
        extension(4, RtpExtension.MID, sdp);
        sdp.append("a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n");
    }

    private static void video(
            MediaPlan plan, String mid, Direction direction, Feedback feedback, StringBuilder sdp) {
        boolean vp8 = plan.video().equals("vp8");
        int type = vp8 ? 96 : 102;
        sdp.append("m=video 9 UDP/TLS/RTP/SAVPF " + type + "\r\n");
        common(mid, direction, sdp);
        extension(2, RtpExtension.ABS_SEND_TIME, sdp);
        if (feedback == Feedback.TWCC) extension(3, RtpExtension.TRANSPORT_WIDE_CC, sdp);
        extension(4, RtpExtension.MID, sdp);
        sdp.append("a=rtpmap:" + type + (vp8 ? " VP8" : " H264") + "/90000\r\n");
        if (!vp8) {
            sdp.append("a=fmtp:" + type + " profile-level-id=42e01f;");
            sdp.append("level-asymmetry-allowed=1;packetization-mode=1\r\n");
        }
        var offered = new ArrayList<>(List.of("ccm fir", "nack", "nack pli"));
        if (feedback != Feedback.NONE) offered.add("goog-remb");
        if (feedback == Feedback.TWCC) offered.add("transport-cc");
        for (String each : offered) {
            sdp.append("a=rtcp-fb:" + type + " " + each + "\r\n");
        }
    }

    private static void common(String mid, Direction direction, StringBuilder sdp) {
        sdp.append("c=IN IP4 0.0.0.0\r\na=mid:" + mid + "\r\na=" + direction.word() + "\r\n");
    }

    private static void extension(int id, RtpExtension extension, StringBuilder sdp) {
        sdp.append("a=extmap:" + id + " " + extension.uri() + "\r\n");
    }

    /** Adds to a completed offer what a server never offers: simulcast by rids (RFC 8853). */
    static String simulcast(String sdp, int layers) {
        if (layers == 1) return sdp;
        List<String> out = new ArrayList<>();
        boolean video = false;
        for (String line : sdp.split("\r\n")) {
            if (line.startsWith("m=")) video = line.startsWith("m=video");
            // The layers have SSRCs of their own, which only their packets tell.
            if (video && (line.startsWith("a=ssrc:") || line.startsWith("a=ssrc-group:"))) continue;
            out.add(line);
            if (!video || !line.startsWith("a=mid:")) continue;
            out.add("a=extmap:" + RID_ID + " " + RtpExtension.RID.uri());
            out.add("a=extmap:" + REPAIRED_RID_ID + " " + RtpExtension.REPAIRED_RID.uri());
            List<String> rids = new ArrayList<>();
            for (int layer = layers - 1; layer >= 0; layer--) {
                rids.add(rid(layer, layers));
            }
            rids.forEach(rid -> out.add("a=rid:" + rid + " send"));
            out.add("a=simulcast:send " + String.join(";", rids));
        }
        return String.join("\r\n", out) + "\r\n";
    }
}
