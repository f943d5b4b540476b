package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtcp.SenderStatistics;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.OutboundExtensions;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.RtpWriter;
import io.cardea.rtc.rtp.Rtx;
import io.cardea.rtc.sdp.NegotiatedMedia;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What we send on one m-line. Belongs to its peer's loop.
 *
 * <p>Writes the header with our SSRC and extensions, has it encrypted, keeps what is needed to
 * answer NACKs, and counts for sender reports. SSRCs stay for the life of the m-line's negotiation,
 * so sequence numbers of a retransmission stream do, too.
 */
public final class OutboundStream {
    /**
     * Round trips for which a sent packet can be asked for again: the first request, and two more
     * when request or answer are lost. Janus has one, which a path that loses packets is too good
     * at outlasting.
     */
    private static final int WINDOW_ROUND_TRIPS = 3;

    private static final long WINDOW_MARGIN_NANOS = 100_000_000;

    private static final long MAX_WINDOW_NANOS = 1_000_000_000;

    /** Keyframe requests of one viewer are passed on at most this often. */
    private static final long KEYFRAME_REQUEST_INTERVAL_NANOS = 100_000_000;

    private static final int VIDEO_CLOCK_RATE = 90_000;
    private static final int PAYLOAD_TYPES = 128;
    private static final int NO_RTX = -1;
    private static final int NOT_FOUND = -1;

    /** How far back packets are looked for that can serve as padding, at a time and at most. */
    private static final int MAX_PADDING_CANDIDATES = 8;

    private static final int PADDING_REACH = 64;

    private final Peer peer;
    private final PeerSettings settings;
    private final int mediaIndex;
    private final MediaKind kind;
    private final MediaTotals totals;
    private final History history = new History();
    private final RtpPacket resentView = new RtpPacket();
    private final RtpRewrite resentRewrite = new RtpRewrite();
    private final int[] rtxPayloadTypes = new int[PAYLOAD_TYPES];

    private NegotiatedMedia media;
    private CodecId codec;
    private OutboundExtensions extensions;
    private boolean sending;
    private int ssrc;
    private int rtxSsrc;
    private int rtxSequenceNumber;
    private boolean withRtx;
    private long windowNanos;

    private int clockRate;
    private SenderStatistics statistics;
    private Timeline timeline;
    private long retransmitted;
    private long lossesTaken;
    private long rttNanos;
    private long keyframeRequestNanos = Long.MIN_VALUE;
    private boolean keyframeOwed;
    private @Nullable Resumption resumption; // since packets were dropped

    private boolean soundCounts;
    private int padded;
    private boolean reported;
    private int reportedHighest;
    private int reportedLost;

    OutboundStream(Peer peer, PeerSettings settings, NegotiatedMedia media, ExtensionIds ids) {
        this.peer = peer;
        this.settings = settings;
        this.mediaIndex = media.index();
        this.kind = media.kind();
        this.totals = peer.counters().totals.of(kind);
        this.media = media;
        this.codec = CodecId.of(media.codec().name());
        this.extensions = new OutboundExtensions(ids, kind, media.mid());
        this.rtxSequenceNumber = peer.random().nextInt(1 << 15);
        this.windowNanos = MAX_WINDOW_NANOS;
        this.clockRate = clockRate(media);
        this.statistics = new SenderStatistics(clockRate, peer.clock());
        this.timeline = new Timeline(clockRate);
        update(media, ids);
    }

    private static int clockRate(NegotiatedMedia media) {
        int clockRate = media.codec().clockRate();
        return clockRate > 0 ? clockRate : VIDEO_CLOCK_RATE;
    }

    /** Takes a renegotiation's result. */
    void update(NegotiatedMedia negotiated, ExtensionIds ids) {
        boolean begun = ssrc != 0;
        if (begun && (ssrc != negotiated.localSsrc() || clockRate != clockRate(negotiated))) {
            restart(clockRate(negotiated));
        }
        media = negotiated;
        codec = CodecId.of(negotiated.codec().name());
        sending = negotiated.enabled() && negotiated.sending() && negotiated.localSsrc() != 0;
        ssrc = negotiated.localSsrc();
        rtxSsrc = negotiated.localRtxSsrc();
        extensions = new OutboundExtensions(ids, kind, negotiated.mid());
        soundCounts = negotiated.transportCc() && ids.has(RtpExtension.TRANSPORT_WIDE_CC);
        Arrays.fill(rtxPayloadTypes, NO_RTX);
        negotiated.rtx().forEach((type, rtx) -> rtxPayloadTypes[type] = rtx);
        boolean rtx = kind == MediaKind.VIDEO && rtxSsrc != 0 && !negotiated.rtx().isEmpty();
        // What is kept for one way of sending it again must not be sent the other way.
        if (!sending || rtx != withRtx) history.clear();
        withRtx = rtx;
    }

    /** Another stream: what was sent and reported before was not of it. */
    private void restart(int newClockRate) {
        history.clear();
        clockRate = newClockRate;
        statistics = new SenderStatistics(newClockRate, peer.clock());
        timeline = new Timeline(newClockRate);
        lossesTaken = 0;
        reported = false;
    }

    public int mediaIndex() {
        return mediaIndex;
    }

    /** Whether the direction lets us send. */
    public boolean isSending() {
        return sending;
    }

    int ssrc() {
        return ssrc;
    }

    int rtxSsrc() {
        return rtxSsrc;
    }

    MediaKind kind() {
        return kind;
    }

    NegotiatedMedia media() {
        return media;
    }

    /**
     * Sends one packet, lent.
     *
     * @return whether it went out: false while the peer is not ready or the direction is not
     *     sending
     */
    public boolean send(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        if (!sending || !peer.isMediaReady()) return false;
        Outflow outflow = peer.outflow();
        if (outflow == null || kind != MediaKind.VIDEO) return sendNow(lent, rewrite, nowNanos);
        return outflow.send(this, lent, rewrite, nowNanos);
    }

    /** The same, whatever the pace. */
    boolean sendNow(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        if (!sending || !peer.isMediaReady()) return false;
        if (resumption != null && !resumes(resumption, lent, rewrite, nowNanos)) return false;
        Packet out = peer.pool().take();
        number();
        int payload = RtpWriter.write(lent, rewrite, ssrc, extensions, nowNanos, out);
        if (payload < 0) {
            out.release();
            return false;
        }
        int bytes = out.length();
        if (!peer.protect(out)) return false;
        totals.sent(bytes);
        boolean jump = timeline.jumpsWith(rewrite.sequenceNumber, rewrite.timestamp);
        // The newest packet's timestamp, so that a late one of another timeline does no harm.
        statistics.onSent(timeline.timestamp(), lent.payloadLength, out.length(), nowNanos);
        if (jump) statistics.onTimestampJump(rewrite.timestamp, nowNanos);
        if (media.nack()) keep(lent, rewrite, out, nowNanos);
        noteSent(out.length(), nowNanos);
        peer.transmit(out);
        return true;
    }

    /** Gives the next packet its transport-wide sequence number, if it has one. */
    private void number() {
        extensions.transportSequenceNumber =
                isTransportWide() ? peer.nextTransportSequenceNumber() : OutboundExtensions.NONE;
    }

    // Sound has one only where it was agreed on, and only to estimate by.
    private boolean isTransportWide() {
        if (kind == MediaKind.VIDEO) return extensions.isTransportWide();
        return soundCounts && peer.outflow() != null;
    }

    private void noteSent(int bytes, long nowNanos) {
        Outflow outflow = peer.outflow();
        if (outflow == null) return;
        int sequenceNumber = extensions.transportSequenceNumber;
        if (sequenceNumber == OutboundExtensions.NONE) {
            outflow.onSentUntracked(bytes, nowNanos);
        } else {
            outflow.onSent(this, sequenceNumber, bytes, nowNanos);
        }
    }

    private void keep(RtpPacket lent, RtpRewrite rewrite, Packet lentOut, long nowNanos) {
        if (settings.nackOptimizations() && isKeyframe(lent)) history.clear();
        if (withRtx) Reading.keep(lent);
        Packet kept = withRtx ? lent.packet().retain() : copy(lentOut);
        history.store(kept, lent, rewrite, nowNanos);
    }

    private Packet copy(Packet lent) {
        Packet copy = peer.pool().take();
        copy.append(lent.array(), 0, lent.length());
        return copy;
    }

    private boolean isKeyframe(RtpPacket lent) {
        return codec.isVideo()
                && Keyframes.isKeyframe(
                        codec, lent.packet(), lent.payloadOffset, lent.payloadLength);
    }

    /** The peer misses a packet. */
    void onNack(int sequenceNumber, long nowNanos) {
        statistics.onNack(1);
        totals.nacksReceived++;
        if (!sending || !media.nack()) return;
        if (history.lookup(sequenceNumber, windowNanos, nowNanos) != History.Lookup.FOUND) return;
        Outflow outflow = peer.outflow();
        if (outflow == null) {
            resend(sequenceNumber, nowNanos);
        } else {
            outflow.repair(this, sequenceNumber, nowNanos);
        }
    }

    /** Sends a packet again, if it is still kept. */
    void resend(int sequenceNumber, long nowNanos) {
        if (!sending || !history.holds(sequenceNumber)) return;
        if (!withRtx) {
            resendAsSent(sequenceNumber, nowNanos);
        } else if (resendAsRtx(sequenceNumber, nowNanos)) {
            retransmitted++;
            totals.retransmissionsSent++;
        }
    }

    private boolean resendAsRtx(int sequenceNumber, long nowNanos) {
        Reading.restore(history.packet(sequenceNumber), resentView);
        history.restore(sequenceNumber, resentRewrite);
        int rtxPayloadType = rtxPayloadType(resentRewrite.payloadType);
        if (rtxPayloadType == NO_RTX) return false;
        Packet out = peer.pool().take();
        number();
        int payload = RtpWriter.write(resentView, resentRewrite, ssrc, extensions, nowNanos, out);
        if (payload < 0 || !Rtx.wrap(out, rtxPayloadType, rtxSsrc, rtxSequenceNumber)) {
            out.release();
            return false;
        }
        return sendRtx(out, nowNanos);
    }

    private int rtxPayloadType(int payloadType) {
        return rtxPayloadTypes[payloadType & (PAYLOAD_TYPES - 1)];
    }

    private boolean sendRtx(Packet out, long nowNanos) {
        rtxSequenceNumber = Seq16.next(rtxSequenceNumber);
        int bytes = out.length();
        if (!peer.protect(out)) return false;
        totals.sent(bytes);
        noteSent(out.length(), nowNanos);
        peer.transmit(out);
        return true;
    }

    private void resendAsSent(int sequenceNumber, long nowNanos) {
        Packet out = copy(history.packet(sequenceNumber));
        int payload = history.payloadLength(sequenceNumber);
        statistics.onSent(timeline.timestamp(), payload, out.length(), nowNanos);
        retransmitted++;
        totals.retransmissionsSent++;
        totals.sent(out.length());
        Outflow outflow = peer.outflow();
        if (outflow != null) outflow.onSentUntracked(out.length(), nowNanos); // its number is old
        peer.transmit(out);
    }

    // ---- Padding ----

    /** Whether padding can be sent on the retransmission stream. */
    boolean canPad() {
        return sending
                && withRtx
                && extensions.isTransportWide()
                && statistics.packets() > 0
                && media.codec().payloadType() >= 0
                && rtxPayloadType(media.codec().payloadType()) != NO_RTX;
    }

    /**
     * Sends a packet that is of use only to measure by: one sent before, again, so that a loss may
     * be repaired by it, or else nothing but padding (RFC 3550, 5.1).
     *
     * @param bytes how long it should be
     */
    boolean sendPadding(int bytes, long nowNanos) {
        if (!canPad() || !peer.isMediaReady()) return false;
        int found = recent(bytes, nowNanos);
        if (found != NOT_FOUND) return resendAsRtx(found, nowNanos);
        Packet out = peer.pool().take();
        number();
        resentRewrite.sequenceNumber = rtxSequenceNumber;
        resentRewrite.timestamp = timeline.timestamp();
        resentRewrite.marker = false;
        resentRewrite.payloadType = rtxPayloadType(media.codec().payloadType());
        RtpWriter.writePadding(resentRewrite, rtxSsrc, extensions, nowNanos, bytes, out);
        return sendRtx(out, nowNanos);
    }

    /** A packet sent not long ago, about as long as wanted; not the same one twice in a row. */
    private int recent(int bytes, long nowNanos) {
        for (int i = 0; i < MAX_PADDING_CANDIDATES; i++) {
            padded = Seq16.add(padded, -1);
            boolean behind = Seq16.distance(timeline.sequenceNumber(), padded) > PADDING_REACH;
            if (behind || Seq16.isNewer(padded, timeline.sequenceNumber())) {
                padded = timeline.sequenceNumber();
            }
            if (!history.holds(padded) || history.ageNanos(padded, nowNanos) > windowNanos)
                continue;
            int length = history.payloadLength(padded);
            if (length >= bytes / 2 && length <= bytes + bytes / 2) return padded;
        }
        return NOT_FOUND;
    }

    // ---- Keyframes and reports ----

    /** A packet to it was dropped: its picture can go on only from a keyframe. */
    void onDropped(long nowNanos) {
        keyframeOwed = true;
        if (resumption == null) resumption = new Resumption();
        resumption.await(nowNanos);
    }

    /** Whether a packet may follow on what was dropped; it is then numbered anew. */
    private boolean resumes(Resumption of, RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        if (of.isWaiting()) {
            boolean begins = !codec.isVideo() || isKeyframe(lent) || of.isOver(nowNanos);
            if (!begins) {
                if (of.takeKeyframeWanted(nowNanos)) askForKeyframe();
                return false;
            }
            boolean first = statistics.packets() == 0;
            int last = first ? Seq16.add(rewrite.sequenceNumber, -1) : timeline.sequenceNumber();
            of.resume(rewrite.sequenceNumber, last);
        }
        if (of.isStale(rewrite.sequenceNumber)) return false;
        rewrite.sequenceNumber = of.number(rewrite.sequenceNumber);
        return true;
    }

    private void askForKeyframe() {
        keyframeOwed = true;
        Outflow outflow = peer.outflow();
        if (outflow != null) outflow.oweKeyframes();
    }

    boolean takeOwedKeyframe() {
        boolean owed = keyframeOwed;
        keyframeOwed = false;
        return owed;
    }

    boolean isVideo() {
        return kind == MediaKind.VIDEO;
    }

    /** The peer reported on what we send. */
    void onReportBlock(RtcpReader lent, int block, long nowNanos) {
        statistics.onReportBlock(lent, block, nowNanos);
        long rtt = statistics.rttNanos();
        if (rtt > 0) onRoundTrip(rtt);
        int highest = lent.extendedHighestSequenceNumber(block);
        int lost = lent.cumulativeLost(block);
        Outflow outflow = peer.outflow();
        if (outflow != null && reported) {
            outflow.onReport(lost - reportedLost, highest - reportedHighest, nowNanos);
        }
        reported = true;
        reportedHighest = highest;
        reportedLost = lost;
    }

    /** Losses the peer has reported since the last call; never negative. */
    long takeReportedLosses() {
        long lost = statistics.cumulativeLost();
        long fresh = Math.max(0, lost - lossesTaken);
        lossesTaken = Math.max(lost, lossesTaken);
        totals.lostByRemote += fresh;
        return fresh;
    }

    /** Whether a keyframe request of the peer is passed on, or merged with the one before. */
    boolean acceptKeyframeRequest(long nowNanos) {
        boolean soon =
                keyframeRequestNanos != Long.MIN_VALUE
                        && nowNanos - keyframeRequestNanos < KEYFRAME_REQUEST_INTERVAL_NANOS;
        if (soon) return false;
        keyframeRequestNanos = nowNanos;
        return true;
    }

    SenderStatistics statistics() {
        return statistics;
    }

    int clockRate() {
        return clockRate;
    }

    /** How long a sent packet can be asked for again. */
    int nackQueueMillis() {
        return (int) (windowNanos / 1_000_000L);
    }

    long retransmitted() {
        return retransmitted;
    }

    /** A round-trip time is known: packets are kept for that and a margin. */
    private void onRoundTrip(long nanos) {
        long wanted =
                Math.clamp(
                        WINDOW_ROUND_TRIPS * nanos + WINDOW_MARGIN_NANOS,
                        settings.minNackQueueNanos(),
                        MAX_WINDOW_NANOS);
        windowNanos = rttNanos == 0 ? wanted : (7 * windowNanos + wanted) / 8;
        rttNanos = nanos;
    }

    void close() {
        sending = false;
        history.clear();
    }
}
