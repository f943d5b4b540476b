package io.cardea.tools.load.peer;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import java.util.ArrayList;
import java.util.List;

/** Makes what a publisher sends, by what has been agreed on. */
final class Senders {
    /** RTP header, extensions and SRTP's tag, about. */
    private static final int OVERHEAD_BYTES = 12 + 16 + 16;

    private Senders() {}

    static List<Sender> make(
            MediaPlan plan, NegotiatedSession session, double phase, long nowNanos) {
        List<Sender> senders = new ArrayList<>();
        for (NegotiatedMedia media : session.media()) {
            if (!media.enabled() || !media.sending()) continue;
            if (media.kind() == MediaKind.AUDIO) {
                long start = nowNanos + (long) (phase * AudioSender.FRAME_NANOS);
                senders.add(new AudioSender(media, start));
            } else if (media.kind() == MediaKind.VIDEO) {
                long start = nowNanos + (long) (phase * 1_000_000_000L / plan.frameRate());
                senders.add(video(plan, media, session, start));
            }
        }
        return senders;
    }

    private static Sender video(
            MediaPlan plan, NegotiatedMedia media, NegotiatedSession session, long start) {
        if (plan.layers() == 1) return new VideoSender(plan, media, OVERHEAD_BYTES, start);
        return new SimulcastSender(plan, media, session.extensions(), OVERHEAD_BYTES, start);
    }
}
