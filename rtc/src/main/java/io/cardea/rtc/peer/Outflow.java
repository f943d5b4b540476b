package io.cardea.rtc.peer;

import io.cardea.rtc.congestion.BandwidthEstimator;
import io.cardea.rtc.congestion.CongestionSettings;
import io.cardea.rtc.congestion.Pacing;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtcp.TwccFeedback;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import org.jspecify.annotations.Nullable;

/**
 * What leaves a peer whose path is estimated: when each packet goes, and what comes back of it.
 *
 * <p>Belongs to its peer; there is one while estimation is on. Sound goes at once; what the peer
 * misses goes before new video; video that the pace does not allow yet waits.
 *
 * <p>While the path has not been found full, bursts are smoothed over {@link #SMOOTHING_NANOS}, and
 * nothing waits for longer than that, however little is known of the path. Once it has, what leaves
 * keeps to the estimate. A packet that has then waited for {@link #MAX_WAIT_NANOS}, or a queue of
 * {@link PacketQueue#CAPACITY}, means that much more is sent than the path carries, and that the
 * viewer sees the past: everything that waits is dropped, and a keyframe asked for, with which the
 * picture goes on in the present ({@link Resumption}).
 */
final class Outflow {
    static final long MAX_WAIT_NANOS = 2_000_000_000L;

    /** About a frame's time: a burst leaves before the next comes. */
    static final long SMOOTHING_NANOS = 30_000_000L;

    private static final long BIT_NANOS_PER_BYTE = 8_000_000_000L;
    private static final double NOTABLE = 0.03;
    private static final long TELL_INTERVAL_NANOS = 200_000_000;
    private static final int MAX_PROBE_PACKETS_PER_TURN = 64;
    private static final long NEVER = Long.MAX_VALUE;

    private final Peer peer;
    private final PeerCounters counters;
    private final BandwidthEstimator estimator;
    private final Pacing pacing = new Pacing();
    private final PacketQueue queue = new PacketQueue();
    private final RepairQueue repairs = new RepairQueue();
    private final TwccFeedback feedback = new TwccFeedback();
    private @Nullable OutboundStream padder; // the stream whose retransmissions are padding
    private boolean keyframesOwed;
    private long toldBps;
    private long toldNanos;

    Outflow(Peer peer, CongestionSettings settings, long nowNanos) {
        this.peer = peer;
        this.counters = peer.counters();
        this.estimator = new BandwidthEstimator(settings);
        this.toldNanos = nowNanos - TELL_INTERVAL_NANOS;
    }

    /** Whether transport-wide feedback is agreed on for video that we send. */
    void negotiated(boolean transportWide) {
        estimator.transportWide(transportWide);
        estimator.padding(padder != null);
    }

    void desired(long bitsPerSecond) {
        estimator.desired(bitsPerSecond);
    }

    // ---- Out ----

    /** Sends a packet of video, lent, now or when its turn has come. */
    boolean send(OutboundStream stream, RtpPacket lent, RtpRewrite rewrite, long now) {
        if (!isWaiting() && isOpen(now)) return stream.sendNow(lent, rewrite, now);
        if (queue.isFull() || queue.ageNanos(now) > MAX_WAIT_NANOS) overflow(now);
        queue.add(stream, lent, rewrite, now);
        return true;
    }

    /** Whether anything waits for its turn. */
    boolean isWaiting() {
        return !queue.isEmpty() || !repairs.isEmpty();
    }

    /** Sends a packet again that the peer misses, now or when its turn has come. */
    void repair(OutboundStream stream, int sequenceNumber, long now) {
        if (repairs.isEmpty() && isOpen(now)) {
            stream.resend(sequenceNumber, now);
        } else if (!repairs.offer(stream, sequenceNumber)) {
            counters.repairsDropped++;
        }
    }

    private boolean isOpen(long now) {
        if (estimator.isLimited()) {
            pacing.limit(estimator.bitsPerSecond());
            return pacing.isOpen(now);
        }
        long age = queue.ageNanos(now);
        if (age >= SMOOTHING_NANOS) return true;
        // Fast enough for what waits to leave in time.
        long rest = queue.bytes() * BIT_NANOS_PER_BYTE / (SMOOTHING_NANOS - age);
        pacing.smooth(Math.max(estimator.bitsPerSecond(), rest));
        return pacing.isOpen(now);
    }

    private void overflow(long now) {
        counters.pacerOverflows++;
        while (!queue.isEmpty()) {
            counters.pacerDropped++;
            counters.totals.pacerDropped++;
            queue.dropFirst().onDropped(now);
        }
        keyframesOwed = true;
    }

    /** A stream goes on waiting for a keyframe. */
    void oweKeyframes() {
        keyframesOwed = true;
    }

    private void pump(long now) {
        if (queue.ageNanos(now) > MAX_WAIT_NANOS) overflow(now);
        while (isOpen(now) && sendWaiting(now)) {}
        for (int i = 0; i < MAX_PROBE_PACKETS_PER_TURN && isProbeDue(now); i++) {
            if (!sendWaiting(now) && !sendPadding(now)) return;
        }
    }

    private boolean sendWaiting(long now) {
        if (!repairs.isEmpty()) {
            repairs.sendFirst(now);
        } else if (!queue.isEmpty()) {
            counters.pacerLongestNanos = Math.max(counters.pacerLongestNanos, queue.ageNanos(now));
            queue.sendFirst(now);
        } else {
            return false;
        }
        return true;
    }

    private boolean isProbeDue(long now) {
        return estimator.isProbing() && estimator.probeDueNanos() <= now;
    }

    private boolean sendPadding(long now) {
        OutboundStream stream = padder;
        if (stream != null && stream.sendPadding(estimator.probePacketBytes(), now)) return true;
        padder = null;
        estimator.padding(false);
        return false;
    }

    /** A packet has left under a transport-wide sequence number. */
    void onSent(OutboundStream stream, int transportSequenceNumber, int bytes, long now) {
        if (padder == null && stream.canPad()) {
            padder = stream;
            estimator.padding(true);
        }
        estimator.onSent(transportSequenceNumber, bytes, stream.isVideo(), now);
        pacing.sent(bytes, now);
    }

    /** A packet has left without one. */
    void onSentUntracked(int bytes, long now) {
        estimator.onSentUntracked(bytes);
        pacing.sent(bytes, now);
    }

    /** Sends everything that waits, whatever the pace: there is none any more. */
    void release(long now) {
        while (sendWaiting(now)) {}
    }

    void close() {
        while (!queue.isEmpty()) {
            queue.dropFirst();
        }
        repairs.clear();
        padder = null;
    }

    // ---- In ----

    void onTransportFeedback(Packet lent, RtcpReader at, long now) {
        if (!feedback.parse(lent, at)) {
            counters.malformed++;
            return;
        }
        estimator.heldBack(queue.ageNanos(now) > SMOOTHING_NANOS);
        estimator.onFeedback(feedback, now);
    }

    void onRemb(long bitsPerSecond) {
        estimator.onRemb(bitsPerSecond);
    }

    void onReport(long lost, long expected, long now) {
        estimator.onReport(lost, expected, now);
    }

    void onRoundTrip(long nanos) {
        estimator.onRoundTrip(nanos);
    }

    // ---- Time ----

    void expire(long now) {
        if (!peer.isMediaReady()) return;
        estimator.expire(now);
        pump(now);
    }

    long nextDeadlineNanos() {
        if (!peer.isMediaReady()) return NEVER;
        long next = estimator.nextDeadlineNanos();
        if (isWaiting()) next = Math.min(next, turnNanos());
        if (estimator.isProbing()) next = Math.min(next, estimator.probeDueNanos());
        if (toldBps != estimator.bitsPerSecond()) {
            next = Math.min(next, toldNanos + TELL_INTERVAL_NANOS);
        }
        return next;
    }

    /** When what waits may go on. */
    private long turnNanos() {
        long free = pacing.freeNanos();
        if (queue.isEmpty() || estimator.isLimited()) return free;
        return Math.min(free, queue.sinceNanos() + SMOOTHING_NANOS);
    }

    // ---- What is told ----

    void drain(MediaSession media, PeerSink sink, long now) {
        if (keyframesOwed) {
            keyframesOwed = false;
            media.drainKeyframes(sink);
        }
        long bps = bitsPerSecond();
        long change = Math.abs(bps - toldBps);
        if (change == 0) return;
        boolean notable = bps == 0 || change >= NOTABLE * toldBps;
        if (!notable && now - toldNanos < TELL_INTERVAL_NANOS) return;
        toldBps = bps;
        toldNanos = now;
        sink.onBandwidthEstimate(bps);
    }

    long bitsPerSecond() {
        return peer.isMediaReady() ? estimator.bitsPerSecond() : 0;
    }

    PeerStatistics.Bandwidth statistics() {
        return new PeerStatistics.Bandwidth(
                bitsPerSecond(),
                estimator.delayBasedBps(),
                estimator.lossBasedBps(),
                estimator.acknowledgedBps(),
                estimator.lossFraction(),
                queue.bytes(),
                estimator.probes());
    }
}
