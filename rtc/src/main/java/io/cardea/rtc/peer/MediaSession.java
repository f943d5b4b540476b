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
    private final List<Optional<OutboundStream>> outbound = new ArrayList<>();
    private final RtpPacket view = new RtpPacket();
    private ExtensionIds ids = ExtensionIds.NONE;
    private int transportSequenceNumber;
    private boolean closed;

    MediaSession(Peer peer, PeerSettings settings) {
        this.peer = peer;
        this.settings = settings;
        this.counters = peer.counters();
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
    }

    private void negotiateInbound(NegotiatedMedia media) {
        if (media.index() == inbound.size()) {
            inbound.add(new InboundMedia(media));
        } else {
            inbound.get(media.index()).update(media);
        }
        InboundMedia line = inbound.get(media.index());
        if (media.kind() == MediaKind.DATA || !media.enabled()) return;
        List<Integer> main = media.remoteSsrcs();
        List<Integer> rtx = media.remoteRtxSsrcs();
        for (int i = 0; i < Math.min(main.size(), InboundMedia.MAX_LAYERS); i++) {
            learn(line.layer(i), main.get(i), false);
            if (i < rtx.size() && rtx.get(i) != 0) learn(line.layer(i), rtx.get(i), true);
        }
    }

    private void negotiateOutbound(NegotiatedMedia media) {
        while (outbound.size() <= media.index()) {
            outbound.add(Optional.empty());
        }
        Optional<OutboundStream> existing = outbound.get(media.index());
        if (existing.isPresent()) {
            existing.get().update(media, ids);
        } else if (media.kind() != MediaKind.DATA && media.enabled()) {
            outbound.set(
                    media.index(), Optional.of(new OutboundStream(peer, settings, media, ids)));
        }
    }

    private boolean learn(InboundLayer layer, int ssrc, boolean asRtx) {
        if (!ssrcs.put(ssrc, layer, asRtx)) return false;
        if (asRtx) {
            layer.rtxSsrc(ssrc);
        } else {
            layer.ssrc(ssrc);
        }
        return true;
    }

    List<InboundMedia> inbound() {
        return inbound;
    }

    List<Optional<OutboundStream>> outboundStreams() {
        return outbound;
    }

    Optional<OutboundStream> outbound(int mediaIndex) {
        return mediaIndex < outbound.size() ? outbound.get(mediaIndex) : Optional.empty();
    }

    SsrcTable ssrcs() {
        return ssrcs;
    }

    ExtensionIds ids() {
        return ids;
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
            feedback.onTransportSequenceNumber(
                    view.transportSequenceNumber, view.ssrc, owned.arrivalNanos());
        }
        InboundLayer layer = find(owned);
        if (layer != null) forward(layer, owned, sink);
        owned.release();
    }

    /** The layer a packet belongs to, with RTX undone; null if it is to be dropped, and counted. */
    private @Nullable InboundLayer find(Packet owned) {
        int found = ssrcs.find(view.ssrc);
        if (found < 0) found = learnFromPacket();
        if (found < 0) {
            counters.unknownSsrcs++;
            return null;
        }
        InboundLayer layer = ssrcs.layer(found);
        if (!layer.media.isReceiving()) {
            counters.notReceiving++;
            return null;
        }
        if (ssrcs.isRtx(found) && !repair(layer, owned)) {
            counters.duplicates++;
            return null;
        }
        return layer;
    }

    private boolean repair(InboundLayer layer, Packet owned) {
        int payloadType = layer.media.repaired(view.payloadType);
        if (payloadType < 0 || !layer.isKnown()) return false;
        if (Rtx.unwrap(owned, payloadType, layer.ssrc(), ids) == Rtx.NONE) return false;
        if (!RtpParser.parse(owned, ids, view)) return false;
        view.retransmitted = true;
        return true;
    }

    private int learnFromPacket() {
        InboundMedia media = mediaOfMid();
        if (media == null) media = mediaOfPayloadType();
        if (media == null) return -1;
        boolean rtx = media.repaired(view.payloadType) >= 0;
        int layer = layerOf(media, rtx);
        if (layer < 0) return -1;
        if (!learn(media.layer(layer), view.ssrc, rtx)) return -1;
        return ssrcs.find(view.ssrc);
    }

    private @Nullable InboundMedia mediaOfMid() {
        if (view.midLength == 0) return null;
        for (InboundMedia media : inbound) {
            if (view.textEquals(view.midOffset, view.midLength, media.mid())) return media;
        }
        return null;
    }

    private @Nullable InboundMedia mediaOfPayloadType() {
        if (view.midLength > 0) return null;
        InboundMedia only = null;
        for (InboundMedia media : inbound) {
            boolean takes =
                    media.isReceiving()
                            && !media.isSimulcast()
                            && media.negotiated().payloadTypes().containsKey(view.payloadType);
            if (!takes) continue;
            if (only != null) return null;
            only = media;
        }
        return only;
    }

    private int layerOf(InboundMedia media, boolean rtx) {
        byte[][] rids = media.rids();
        if (rids.length == 0) return 0;
        int offset = rtx ? view.repairedRidOffset : view.ridOffset;
        int length = rtx ? view.repairedRidLength : view.ridLength;
        for (int i = 0; i < rids.length && i < InboundMedia.MAX_LAYERS; i++) {
            if (view.textEquals(offset, length, rids[i])) return i;
        }
        return -1;
    }

    private void forward(InboundLayer layer, Packet owned, PeerSink sink) {
        view.mediaIndex = layer.media.index();
        view.layer = layer.index;
        view.arrivalNanos = owned.arrivalNanos();
        boolean keyframe =
                layer.isVideo()
                        && Keyframes.isKeyframe(
                                layer.media.codec(), owned, view.payloadOffset, view.payloadLength);
        if (!layer.accept(view, keyframe)) {
            counters.duplicates++;
            return;
        }
        feedback.onMedia(layer, view.arrivalNanos);
        sink.onRtp(view);
    }

    // ---- Out ----

    boolean sendRtp(int mediaIndex, RtpPacket lent, RtpRewrite rewrite, long now) {
        if (closed || mediaIndex >= outbound.size()) return false;
        Optional<OutboundStream> stream = outbound.get(mediaIndex);
        return stream.isPresent() && stream.get().send(lent, rewrite, now);
    }

    int nextTransportSequenceNumber() {
        transportSequenceNumber = Seq16.next(transportSequenceNumber);
        return transportSequenceNumber;
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
    }

    long nextDeadlineNanos() {
        return feedback.nextDeadlineNanos();
    }

    void requestKeyframe(int mediaIndex, int layer, long now) {
        feedback.requestKeyframe(mediaIndex, layer, now);
    }

    void limitBitrate(long bitsPerSecond, long now) {
        feedback.limitBitrate(bitsPerSecond, now);
    }

    void close() {
        closed = true;
        feedback.stop();
        for (Optional<OutboundStream> stream : outbound) {
            stream.ifPresent(OutboundStream::close);
        }
    }

    boolean hasTransportCc() {
        if (!ids.has(RtpExtension.TRANSPORT_WIDE_CC)) return false;
        for (InboundMedia media : inbound) {
            if (media.kind() == MediaKind.VIDEO
                    && media.isReceiving()
                    && media.negotiated().transportCc()) {
                return true;
            }
        }
        return false;
    }
}
