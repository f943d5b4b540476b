package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.rtcp.NackGenerator;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtcp.RtcpWriter;
import io.cardea.rtc.rtcp.TwccReceiver;
import io.cardea.rtc.rtp.MediaKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The RTCP of one PeerConnection, in both directions, and what is learned from it: reports, NACKs,
 * keyframe requests, transport-wide feedback, REMB; and the once-a-second look at whether media
 * flows.
 *
 * <p>Belongs to its peer. Everything due is put together into as few compound packets as fit. RFC
 * 3550, 6; RFC 4585; RFC 5506 (reduced size is assumed, as all browsers do).
 */
final class Feedback {
    static final long REPORT_INTERVAL_NANOS = 1_000_000_000;

    /** A compound packet is sent once it is this long. */
    static final int MAX_COMPOUND = 1_200;

    /** What REMB says when there is no cap, as Janus says it. */
    static final long UNLIMITED_BPS = 10_000_000;

    private static final long NEVER = Long.MAX_VALUE;
    private static final int SENDER_REPORT_ROOM = 64;
    private static final int RECEIVER_REPORT_ROOM = 32;

    // compat: the CNAME that Janus writes, in its SDP and here
    private static final byte[] CNAME = "janus".getBytes(StandardCharsets.US_ASCII);

    private final Peer peer;
    private final MediaSession media;
    private final PeerSettings settings;
    private final PeerCounters counters;
    private final RtcpReader reader = new RtcpReader();
    private final int[] rembSsrcs = new int[InboundMedia.MAX_LAYERS];

    private @Nullable TwccReceiver twcc; // made with the first negotiation that wants it
    private boolean running;
    private long nextReportNanos = NEVER;
    private long nextTwccNanos = NEVER;
    private long capBps = -1;
    private final int feedbackSsrc;
    private int twccMediaSsrc;
    private @Nullable Packet compound;

    Feedback(Peer peer, MediaSession media, PeerSettings settings) {
        this.peer = peer;
        this.media = media;
        this.settings = settings;
        this.counters = peer.counters();
        this.feedbackSsrc = peer.random().nextInt() | 1;
    }

    void negotiated(long now) {
        boolean wanted = media.hasTransportCc();
        if (wanted && twcc == null) twcc = new TwccReceiver();
        if (!wanted) twcc = null;
        if (running && wanted && nextTwccNanos == NEVER) nextTwccNanos = now + twccPeriod();
        for (InboundMedia line : media.inbound()) {
            if (!line.isReceiving()) stopped(line);
        }
    }

    private long twccPeriod() {
        return settings.media().twccPeriodMillis() * 1_000_000L;
    }

    void start(long now) {
        running = true;
        nextReportNanos = now + REPORT_INTERVAL_NANOS;
        if (twcc != null) nextTwccNanos = now + twccPeriod();
        if (capBps >= 0) sendRemb();
    }

    void stop() {
        running = false;
        nextReportNanos = NEVER;
        nextTwccNanos = NEVER;
    }

    // ---- What arrives ----

    void onTransportSequenceNumber(int sequenceNumber, int ssrc, long arrivalNanos) {
        if (twcc == null) return;
        twccMediaSsrc = ssrc;
        twcc.onPacket(sequenceNumber, arrivalNanos);
    }

    void onMedia(InboundLayer layer, long now) {
        if (layer.reportedReceiving) return;
        layer.reportedReceiving = true;
        event(layer, true, 0);
    }

    private void event(InboundLayer layer, boolean receiving, int seconds) {
        InboundMedia line = layer.media;
        int substream = line.isSimulcast() ? layer.index : -1;
        peer.event(
                new PeerEvent.Media(
                        line.index(),
                        line.negotiated().mid(),
                        line.kind(),
                        substream,
                        receiving,
                        seconds));
    }

    private void stopped(InboundMedia line) {
        for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
            InboundLayer layer = line.layer(i);
            if (!layer.reportedReceiving) continue;
            layer.reportedReceiving = false;
            event(layer, false, 0);
        }
    }

    /** A decrypted RTCP compound, lent. */
    void onRtcp(Packet lent, long now, PeerSink sink) {
        if (!reader.begin(lent)) {
            counters.malformed++;
            return;
        }
        while (reader.next()) {
            onRtcpPacket(now, sink);
        }
    }

    private void onRtcpPacket(long now, PeerSink sink) {
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
            case TRANSPORT_CC, SDES, BYE, APP, EXTENDED_REPORT, OTHER -> {}
        }
    }

    private void onSenderReport(long now, PeerSink sink) {
        int found = media.ssrcs().find(reader.senderSsrc());
        if (found < 0) {
            counters.strayRtcp++;
            return;
        }
        if (media.ssrcs().isRtx(found)) return;
        InboundLayer layer = media.ssrcs().layer(found);
        layer.statistics.onSenderReport(reader.ntpTimestamp(), now);
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
        for (InboundMedia line : media.inbound()) {
            line.rtt(rtt);
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
        if (stream.acceptKeyframeRequest(now)) sink.onKeyframeRequest(stream.mediaIndex());
    }

    private void onRemb() {
        peer.event(new PeerEvent.Remb(reader.rembBitsPerSecond()));
        // compat: every REMB of the peer is answered by one of ours with the cap in force.
        if (capBps >= 0) sendRemb();
    }

    // ---- What plugins ask for ----

    void requestKeyframe(int mediaIndex, int layer, long now) {
        if (mediaIndex < 0 || mediaIndex >= media.inbound().size()) return;
        InboundMedia line = media.inbound().get(mediaIndex);
        if (line.kind() != MediaKind.VIDEO || !line.isReceiving()) return;
        for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
            if (layer >= 0 && i != layer) continue;
            if (line.layer(i).isKnown()) line.layer(i).keyframeRequests.request(now);
        }
        if (running) flush(now);
    }

    void limitBitrate(long bitsPerSecond, long now) {
        capBps = Math.max(0, bitsPerSecond);
        if (running) sendRemb();
    }

    private void sendRemb() {
        int count = 0;
        for (InboundMedia line : media.inbound()) {
            if (line.kind() != MediaKind.VIDEO || !line.isReceiving()) continue;
            for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
                if (line.layer(i).isKnown()) rembSsrcs[count++] = line.layer(i).ssrc();
            }
            break; // compat: REMB is about the first video m-line, whatever others there are
        }
        if (count == 0) return;
        Packet packet = begin();
        RtcpWriter.beginReceiverReport(packet, feedbackSsrc);
        RtcpWriter.remb(
                packet, feedbackSsrc, capBps == 0 ? UNLIMITED_BPS : capBps, rembSsrcs, count);
        end();
    }

    // ---- Time ----

    void expire(long now) {
        if (!running) return;
        if (now >= nextReportNanos) {
            report(now);
            watch(now);
            nextReportNanos = now + REPORT_INTERVAL_NANOS;
        }
        if (now >= nextTwccNanos) {
            nextTwccNanos = twcc != null ? now + twccPeriod() : NEVER;
            if (twcc != null) transportFeedback(twcc);
        }
        flush(now);
    }

    long nextDeadlineNanos() {
        if (!running) return NEVER;
        long next = Math.min(nextReportNanos, nextTwccNanos);
        List<InboundMedia> lines = media.inbound();
        for (int l = 0; l < lines.size(); l++) {
            for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
                InboundLayer layer = lines.get(l).layer(i);
                if (!layer.isKnown()) continue;
                next = Math.min(next, layer.keyframeRequests.nextDeadlineNanos());
                if (layer.nacks != null) next = Math.min(next, layer.nacks.nextDeadlineNanos());
            }
        }
        return next;
    }

    /** NACKs and keyframe requests that are due. */
    private void flush(long now) {
        List<InboundMedia> lines = media.inbound();
        for (int l = 0; l < lines.size(); l++) {
            if (!lines.get(l).isReceiving()) continue;
            for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
                InboundLayer layer = lines.get(l).layer(i);
                if (layer.isKnown()) flush(layer, now);
            }
        }
        end();
    }

    private void flush(InboundLayer layer, long now) {
        NackGenerator nacks = layer.nacks;
        if (nacks != null && nacks.nextDeadlineNanos() <= now) {
            nacks.collect(now, begin(), feedbackSsrc, layer.ssrc());
            if (nacks.nextDeadlineNanos() <= now) end(); // the rest with the next turn
        }
        if (layer.keyframeRequests.poll(now)) {
            counters.keyframeRequestsSent++;
            while (!RtcpWriter.pli(begin(), feedbackSsrc, layer.ssrc())) {
                end();
            }
        }
    }

    private void transportFeedback(TwccReceiver receiver) {
        while (receiver.collect(begin(), feedbackSsrc, twccMediaSsrc)) {
            end();
        }
        end();
    }

    // ---- Reports ----

    /** Sender reports for what we sent, then receiver reports for what we received. */
    private void report(long now) {
        List<Optional<OutboundStream>> streams = media.outboundStreams();
        for (int i = 0; i < streams.size(); i++) {
            Optional<OutboundStream> stream = streams.get(i);
            if (stream.isPresent() && stream.get().isSending()) senderReport(stream.get(), now);
        }
        receiverReports(now);
        end();
    }

    private void senderReport(OutboundStream stream, long now) {
        if (stream.statistics().packets() == 0) return;
        if (begin().length() + SENDER_REPORT_ROOM > RtcpWriter.MAX_LENGTH) end();
        stream.statistics().senderReport(begin(), stream.ssrc(), now);
        RtcpWriter.sdes(begin(), stream.ssrc(), CNAME);
    }

    private void receiverReports(long now) {
        int report = RtcpWriter.NO_ROOM;
        for (InboundMedia line : media.inbound()) {
            if (!line.isReceiving()) continue;
            for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
                InboundLayer layer = line.layer(i);
                if (!layer.isKnown() || !layer.statistics.hasReceived()) continue;
                if (report == RtcpWriter.NO_ROOM) report = beginReport();
                boolean fits = layer.statistics.reportBlock(begin(), report, layer.ssrc(), now);
                if (fits) continue;
                report = beginReport();
                layer.statistics.reportBlock(begin(), report, layer.ssrc(), now);
            }
        }
    }

    private int beginReport() {
        if (begin().length() + RECEIVER_REPORT_ROOM > RtcpWriter.MAX_LENGTH) end();
        return RtcpWriter.beginReceiverReport(begin(), feedbackSsrc);
    }

    /** The compound being put together. */
    private Packet begin() {
        Packet current = compound;
        if (current == null) {
            current = peer.pool().take();
            compound = current;
        }
        return current;
    }

    /** Sends what has been put together. */
    private void end() {
        Packet current = compound;
        if (current == null) return;
        compound = null;
        if (current.length() == 0) {
            current.release();
        } else {
            peer.sendRtcp(current);
        }
    }

    // ---- Once a second ----

    private void watch(long now) {
        for (InboundMedia line : media.inbound()) {
            for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
                watchSilence(line.layer(i), now);
            }
            if (settings.media().slowlinkThreshold() > 0) watchLosses(line);
        }
    }

    private void watchSilence(InboundLayer layer, long now) {
        int limit = settings.media().noMediaSeconds();
        if (limit == 0 || !layer.reportedReceiving) return;
        long silence = now - layer.lastPacketNanos;
        if (silence < limit * 1_000_000_000L) return;
        layer.reportedReceiving = false;
        event(layer, false, (int) (silence / 1_000_000_000L));
    }

    private void watchLosses(InboundMedia line) {
        int threshold = settings.media().slowlinkThreshold();
        InboundLayer main = line.layer(0);
        long lost = main.statistics.lost();
        long fresh = lost - main.lostReported;
        main.lostReported = Math.max(lost, main.lostReported);
        if (fresh >= threshold) slowLink(line, false, fresh);
        Optional<OutboundStream> stream = media.outbound(line.index());
        if (stream.isEmpty()) return;
        long reported = stream.get().takeReportedLosses();
        if (reported >= threshold) slowLink(line, true, reported);
    }

    private void slowLink(InboundMedia line, boolean uplink, long lost) {
        String mid = line.negotiated().mid();
        peer.event(new PeerEvent.SlowLink(line.index(), mid, line.kind(), uplink, (int) lost));
    }
}
