package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.Rtx;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The RTP session of one PeerConnection: which packet belongs to which m-line and layer, and the
 * streams in both directions. RTCP is {@link Feedback}'s.
 *
 * <p>Belongs to its peer. Demultiplexing follows RFC 8843, 9.2: a known SSRC, else the mid with the
 * rid, else a payload type that only one m-line has.
 */
final class MediaSession {
    private final Peer peer;
    private final PeerSettings settings;
    private final PeerCounters counters;
    private final Feedback feedback;
    private final SsrcTable ssrcs = new SsrcTable();
    private final List<InboundMedia> inbound = new ArrayList<>();
    private final List<InboundLayer> known = new ArrayList<>();
    private final List<Optional<OutboundStream>> outbound = new ArrayList<>();
    private final RtpPacket view = new RtpPacket();
    private ExtensionIds ids = ExtensionIds.NONE;
    private final int ownSsrc; // where an m-line has none
    private int transportSequenceNumber;
    private @Nullable Outflow outflow;
    private long desiredBps;
    private boolean closed;

    MediaSession(Peer peer, PeerSettings settings) {
        this.peer = peer;
        this.settings = settings;
        this.counters = peer.counters();
        this.ownSsrc = peer.random().nextInt() | 1;
        this.feedback = new Feedback(peer, this, settings);
    }

    // ---- Negotiation ----

    void negotiate(NegotiatedSession session, long now) {
        ids = session.extensions();
        for (NegotiatedMedia media : session.media()) {
            negotiateInbound(media);
            negotiateOutbound(media);
        }
        feedback.negotiated(now);
        if (outflow != null) outflow.negotiated(sendsTransportWide());
    }

    private void negotiateInbound(NegotiatedMedia media) {
        int index = media.index();
        if (index == inbound.size()) {
            inbound.add(inboundMedia(media));
        } else if (inbound.get(index).kind() == media.kind()) {
            inbound.get(index).update(media);
        } else {
            forget(inbound.get(index));
            inbound.set(index, inboundMedia(media));
        }
        InboundMedia line = inbound.get(index);
        if (media.kind() == MediaKind.DATA || !media.enabled()) return;
        List<Integer> main = media.remoteSsrcs();
        List<Integer> rtx = media.remoteRtxSsrcs();
        for (int i = 0; i < Math.min(main.size(), InboundMedia.MAX_LAYERS); i++) {
            promise(line.layer(i), main.get(i), false);
            if (i < rtx.size() && rtx.get(i) != 0) promise(line.layer(i), rtx.get(i), true);
        }
    }

    private InboundMedia inboundMedia(NegotiatedMedia media) {
        return new InboundMedia(media, counters.totals.of(media.kind()));
    }

    /** The m-line has become one of another kind (RFC 8829, 5.2.2). */
    private void forget(InboundMedia line) {
        feedback.onStopped(line);
        ssrcs.removeAll(line);
        known.removeIf(layer -> layer.media == line);
    }

    private void negotiateOutbound(NegotiatedMedia media) {
        while (outbound.size() <= media.index()) {
            outbound.add(Optional.empty());
        }
        Optional<OutboundStream> existing = outbound.get(media.index());
        if (existing.isPresent() && existing.get().kind() == media.kind()) {
            existing.get().update(media, ids);
            return;
        }
        existing.ifPresent(OutboundStream::close);
        boolean sends = media.kind() != MediaKind.DATA && media.enabled();
        outbound.set(
                media.index(),
                sends
                        ? Optional.of(new OutboundStream(peer, settings, media, ids))
                        : Optional.empty());
    }

    /** The description names an SSRC. */
    private void promise(InboundLayer layer, int ssrc, boolean asRtx) {
        int found = ssrcs.find(ssrc);
        boolean news = found < 0 || ssrcs.layer(found) != layer || ssrcs.isRtx(found) != asRtx;
        if (!news || !ssrcs.put(ssrc, layer, asRtx)) return;
        if (asRtx) {
            layer.rtxSsrc(ssrc);
        } else {
            layer.ssrc(ssrc);
            noteKnown(layer);
        }
    }

    private void noteKnown(InboundLayer layer) {
        if (known.contains(layer)) return;
        known.add(layer);
        feedback.onKnown(layer);
    }

    List<InboundMedia> inbound() {
        return inbound;
    }

    /** Layers of which an SSRC is known, in the order they became so. */
    List<InboundLayer> known() {
        return known;
    }

    List<Optional<OutboundStream>> outboundStreams() {
        return outbound;
    }

    Optional<OutboundStream> outbound(int mediaIndex) {
        boolean there = mediaIndex >= 0 && mediaIndex < outbound.size();
        return there ? outbound.get(mediaIndex) : Optional.empty();
    }

    /** Our SSRC in feedback about an m-line: that of what we send there, if anything. */
    int feedbackSsrc(InboundMedia line) {
        Optional<OutboundStream> stream = outbound(line.index());
        return stream.isPresent() && stream.get().ssrc() != 0 ? stream.get().ssrc() : ownSsrc;
    }

    SsrcTable ssrcs() {
        return ssrcs;
    }

    // ---- In ----

    /** A decrypted RTP packet; takes ownership. */
    void onRtp(Packet owned, PeerSink sink) {
        if (!RtpParser.parse(owned, ids, view)) {
            counters.malformed++;
            owned.release();
            return;
        }
        if (view.transportSequenceNumber != RtpPacket.ABSENT) {
            feedback.onTransportSequenceNumber(view.transportSequenceNumber, owned.arrivalNanos());
        }
        InboundLayer layer = find(owned);
        if (layer != null) forward(layer, owned, sink);
        owned.release();
    }

    /** The layer a packet belongs to, with RTX undone; null if it is to be dropped, and counted. */
    private @Nullable InboundLayer find(Packet owned) {
        int found = ssrcs.find(view.ssrc);
        if (found < 0) found = learn();
        if (found < 0) {
            counters.unknownSsrcs++;
            return null;
        }
        InboundLayer layer = ssrcs.layer(found);
        layer.media.totals().received(owned.length());
        if (!layer.media.isReceiving()) {
            counters.notReceiving++;
            return null;
        }
        boolean taken;
        if (ssrcs.isRtx(found)) {
            taken = repair(layer, owned);
        } else {
            taken = layer.follow(view.ssrc, owned.arrivalNanos());
        }
        if (taken) return layer;
        counters.duplicates++;
        return null;
    }

    private boolean repair(InboundLayer layer, Packet owned) {
        int payloadType = layer.media.repaired(view.payloadType);
        if (payloadType < 0 || !layer.isKnown()) return false;
        if (Rtx.unwrap(owned, payloadType, layer.ssrc(), ids) == Rtx.NONE) return false;
        if (!RtpParser.parse(owned, ids, view)) return false;
        view.retransmitted = true;
        return true;
    }

    /** Finds out where the first packet of an SSRC belongs, and notes it; -1 if that is unclear. */
    private int learn() {
        InboundMedia media = view.midLength > 0 ? mediaOfMid() : mediaOfPayloadType();
        if (media == null) return -1;
        boolean rtx = media.repaired(view.payloadType) >= 0;
        int index = layerOf(media, rtx);
        if (index < 0) return -1;
        InboundLayer layer = media.layer(index);
        if (!ssrcs.put(view.ssrc, layer, rtx)) return -1;
        if (rtx) {
            layer.rtxSsrc(view.ssrc);
        } else {
            layer.follow(view.ssrc, view.arrivalNanos);
            noteKnown(layer);
        }
        return ssrcs.find(view.ssrc);
    }

    private @Nullable InboundMedia mediaOfMid() {
        for (int i = 0; i < inbound.size(); i++) {
            InboundMedia media = inbound.get(i);
            if (view.textEquals(view.midOffset, view.midLength, media.mid())) return media;
        }
        return null;
    }

    private @Nullable InboundMedia mediaOfPayloadType() {
        InboundMedia only = null;
        for (int i = 0; i < inbound.size(); i++) {
            InboundMedia media = inbound.get(i);
            boolean takes = media.isReceiving() && media.takes(view.payloadType);
            if (!takes || media.isSimulcast()) continue;
            if (only != null) return null;
            only = media;
        }
        return only;
    }

    private int layerOf(InboundMedia media, boolean rtx) {
        byte[][] rids = media.rids();
        if (rids.length <= 1) return 0;
        int offset = rtx ? view.repairedRidOffset : view.ridOffset;
        int length = rtx ? view.repairedRidLength : view.ridLength;
        for (int i = 0; i < rids.length && i < InboundMedia.MAX_LAYERS; i++) {
            if (view.textEquals(offset, length, rids[i])) return i;
        }
        return -1;
    }

    private void forward(InboundLayer layer, Packet owned, PeerSink sink) {
        InboundMedia media = layer.media;
        view.mediaIndex = media.index();
        view.layer = layer.index;
        boolean keyframe =
                layer.isVideo()
                        && Keyframes.isKeyframe(
                                media.codec(), owned, view.payloadOffset, view.payloadLength);
        if (!layer.accept(view, keyframe)) {
            counters.duplicates++;
            return;
        }
        feedback.onMedia(layer);
        sink.onRtp(view);
    }

    // ---- Out ----

    boolean sendRtp(int mediaIndex, RtpPacket lent, RtpRewrite rewrite, long now) {
        if (closed) return false;
        Optional<OutboundStream> stream = outbound(mediaIndex);
        return stream.isPresent() && stream.get().send(lent, rewrite, now);
    }

    int nextTransportSequenceNumber() {
        transportSequenceNumber = Seq16.next(transportSequenceNumber);
        return transportSequenceNumber;
    }

    List<PeerStatistics.Media> statistics(long now) {
        List<PeerStatistics.Media> lines = new ArrayList<>();
        for (InboundMedia line : inbound) {
            lines.add(PeerStatistics.Media.of(line, outbound(line.index()), now));
        }
        return lines;
    }

    /** By the last report of the peer that implies one; 0 while unknown. */
    long roundTripNanos() {
        return feedback.roundTripNanos();
    }

    // ---- Bandwidth ----

    void estimateBandwidth(boolean on, long now) {
        Outflow current = outflow;
        if (closed || on == (current != null)) return;
        if (on) {
            Outflow made = new Outflow(peer, settings.congestion(), now);
            made.negotiated(sendsTransportWide());
            made.desired(desiredBps);
            outflow = made;
        } else if (current != null) {
            current.release(now);
            outflow = null;
        }
    }

    void desiredBitrate(long bitsPerSecond) {
        desiredBps = Math.max(0, bitsPerSecond);
        if (outflow != null) outflow.desired(desiredBps);
    }

    /** What paces and measures; null while nothing is estimated. */
    @Nullable Outflow outflow() {
        return outflow;
    }

    long bandwidthEstimate() {
        Outflow current = outflow;
        return current == null ? 0 : current.bitsPerSecond();
    }

    PeerStatistics.Bandwidth bandwidth() {
        Outflow current = outflow;
        return current == null ? PeerStatistics.Bandwidth.NONE : current.statistics();
    }

    /** Whether the peer gives transport-wide feedback on video that we send. */
    private boolean sendsTransportWide() {
        if (!ids.has(RtpExtension.TRANSPORT_WIDE_CC)) return false;
        for (Optional<OutboundStream> stream : outbound) {
            boolean counts =
                    stream.isPresent()
                            && stream.get().isVideo()
                            && stream.get().isSending()
                            && stream.get().media().transportCc();
            if (counts) return true;
        }
        return false;
    }

    void drain(PeerSink sink, long now) {
        if (outflow != null && !closed) outflow.drain(this, sink, now);
    }

    /** Asks for the keyframes without which what we dropped cannot be made good. */
    void drainKeyframes(PeerSink sink) {
        for (int i = 0; i < outbound.size(); i++) {
            Optional<OutboundStream> stream = outbound.get(i);
            if (stream.isPresent() && stream.get().takeOwedKeyframe()) sink.onKeyframeRequest(i);
        }
    }

    // ---- RTCP and time ----

    void onRtcp(Packet lent, long now, PeerSink sink) {
        feedback.onRtcp(lent, now, sink);
    }

    void start(long now) {
        feedback.start(now);
    }

    void expire(long now) {
        feedback.expire(now);
        if (outflow != null && !closed) outflow.expire(now);
    }

    long nextDeadlineNanos() {
        return Math.min(feedback.nextDeadlineNanos(), nextRtpDeadlineNanos());
    }

    /** Of what is sent. */
    long nextRtpDeadlineNanos() {
        Outflow current = outflow;
        return current == null || closed ? Long.MAX_VALUE : current.nextDeadlineNanos();
    }

    void requestKeyframe(int mediaIndex, int layer, long now) {
        feedback.requestKeyframe(mediaIndex, layer, now);
    }

    void limitBitrate(long bitsPerSecond) {
        feedback.limitBitrate(bitsPerSecond);
    }

    void close() {
        closed = true;
        feedback.stop();
        if (outflow != null) outflow.close();
        for (Optional<OutboundStream> stream : outbound) {
            stream.ifPresent(OutboundStream::close);
        }
    }

    /** Whether transport-wide feedback was agreed on, for a video m-line that the peer sends. */
    boolean hasTransportCc() {
        if (!ids.has(RtpExtension.TRANSPORT_WIDE_CC)) return false;
        for (InboundMedia media : inbound) {
            boolean receiving = media.isVideo() && media.isReceiving();
            if (receiving && media.negotiated().transportCc()) return true;
        }
        return false;
    }
}
