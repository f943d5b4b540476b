package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.rtcp.NackGenerator;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtcp.RtcpWriter;
import io.cardea.rtc.rtcp.TwccReceiver;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The RTCP of one PeerConnection, in both directions, and what is learned from it: reports, NACKs,
 * keyframe requests, transport-wide feedback, REMB.
 *
 * <p>Belongs to its peer. Everything due is put together into as few compound packets as fit. RFC
 * 3550, 6; RFC 4585; RFC 5506 (reduced size is assumed, as all browsers do).
 */
final class Feedback {
    static final long REPORT_INTERVAL_NANOS = 1_000_000_000;

    /** What REMB says when there is no cap, as Janus says it. */
    static final long UNLIMITED_BPS = 10_000_000;

    /** A cap is told again so often. */
    static final long REMB_INTERVAL_NANOS = 5_000_000_000L;

    private static final int RAMP = 4;

    private static final long NEVER = Long.MAX_VALUE;
    private static final int PLI_LENGTH = 12;
    private static final long NO_CAP_ASKED = -1;

    private final Peer peer;
    private final MediaSession media;
    private final PeerCounters counters;
    private final RtcpReader reader = new RtcpReader();
    private final Compound compound;
    private final Reports reports;
    private final MediaWatch watch;
    private final long twccPeriodNanos;
    private final int[] rembSsrcs = new int[InboundMedia.MAX_LAYERS];

    private @Nullable TwccReceiver twcc; // made with the first negotiation that wants it
    private boolean running;
    private long nextReportNanos = NEVER;
    private long nextTwccNanos = NEVER;
    private long capBps = NO_CAP_ASKED;
    private int rampLeft = RAMP;
    private long nextRembNanos = NEVER;
    private boolean capOwed;
    private long roundTripNanos;

    Feedback(Peer peer, MediaSession media, PeerSettings settings) {
        this.peer = peer;
        this.media = media;
        this.counters = peer.counters();
        this.compound = new Compound(peer);
        this.reports = new Reports(media, compound);
        this.watch = new MediaWatch(peer, media, settings.media());
        this.twccPeriodNanos = settings.media().get().twccPeriodMillis() * 1_000_000L;
    }

    void negotiated(long now) {
        boolean wanted = media.hasTransportCc();
        if (wanted && twcc == null) twcc = new TwccReceiver();
        if (!wanted) twcc = null;
        if (running && wanted && nextTwccNanos == NEVER) nextTwccNanos = now + twccPeriodNanos;
        for (InboundMedia line : media.inbound()) {
            if (!line.isReceiving()) watch.onStopped(line);
        }
    }

    void start(long now) {
        running = true;
        nextReportNanos = now + REPORT_INTERVAL_NANOS;
        if (twcc != null) nextTwccNanos = now + twccPeriodNanos;
        if (capBps >= 0) sendRemb();
        nextRembNanos = now + REMB_INTERVAL_NANOS;
        flush(now);
    }

    void stop() {
        running = false;
        nextReportNanos = NEVER;
        nextTwccNanos = NEVER;
        nextRembNanos = NEVER;
    }

    // ---- What arrives ----

    void onTransportSequenceNumber(int sequenceNumber, long arrivalNanos) {
        if (twcc != null) twcc.onPacket(sequenceNumber, arrivalNanos);
    }

    void onMedia(InboundLayer layer) {
        watch.onMedia(layer);
        if (rampLeft > 0 && running && layer.isVideo()) ramp();
    }

    // compat: the first video packets are answered by a quarter of the cap, a third, half, all
    private void ramp() {
        if (isCapped()) sendRemb(capBps / rampLeft);
        rampLeft--;
    }

    void onStopped(InboundMedia line) {
        watch.onStopped(line);
    }

    /** An SSRC of the peer is known: what had to be said about it can be said. */
    void onKnown(InboundLayer layer) {
        boolean rampComes = rampLeft > 0 && isCapped();
        if (running && capOwed && layer.isVideo() && !rampComes) sendRemb();
    }

    /** A decrypted RTCP compound, lent. */
    void onRtcp(Packet lent, long now, PeerSink sink) {
        if (!reader.begin(lent)) {
            counters.malformed++;
            return;
        }
        while (reader.next()) {
            onRtcpPacket(lent, now, sink);
        }
    }

    private void onRtcpPacket(Packet lent, long now, PeerSink sink) {
        switch (reader.kind()) {
            case SENDER_REPORT -> {
                onSenderReport(now, sink);
                onReportBlocks(now);
            }
            case RECEIVER_REPORT -> onReportBlocks(now);
            case NACK -> onNack(now);
            case PLI -> onKeyframeRequest(reader.mediaSsrc(), now, sink);
            case FIR -> {
                for (int i = 0; i < reader.firCount(); i++) {
                    onKeyframeRequest(reader.firSsrc(i), now, sink);
                }
            }
            case REMB -> onRemb();
            case TRANSPORT_CC -> {
                Outflow outflow = media.outflow();
                if (outflow != null) outflow.onTransportFeedback(lent, reader, now);
            }
            case SDES, BYE, APP, EXTENDED_REPORT, OTHER -> {}
        }
    }

    private void onSenderReport(long now, PeerSink sink) {
        int found = media.ssrcs().find(reader.senderSsrc());
        if (found < 0) {
            counters.strayRtcp++;
            return;
        }
        InboundLayer layer = media.ssrcs().layer(found);
        if (!layer.isFrom(reader.senderSsrc())) return; // RTX, or an SSRC of the past
        layer.statistics().onSenderReport(reader.ntpTimestamp(), now);
        sink.onSenderReport(
                layer.media.index(),
                layer.index,
                reader.ntpTimestamp(),
                layer.continuousTimestamp(reader.rtpTimestamp()));
    }

    private void onReportBlocks(long now) {
        for (int i = 0; i < reader.count(); i++) {
            OutboundStream stream = outboundOf(reader.reportSsrc(i));
            if (stream != null) onReportBlock(stream, i, now);
        }
    }

    private void onReportBlock(OutboundStream stream, int block, long now) {
        stream.onReportBlock(reader, block, now);
        long rtt = stream.statistics().rttNanos();
        if (rtt <= 0) return;
        roundTripNanos = rtt;
        Outflow outflow = media.outflow();
        if (outflow != null) outflow.onRoundTrip(rtt);
        List<InboundMedia> lines = media.inbound();
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).rtt(rtt);
        }
    }

    private @Nullable OutboundStream outboundOf(int ssrc) {
        List<Optional<OutboundStream>> streams = media.outboundStreams();
        for (int i = 0; i < streams.size(); i++) {
            Optional<OutboundStream> stream = streams.get(i);
            if (stream.isPresent() && stream.get().ssrc() == ssrc) return stream.get();
        }
        return null;
    }

    private void onNack(long now) {
        OutboundStream stream = outboundOf(reader.mediaSsrc());
        if (stream == null) {
            counters.strayRtcp++;
            return;
        }
        for (int i = 0; i < reader.nackCount(); i++) {
            int pid = reader.nackPid(i);
            stream.onNack(pid, now);
            int blp = reader.nackBlp(i);
            for (int bit = 0; blp != 0; bit++, blp >>>= 1) {
                if ((blp & 1) != 0) stream.onNack(Seq16.add(pid, bit + 1), now);
            }
        }
    }

    private void onKeyframeRequest(int ssrc, long now, PeerSink sink) {
        OutboundStream stream = outboundOf(ssrc);
        if (stream == null) {
            counters.strayRtcp++;
            return;
        }
        counters.keyframeRequestsReceived++;
        counters.totals.of(stream.kind()).keyframeRequestsReceived++;
        if (stream.acceptKeyframeRequest(now)) sink.onKeyframeRequest(stream.mediaIndex());
    }

    private void onRemb() {
        peer.event(new PeerEvent.Remb(reader.rembBitsPerSecond()));
        Outflow outflow = media.outflow();
        if (outflow != null) outflow.onRemb(reader.rembBitsPerSecond());
        // compat: every REMB of the peer is answered by one of ours with the cap in force.
        if (capBps >= 0) sendRemb();
    }

    // ---- What plugins ask for ----

    void requestKeyframe(int mediaIndex, int layer, long now) {
        if (mediaIndex < 0 || mediaIndex >= media.inbound().size()) return;
        InboundMedia line = media.inbound().get(mediaIndex);
        if (!line.isVideo() || !line.isReceiving()) return;
        for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
            if (layer >= 0 && i != layer) continue;
            if (line.layer(i).isKnown()) line.layer(i).keyframeRequests().request(now);
        }
        if (running) flush(now);
    }

    void limitBitrate(long bitsPerSecond) {
        capBps = Math.max(0, bitsPerSecond);
        if (running) sendRemb();
    }

    // compat: REMB is about the first video m-line that the peer sends, whatever others there are.
    private void sendRemb() {
        sendRemb(capBps == 0 ? UNLIMITED_BPS : capBps);
    }

    /** Whether there is a cap that means something: REMBs get lost, so it is told again. */
    private boolean isCapped() {
        return capBps > 0 && capBps < UNLIMITED_BPS;
    }

    private void sendRemb(long bps) {
        capOwed = true;
        List<InboundMedia> lines = media.inbound();
        for (int i = 0; i < lines.size(); i++) {
            InboundMedia line = lines.get(i);
            if (!line.isVideo() || !line.isReceiving()) continue;
            sendRemb(line, bps);
            return;
        }
    }

    private void sendRemb(InboundMedia line, long bps) {
        int count = 0;
        for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
            if (line.layer(i).isKnown()) rembSsrcs[count++] = line.layer(i).ssrc();
        }
        if (count == 0) return; // once there is one: onKnown
        capOwed = false;
        int sender = media.feedbackSsrc(line);
        Packet packet = compound.packet();
        RtcpWriter.beginReceiverReport(packet, sender);
        RtcpWriter.remb(packet, sender, bps, rembSsrcs, count);
        compound.send();
    }

    /** By the last report of the peer that implies one; 0 while unknown. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    // ---- Time ----

    void expire(long now) {
        if (!running) return;
        if (now >= nextReportNanos) {
            reports.write(now);
            compound.send();
            watch.everySecond(now);
            nextReportNanos = now + REPORT_INTERVAL_NANOS;
        }
        if (now >= nextTwccNanos) {
            nextTwccNanos = twcc != null ? now + twccPeriodNanos : NEVER;
            if (twcc != null && twcc.isPending()) transportFeedback(twcc);
        }
        if (now >= nextRembNanos) {
            nextRembNanos = now + REMB_INTERVAL_NANOS;
            if (isCapped()) sendRemb();
        }
        flush(now);
    }

    long nextDeadlineNanos() {
        if (!running) return NEVER;
        long next = Math.min(Math.min(nextReportNanos, nextTwccNanos), nextRembNanos);
        List<InboundLayer> layers = media.known();
        for (int i = 0; i < layers.size(); i++) {
            next = Math.min(next, layers.get(i).nextDeadlineNanos());
        }
        return next;
    }

    /** NACKs and keyframe requests that are due. */
    private void flush(long now) {
        List<InboundLayer> layers = media.known();
        for (int i = 0; i < layers.size(); i++) {
            InboundLayer layer = layers.get(i);
            if (layer.nextDeadlineNanos() <= now) flush(layer, now);
        }
        compound.send();
    }

    private void flush(InboundLayer layer, long now) {
        int sender = media.feedbackSsrc(layer.media);
        NackGenerator nacks = layer.nacks();
        if (nacks != null && nacks.nextDeadlineNanos() <= now) {
            long before = nacks.requested();
            nacks.collect(now, compound.packet(), sender, layer.ssrc());
            layer.media.totals().nacksSent += nacks.requested() - before;
            if (nacks.nextDeadlineNanos() <= now) compound.send(); // the rest with the next turn
        }
        if (layer.keyframeRequests().poll(now)) {
            counters.keyframeRequestsSent++;
            layer.media.totals().keyframeRequestsSent++;
            RtcpWriter.pli(compound.packetWithRoom(PLI_LENGTH), sender, layer.ssrc());
        }
    }

    private void transportFeedback(TwccReceiver receiver) {
        InboundLayer video = firstVideo();
        if (video == null) return;
        int sender = media.feedbackSsrc(video.media);
        while (receiver.collect(compound.packet(), sender, video.ssrc())) {
            compound.send();
        }
        compound.send();
    }

    private @Nullable InboundLayer firstVideo() {
        List<InboundLayer> layers = media.known();
        for (int i = 0; i < layers.size(); i++) {
            InboundLayer layer = layers.get(i);
            if (layer.isVideo() && layer.media.isReceiving()) return layer;
        }
        return null;
    }
}
