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
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.RtpWriter;
import io.cardea.rtc.rtp.Rtx;
import io.cardea.rtc.sdp.NegotiatedMedia;

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
    private static final int NO_RTX = -1;

    private final Peer peer;
    private final PeerSettings settings;
    private final int mediaIndex;
    private final MediaKind kind;
    private final History history = new History();
    private final RtpPacket resentView = new RtpPacket();
    private final RtpRewrite resentRewrite = new RtpRewrite();

    private NegotiatedMedia media;
    private CodecId codec;
    private OutboundExtensions extensions;
    private boolean sending;
    private int ssrc;
    private int rtxSsrc;
    private int rtxSequenceNumber;
    private int rtxPayloadTypeOfMain;
    private long windowNanos;

    private final SenderStatistics statistics;
    private long retransmitted;
    private long lossesTaken;
    private long rttNanos;
    private long keyframeRequestNanos = Long.MIN_VALUE;

    OutboundStream(Peer peer, PeerSettings settings, NegotiatedMedia media, ExtensionIds ids) {
        this.peer = peer;
        this.settings = settings;
        this.mediaIndex = media.index();
        this.kind = media.kind();
        this.media = media;
        this.codec = CodecId.of(media.codec().name());
        this.extensions = new OutboundExtensions(ids, kind, media.mid());
        this.rtxSequenceNumber = peer.random().nextInt(1 << 15);
        this.windowNanos = MAX_WINDOW_NANOS;
        int clockRate = media.codec().clockRate();
        this.statistics =
                new SenderStatistics(clockRate > 0 ? clockRate : VIDEO_CLOCK_RATE, peer.clock());
        update(media, ids);
    }

    /** Takes a renegotiation's result. */
    void update(NegotiatedMedia negotiated, ExtensionIds ids) {
        if (ssrc != 0 && ssrc != negotiated.localSsrc()) history.clear();
        media = negotiated;
        codec = CodecId.of(negotiated.codec().name());
        sending = negotiated.enabled() && negotiated.sending() && negotiated.localSsrc() != 0;
        ssrc = negotiated.localSsrc();
        rtxSsrc = negotiated.localRtxSsrc();
        extensions = new OutboundExtensions(ids, kind, negotiated.mid());
        rtxPayloadTypeOfMain =
                negotiated.rtx().getOrDefault(negotiated.codec().payloadType(), NO_RTX);
        if (!sending) history.clear();
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

    private boolean canRtx() {
        return kind == MediaKind.VIDEO && rtxSsrc != 0 && rtxPayloadTypeOfMain != NO_RTX;
    }

    /**
     * Sends one packet, lent.
     *
     * @return whether it went out: false while the peer is not ready or the direction is not
     *     sending
     */
    public boolean send(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        if (!sending || !peer.isMediaReady()) return false;
        Packet out = peer.pool().take();
        if (extensions.isTransportWide()) {
            extensions.transportSequenceNumber = peer.nextTransportSequenceNumber();
        }
        int payload = RtpWriter.write(lent, rewrite, ssrc, extensions, nowNanos, out);
        if (payload < 0) {
            out.release();
            return false;
        }
        if (settings.nackOptimizations() && isKeyframe(lent)) history.clear();
        if (media.nack() && canRtx()) history.store(lent.packet(), lent, rewrite, nowNanos);
        if (!peer.protect(out)) return false;
        statistics.onSent(rewrite.timestamp, lent.payloadLength, out.length(), nowNanos);
        if (media.nack() && !canRtx()) history.store(out, lent, rewrite, nowNanos);
        peer.transmit(out);
        return true;
    }

    private boolean isKeyframe(RtpPacket lent) {
        return codec.isVideo()
                && Keyframes.isKeyframe(
                        codec, lent.packet(), lent.payloadOffset, lent.payloadLength);
    }

    /** The peer misses a packet. */
    void onNack(int sequenceNumber, long nowNanos) {
        statistics.onNack(1);
        if (!sending || !media.nack()) return;
        if (history.lookup(sequenceNumber, windowNanos, nowNanos) != History.Lookup.FOUND) return;
        if (canRtx()) {
            resendAsRtx(sequenceNumber, nowNanos);
        } else {
            resendAsSent(sequenceNumber);
        }
    }

    private void resendAsRtx(int sequenceNumber, long nowNanos) {
        history.restore(sequenceNumber, resentView, resentRewrite);
        int rtxPayloadType = media.rtx().getOrDefault(resentRewrite.payloadType, NO_RTX);
        if (rtxPayloadType == NO_RTX) return;
        Packet out = peer.pool().take();
        if (extensions.isTransportWide()) {
            extensions.transportSequenceNumber = peer.nextTransportSequenceNumber();
        }
        int payload = RtpWriter.write(resentView, resentRewrite, ssrc, extensions, nowNanos, out);
        if (payload < 0 || !Rtx.wrap(out, rtxPayloadType, rtxSsrc, rtxSequenceNumber)) {
            out.release();
            return;
        }
        rtxSequenceNumber = Seq16.next(rtxSequenceNumber);
        if (!peer.protect(out)) return;
        retransmitted++;
        peer.transmit(out);
    }

    private void resendAsSent(int sequenceNumber) {
        Packet sent = history.packet(sequenceNumber);
        Packet out = peer.pool().take();
        out.append(sent.array(), 0, sent.length());
        retransmitted++;
        peer.transmit(out);
    }

    /** The peer reported on what we send. */
    void onReportBlock(RtcpReader lent, int block, long nowNanos) {
        statistics.onReportBlock(lent, block, nowNanos);
        long rtt = statistics.rttNanos();
        if (rtt > 0) onRoundTrip(rtt);
    }

    /** Losses the peer has reported since the last call; never negative. */
    long takeReportedLosses() {
        long lost = statistics.cumulativeLost();
        long fresh = Math.max(0, lost - lossesTaken);
        lossesTaken = Math.max(lost, lossesTaken);
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
