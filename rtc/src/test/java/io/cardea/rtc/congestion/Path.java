package io.cardea.rtc.congestion;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtcp.TwccFeedback;
import io.cardea.rtc.rtcp.TwccReceiver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A sender that follows its estimate, a bottleneck, and a receiver that gives transport-wide
 * feedback, in virtual time and from a seed: steps of a millisecond.
 */
final class Path {
    static final long MS = 1_000_000L;
    static final long S = 1_000 * MS;

    private static final int PACKET = 1_200;
    private static final int FRAME_MILLIS = 33;

    // What a test sets.
    long linkBps = 1_000_000;
    long desiredBps = 3_500_000;
    long sendsAtMostBps = Long.MAX_VALUE;
    long queueMillis = 400;
    double loss;
    long jitterMillis;
    long delayMillis = 25;
    long feedbackMillis = 100;
    boolean feedbackLost;

    final BandwidthEstimator estimator;
    long now = 5 * S;

    // What it tells.
    final List<Long> history = new ArrayList<>();
    final List<Long> probeTargets = new ArrayList<>();
    long queueDelayNanos;
    long maxQueueDelayNanos;
    long dropped;
    long delivered;
    long probeBytes;

    private final Random random;
    private final Pacing pacing = new Pacing();
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    private final PriorityQueue<Arrival> flying =
            new PriorityQueue<>(Comparator.comparingLong(Arrival::nanos));
    private final ArrayDeque<Told> told = new ArrayDeque<>();
    private final TwccReceiver receiver = new TwccReceiver();
    private final TwccFeedback feedback = new TwccFeedback();
    private final RtcpReader reader = new RtcpReader();
    private int sequence;
    private long linkFreeNanos;
    private long nextFrameNanos;
    private long nextFeedbackNanos;
    private double creditBits;
    private int probesSeen;

    private record Arrival(int sequence, int bytes, long nanos) {}

    private record Told(Packet packet, long nanos) {}

    Path(long seed) {
        this(seed, CongestionSettings.defaults());
    }

    Path(long seed, CongestionSettings settings) {
        random = new Random(seed);
        estimator = new BandwidthEstimator(settings);
        estimator.transportWide(true);
        estimator.padding(true);
        sequence = random.nextInt(1 << 16);
    }

    Path run(long nanos) {
        long end = now + nanos;
        while (now < end) {
            now += MS;
            step();
        }
        return this;
    }

    private void step() {
        estimator.desired(desiredBps);
        if (now >= nextFrameNanos) frame();
        if (now >= estimator.nextDeadlineNanos()) estimator.expire(now);
        pump();
        while (!flying.isEmpty() && flying.peek().nanos <= now) {
            Arrival arrival = flying.poll();
            delivered += arrival.bytes;
            receiver.onPacket(arrival.sequence, arrival.nanos);
        }
        if (now >= nextFeedbackNanos) tell();
        while (!told.isEmpty() && told.peek().nanos <= now) hear(told.poll().packet);
        history.add(estimator.bitsPerSecond());
    }

    private void frame() {
        nextFrameNanos = now + FRAME_MILLIS * MS;
        long rate = Math.min(Math.min(estimator.bitsPerSecond(), desiredBps), sendsAtMostBps);
        creditBits += rate * (double) FRAME_MILLIS / 1_000;
        int bytes = (int) (creditBits / 8);
        creditBits -= 8.0 * bytes;
        int packets = (bytes + PACKET - 1) / PACKET;
        for (int i = 0; i < packets; i++) {
            waiting.add(bytes / packets);
        }
    }

    private void pump() {
        if (estimator.isLimited()) {
            pacing.limit(estimator.bitsPerSecond());
        } else {
            pacing.smooth(estimator.bitsPerSecond());
        }
        while (!waiting.isEmpty() && pacing.isOpen(now)) send(waiting.poll());
        while (estimator.isProbing() && estimator.probeDueNanos() <= now) {
            if (estimator.probes() != probesSeen) {
                probesSeen = estimator.probes();
                probeTargets.add(estimator.probing().probe().targetBps());
            }
            boolean media = !waiting.isEmpty();
            int bytes = media ? waiting.poll() : Math.min(PACKET, estimator.probePacketBytes());
            if (!media) probeBytes += bytes;
            send(bytes);
        }
    }

    private void send(int bytes) {
        sequence = (sequence + 1) & 0xFFFF;
        estimator.onSent(sequence, bytes, true, now);
        pacing.sent(bytes, now);
        queueDelayNanos = Math.max(0, linkFreeNanos - now);
        maxQueueDelayNanos = Math.max(maxQueueDelayNanos, queueDelayNanos);
        if (queueDelayNanos > queueMillis * MS) {
            dropped++;
            return;
        }
        linkFreeNanos = Math.max(linkFreeNanos, now) + bytes * 8 * S / linkBps;
        if (random.nextDouble() < loss) return;
        long jitter = jitterMillis == 0 ? 0 : random.nextLong(jitterMillis * MS);
        flying.add(new Arrival(sequence, bytes, linkFreeNanos + delayMillis * MS + jitter));
    }

    private void tell() {
        nextFeedbackNanos = now + feedbackMillis * MS;
        while (receiver.isPending()) {
            Packet packet = new Packet();
            if (!receiver.collect(packet, 1, 2) && packet.length() == 0) return;
            if (!feedbackLost) told.add(new Told(packet, now + delayMillis * MS));
        }
    }

    private void hear(Packet packet) {
        if (!reader.begin(packet) || !reader.next()) throw new AssertionError("no RTCP");
        if (!feedback.parse(packet, reader)) throw new AssertionError("no feedback");
        estimator.onRoundTrip(2 * delayMillis * MS);
        estimator.onFeedback(feedback, now);
    }

    long estimate() {
        return estimator.bitsPerSecond();
    }

    /** Of the last so many milliseconds. */
    double mean(int millis) {
        return last(millis).stream().mapToLong(Long::longValue).average().orElseThrow();
    }

    long least(int millis) {
        return last(millis).stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    private List<Long> last(int millis) {
        return history.subList(Math.max(0, history.size() - millis), history.size());
    }

    /** How long it took, in ms, until the estimate was above that; a large number for never. */
    int millisToReach(long bps, int fromMillis) {
        for (int i = fromMillis; i < history.size(); i++) {
            if (history.get(i) >= bps) return i - fromMillis;
        }
        return Integer.MAX_VALUE;
    }

    int millisToFallTo(long bps, int fromMillis) {
        for (int i = fromMillis; i < history.size(); i++) {
            if (history.get(i) <= bps) return i - fromMillis;
        }
        return Integer.MAX_VALUE;
    }
}
