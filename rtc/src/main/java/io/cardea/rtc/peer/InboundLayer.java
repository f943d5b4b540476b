package io.cardea.rtc.peer;

import io.cardea.rtc.rtcp.KeyframeRequests;
import io.cardea.rtc.rtcp.NackGenerator;
import io.cardea.rtc.rtcp.ReceptionStatistics;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import org.jspecify.annotations.Nullable;

/**
 * One stream that a peer sends: an m-line, or one simulcast layer of it. Belongs to its loop.
 *
 * <p>Lives as long as its m-line; the SSRC behind it may change, which {@link Continuity} hides
 * from everybody behind. Statistics and what is to be asked for again start anew then.
 */
final class InboundLayer {
    final InboundMedia media;
    final int index;
    private final Continuity continuity;

    ReceptionStatistics statistics;
    @Nullable NackGenerator nacks;
    final KeyframeRequests keyframeRequests = new KeyframeRequests();

    private boolean known;
    private int ssrc;
    private int rtxSsrc;

    // For media events and slow links.
    boolean reportedReceiving;
    long lastPacketNanos;
    long lostReported;

    InboundLayer(InboundMedia media, int index) {
        this.media = media;
        this.index = index;
        this.continuity = new Continuity(media.clockRate());
        this.statistics = new ReceptionStatistics(media.clockRate());
    }

    /** Whether an SSRC has been seen or promised. */
    boolean isKnown() {
        return known;
    }

    int ssrc() {
        return ssrc;
    }

    int rtxSsrc() {
        return rtxSsrc;
    }

    void rtxSsrc(int newRtxSsrc) {
        rtxSsrc = newRtxSsrc;
    }

    /** The main SSRC is that from now on. */
    void ssrc(int newSsrc) {
        if (known && ssrc == newSsrc) return;
        if (known) statistics = new ReceptionStatistics(media.clockRate());
        known = true;
        ssrc = newSsrc;
        nacks = null;
        renegotiated();
    }

    /** The direction or feedback of the m-line has changed. */
    void renegotiated() {
        boolean wanted = known && media.wantsNacks();
        if (wanted && nacks == null) nacks = new NackGenerator();
        if (!wanted) nacks = null;
    }

    /**
     * Counts a packet.
     *
     * @return whether it goes on: not a duplicate, nor a retransmission that nobody asked for
     */
    boolean accept(RtpPacket view, boolean keyframe) {
        long now = view.arrivalNanos;
        boolean wanted =
                nacks == null
                        ? !view.retransmitted
                        : nacks.onPacket(view.sequenceNumber, now, keyframe, view.retransmitted);
        if (!wanted) return false;
        int length = view.packet().length();
        statistics.onPacket(view.sequenceNumber, view.timestamp, length, now, view.retransmitted);
        if (keyframe) keyframeRequests.onKeyframe();
        lastPacketNanos = now;
        continuity.apply(view);
        return true;
    }

    void rtt(long nanos) {
        if (nacks != null) nacks.rtt(nanos);
    }

    /** A timestamp of a sender report as those behind see it. */
    int continuousTimestamp(int timestamp) {
        return continuity.timestamp(timestamp);
    }

    boolean isVideo() {
        return media.kind() == MediaKind.VIDEO;
    }
}
