package io.cardea.rtc.peer;

import io.cardea.rtc.rtcp.KeyframeRequests;
import io.cardea.rtc.rtcp.NackGenerator;
import io.cardea.rtc.rtcp.ReceptionStatistics;
import io.cardea.rtc.rtp.RtpPacket;
import org.jspecify.annotations.Nullable;

/**
 * One stream that a peer sends: an m-line, or one simulcast layer of it. Belongs to its loop.
 *
 * <p>Lives as long as its m-line; the SSRC behind it may change, which {@link Continuity} hides
 * from everybody behind. Statistics and what is to be asked for again start anew then.
 */
final class InboundLayer {
    /** Packets of the SSRC before may come late for so long after a change. */
    static final long STRAGGLER_NANOS = 500_000_000L;

    final InboundMedia media;
    final int index;
    private final Continuity continuity = new Continuity();
    private final KeyframeRequests keyframeRequests = new KeyframeRequests();
    private ReceptionStatistics statistics;
    private int clockRate;
    private @Nullable NackGenerator nacks;
    private long nacksBefore;
    private long rttNanos;

    private boolean known;
    private int ssrc;
    private int rtxSsrc;

    // The SSRC before this one.
    private boolean flowing;
    private boolean replaced;
    private int formerSsrc;
    private long replacedNanos;

    // For media events and slow links.
    boolean reportedReceiving;
    private long lastPacketNanos;
    private long lossesTaken;

    InboundLayer(InboundMedia media, int index) {
        this.media = media;
        this.index = index;
        this.clockRate = media.clockRate();
        this.statistics = new ReceptionStatistics(clockRate);
    }

    /** Whether an SSRC has been seen or promised. */
    boolean isKnown() {
        return known;
    }

    int ssrc() {
        return ssrc;
    }

    /** 0 while there is none. */
    int rtxSsrc() {
        return rtxSsrc;
    }

    void rtxSsrc(int newRtxSsrc) {
        rtxSsrc = newRtxSsrc;
    }

    /** The main SSRC is that from now on. */
    void ssrc(int newSsrc) {
        if (known && ssrc == newSsrc) return;
        if (known) restart();
        known = true;
        ssrc = newSsrc;
        flowing = false;
        renegotiated();
    }

    private void restart() {
        clockRate = media.clockRate();
        statistics = new ReceptionStatistics(clockRate);
        lossesTaken = 0;
        dropNacks();
    }

    private void dropNacks() {
        if (nacks != null) nacksBefore += nacks.requested();
        nacks = null;
    }

    /** The direction, feedback or codec of the m-line has changed. */
    void renegotiated() {
        if (clockRate != media.clockRate()) restart();
        boolean wanted = known && media.wantsNacks();
        if (!wanted) dropNacks();
        if (wanted && nacks == null) {
            nacks = new NackGenerator();
            nacks.rtt(rttNanos);
        }
        if (!media.isReceiving()) keyframeRequests.onKeyframe(); // nobody waits any more
    }

    /**
     * A packet of one of the layer's SSRCs has come, perhaps of another than until now.
     *
     * @return false for a straggler of the SSRC before
     */
    boolean follow(int packetSsrc, long now) {
        if (!known || packetSsrc != ssrc) {
            boolean straggler = replaced && packetSsrc == formerSsrc;
            if (straggler && now - replacedNanos < STRAGGLER_NANOS) return false;
            replaced = flowing;
            formerSsrc = ssrc;
            replacedNanos = now;
            ssrc(packetSsrc);
        }
        flowing = true;
        return true;
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
        if (view.retransmitted) media.totals().retransmissionsReceived++;
        int length = view.packet().length();
        statistics.onPacket(view.sequenceNumber, view.timestamp, length, now, view.retransmitted);
        if (keyframe) keyframeRequests.onKeyframe();
        lastPacketNanos = now;
        continuity.apply(view, clockRate);
        return true;
    }

    void rtt(long nanos) {
        rttNanos = nanos;
        if (nacks != null) nacks.rtt(nanos);
    }

    /** Whether a sender report with that SSRC is about what those behind see. */
    boolean isFrom(int reportSsrc) {
        return known && reportSsrc == ssrc && continuity.isOf(reportSsrc);
    }

    /** A timestamp of a sender report as those behind see it. */
    int continuousTimestamp(int timestamp) {
        return continuity.timestamp(timestamp);
    }

    boolean isVideo() {
        return media.isVideo();
    }

    ReceptionStatistics statistics() {
        return statistics;
    }

    /** What is to be asked for again; null while the m-line does not do that. */
    @Nullable NackGenerator nacks() {
        return nacks;
    }

    /** Packets asked for again, since the m-line began. */
    long nacksSent() {
        NackGenerator current = nacks;
        return nacksBefore + (current == null ? 0 : current.requested());
    }

    KeyframeRequests keyframeRequests() {
        return keyframeRequests;
    }

    long nextDeadlineNanos() {
        long next = keyframeRequests.nextDeadlineNanos();
        NackGenerator current = nacks;
        return current == null ? next : Math.min(next, current.nextDeadlineNanos());
    }

    /** How long nothing has come. */
    long silenceNanos(long now) {
        return now - lastPacketNanos;
    }

    /** Losses since the last call; never negative. */
    long takeLosses() {
        long lost = statistics.lost();
        long fresh = Math.max(0, lost - lossesTaken);
        lossesTaken = Math.max(lost, lossesTaken);
        media.totals().lost += fresh;
        return fresh;
    }
}
