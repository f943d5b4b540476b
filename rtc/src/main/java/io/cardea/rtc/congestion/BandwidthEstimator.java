package io.cardea.rtc.congestion;

import io.cardea.rtc.rtcp.TwccFeedback;

/**
 * Estimates what the path to a receiver carries, from what the receiver says of the packets that
 * were sent to it: Google's congestion control (draft-ietf-rmcat-gcc-02).
 *
 * <p>One per PeerConnection, belongs to its loop; never allocates after creation. Everything sent
 * is told by {@link #onSent}, everything heard by the other {@code on} methods; {@link
 * #bitsPerSecond} is the answer. While {@link #isProbing}, whoever sends has to fill up with
 * padding: see {@link #probeDueNanos}.
 *
 * <p>With transport-wide feedback the estimate is the lesser of a delay-based and a loss-based one.
 * Where that was not negotiated, or never comes, it is what the peer says by REMB, with losses by
 * its receiver reports; without either there is no estimate.
 */
public final class BandwidthEstimator {
    /** A peer that was sent to for so long and never gave feedback doesn't give any. */
    public static final long DEAF_NANOS = 5_000_000_000L;

    /**
     * Without feedback for so long, while packets are sent, the rate is lowered again and again.
     */
    public static final long FEEDBACK_TIMEOUT_NANOS = 1_000_000_000L;

    private static final double TIMEOUT_FACTOR = 0.8;
    private static final long DEFAULT_RTT_NANOS = 200_000_000;
    private static final int REFERENCE_SHIFT = 8; // 24 bits in an int
    private static final long TICKS_PER_REFERENCE = 256;
    private static final long NEVER = Long.MAX_VALUE;
    private static final long NONE = Long.MIN_VALUE;

    private final CongestionSettings settings;
    private final SentPackets sent = new SentPackets();
    private final PacketGroups groups = new PacketGroups();
    private final Trendline trendline = new Trendline();
    private final AcknowledgedBitrate acknowledged = new AcknowledgedBitrate();
    private final SentBitrate sending = new SentBitrate();
    private final StandingQueue queue = new StandingQueue();
    private final FullPath full = new FullPath();
    private final RateControl rate;
    private final LossBased loss;
    private final Probing probing = new Probing();

    private final int[] arrivedSequences = new int[SentPackets.CAPACITY];
    private final long[] arrivedNanos = new long[SentPackets.CAPACITY];
    private int arrived;
    private int lost;
    private int reported;

    private boolean transportWide;
    private boolean heard;
    private boolean deaf;
    private boolean sentVideo;
    private boolean heldBack;
    private boolean exceeded;
    private long firstSentNanos = NONE;
    private long unansweredNanos = NONE; // since when something sent is not answered
    private long timedOutNanos = NONE;
    private int lastReference;
    private long referenceTicks;
    private long rttNanos;
    private long rembBps;

    public BandwidthEstimator(CongestionSettings settings) {
        this.settings = settings;
        this.rate = new RateControl(settings);
        this.loss = new LossBased(settings);
    }

    // ---- What is so ----

    /** Whether transport-wide feedback was negotiated for what we send. */
    public void transportWide(boolean negotiated) {
        transportWide = negotiated;
    }

    /** Whether padding can be sent; without, there is no probing. */
    public void padding(boolean possible) {
        probing.possible(possible && transportWide);
        rate.probed(possible && transportWide);
    }

    /** What would be sent if the path allowed it: probes go no further. */
    public void desired(long bitsPerSecond) {
        probing.desired(Math.min(bitsPerSecond, settings.maxBps()));
    }

    /** Whether packets wait for longer than a burst is smoothed: what arrives is what we let go. */
    public void heldBack(boolean yes) {
        heldBack = yes;
    }

    // ---- What happens ----

    /** A packet was sent under a transport-wide sequence number. */
    public void onSent(int transportSequenceNumber, int bytes, boolean video, long nowNanos) {
        if (firstSentNanos == NONE) firstSentNanos = nowNanos;
        if (unansweredNanos == NONE) unansweredNanos = nowNanos;
        sentVideo |= video;
        sending.add(bytes, nowNanos);
        sent.add(transportSequenceNumber, bytes, probing.cluster(), nowNanos);
        if (probing.isSending()) probing.sent(bytes, nowNanos);
    }

    /** A packet was sent without such a number. */
    public void onSentUntracked(int bytes) {
        sent.addUntracked(bytes);
    }

    public void onRoundTrip(long nanos) {
        rttNanos = nanos;
    }

    /** The peer tells what has arrived. */
    public void onFeedback(TwccFeedback lent, long nowNanos) {
        if (!transportWide || lent.count() == 0) return;
        unwrapReference(lent.referenceTime());
        readStatuses(lent);
        if (arrived == 0 && reported == 0) return;
        heard = true;
        deaf = false;
        unansweredNanos = NONE;
        timedOutNanos = NONE;
        long before = bitsPerSecond();
        takeArrivals(nowNanos);
        if (acknowledged.bitsPerSecond() > 0) judge(nowNanos);
        long after = bitsPerSecond();
        if (after < before) probing.lowered(before, after, nowNanos);
        takeProbe(nowNanos);
        exceeded = !isLimited() && sending.bitsPerSecond(nowNanos) > bitsPerSecond();
        expireProbing(nowNanos);
    }

    /** Only when it is known what arrives: until then nothing says what the path carries. */
    private void judge(long now) {
        takeCarried(now);
        if (lost != 0 || reported != 0) loss.add(lost, reported, bitsPerSecond(), rtt(), now);
        rate.sending(sending.bitsPerSecond(now));
        rate.update(trendline.usage(), acknowledged, rtt(), now);
        if (queue.isNotable()) takeQueue(now);
        boolean lessened = rate.fullNanos() == now || loss.decreasedNanos() == now;
        if (lessened) full.found(acknowledged.fullBitsPerSecond(), now);
    }

    /** It may have grown too soon for a trend, or while a probe disturbed it. */
    private void takeQueue(long now) {
        boolean drains = acknowledged.lowBitsPerSecond() >= rate.bitsPerSecond();
        if (!full.isKnown() || !drains) rate.full(acknowledged, now);
    }

    /** What arrives is carried, whatever was estimated. */
    private void takeCarried(long now) {
        boolean overusing = trendline.usage() == Usage.OVERUSING;
        if (heldBack || overusing || queue.isNotable()) full.troubled(now);
        long carried = full.carried(acknowledged.lowBitsPerSecond(), now);
        rate.raise(carried, now);
        if (loss.isClean()) loss.raise(carried);
    }

    /** Counts losses, which are a probe's own business, and sorts out what arrived. */
    private void readStatuses(TwccFeedback lent) {
        lost = 0;
        reported = 0;
        arrived = 0;
        for (int i = 0; i < lent.count(); i++) {
            int sequenceNumber = lent.sequenceNumber(i);
            if (!sent.has(sequenceNumber)) continue;
            boolean wasLost = sent.isLost(sequenceNumber);
            int counts = sent.cluster(sequenceNumber) == 0 ? 1 : 0;
            if (!wasLost) reported += counts;
            if (lent.received(i)) {
                if (wasLost) lost -= counts;
                insert(sequenceNumber, arrivalNanos(lent, i));
            } else if (!wasLost) {
                sent.lost(sequenceNumber);
                lost += counts;
            }
        }
    }

    private void unwrapReference(int reference) {
        if (!heard) lastReference = reference;
        int step = (reference - lastReference) << REFERENCE_SHIFT >> REFERENCE_SHIFT;
        lastReference = reference;
        referenceTicks += step * TICKS_PER_REFERENCE;
    }

    private long arrivalNanos(TwccFeedback lent, int i) {
        long sinceReference = lent.arrivalTicks(i) - lent.referenceTime() * TICKS_PER_REFERENCE;
        return (referenceTicks + sinceReference) * TwccFeedback.TICK_NANOS;
    }

    /** Keeps them sorted by arrival: they nearly are, so this is one step for most. */
    private void insert(int sequenceNumber, long nanos) {
        if (arrived == SentPackets.CAPACITY) return;
        int at = arrived++;
        while (at > 0 && arrivedNanos[at - 1] > nanos) {
            arrivedNanos[at] = arrivedNanos[at - 1];
            arrivedSequences[at] = arrivedSequences[at - 1];
            at--;
        }
        arrivedNanos[at] = nanos;
        arrivedSequences[at] = sequenceNumber;
    }

    private void takeArrivals(long now) {
        for (int i = 0; i < arrived; i++) {
            int sequenceNumber = arrivedSequences[i];
            if (sent.has(sequenceNumber)) takeArrival(sequenceNumber, arrivedNanos[i], now);
        }
    }

    private void takeArrival(int sequenceNumber, long arrival, long now) {
        long sentNanos = sent.sentNanos(sequenceNumber);
        int bytes = sent.bytes(sequenceNumber);
        int cluster = sent.cluster(sequenceNumber);
        acknowledged.add(sent.bytesWithUntracked(sequenceNumber), arrival);
        sent.arrived(sequenceNumber);
        if (cluster != 0) probing.arrived(cluster, sentNanos, arrival, bytes);
        if (probing.disturbs(sentNanos)) {
            // The queue is the probe's, and drains by itself: no trend, unless it is too long.
            groups.reset();
            if (queue.isNoProbe(sentNanos, arrival)) queue.add(sentNanos, arrival, now);
            return;
        }
        boolean measured = groups.add(sentNanos, arrival, now);
        if (groups.takeJump()) {
            queue.reset();
            trendline.reset();
        }
        queue.add(sentNanos, arrival, now);
        if (measured) {
            trendline.add(
                    groups.sendDeltaNanos(),
                    groups.arrivalDeltaNanos(),
                    groups.arrivalNanos(),
                    now);
        }
    }

    private void takeProbe(long now) {
        long found = probing.takeResult(bitsPerSecond());
        if (found == 0 || trendline.usage() == Usage.OVERUSING) return;
        if (!probing.wasHeldUp()) {
            full.probed(found);
        } else if (found > acknowledged.bitsPerSecond()) {
            full.found(found, now);
        }
        if (found > rate.bitsPerSecond()) rate.replace(found, now);
        loss.raise(found);
    }

    /** The peer's own estimate (draft-alvestrand-rmcat-remb-03). */
    public void onRemb(long bitsPerSecond) {
        rembBps = Math.clamp(bitsPerSecond, settings.minBps(), settings.maxBps());
    }

    /**
     * A receiver report's losses; they count where there is no transport-wide feedback.
     *
     * @param lost since the last report; below zero with duplicates
     * @param expected since then
     */
    public void onReport(long lost, long expected, long nowNanos) {
        if (isDelayBased() || expected <= 0) return;
        loss.add(lost, expected, bitsPerSecond(), rtt(), nowNanos);
    }

    // ---- Time ----

    public void expire(long nowNanos) {
        boolean asked = !heard && firstSentNanos != NONE;
        if (asked && nowNanos - firstSentNanos >= DEAF_NANOS) deaf = true;
        if (nowNanos >= timeoutNanos()) {
            timedOutNanos = nowNanos;
            rate.replace((long) (TIMEOUT_FACTOR * bitsPerSecond()), nowNanos);
        }
        expireProbing(nowNanos);
    }

    private void expireProbing(long now) {
        if (!sentVideo || !isDelayBased()) return;
        probing.expire(isCalm(), bitsPerSecond(), now);
    }

    private boolean isCalm() {
        boolean quiet = trendline.usage() != Usage.OVERUSING && queue.factor() == 1;
        return quiet && timedOutNanos == NONE && !exceeded; // which is a probe by itself
    }

    private long timeoutNanos() {
        if (!heard || unansweredNanos == NONE) return NEVER;
        long since = timedOutNanos == NONE ? unansweredNanos : timedOutNanos;
        return since + FEEDBACK_TIMEOUT_NANOS;
    }

    /** {@link Long#MAX_VALUE} when nothing is scheduled. */
    public long nextDeadlineNanos() {
        if (!transportWide || !sentVideo) return NEVER;
        long next = timeoutNanos();
        if (!heard && !deaf) next = Math.min(next, firstSentNanos + DEAF_NANOS);
        if (!isDelayBased()) return next;
        return Math.min(next, probing.nextDeadlineNanos(isCalm(), bitsPerSecond()));
    }

    // ---- The answer ----

    /** In bit/s; 0 for none. */
    public long bitsPerSecond() {
        if (isDelayBased()) return Math.max(settings.minBps(), (long) (queue.factor() * limit()));
        return rembBps == 0 ? 0 : Math.min(rembBps, loss.bitsPerSecond());
    }

    private long limit() {
        return Math.min(rate.bitsPerSecond(), loss.bitsPerSecond());
    }

    /**
     * Whether what is sent must keep to the estimate: the path has been found full, or is silent.
     * Otherwise the estimate says what is known to fit, and no more than that.
     */
    public boolean isLimited() {
        if (!isDelayBased()) return rembBps != 0;
        return full.isKnown() || timedOutNanos != NONE || queue.factor() < 1;
    }

    private boolean isDelayBased() {
        return transportWide && !deaf;
    }

    /** By the trend of delays, or by the peer's REMB; 0 for none. */
    public long delayBasedBps() {
        return isDelayBased() ? rate.bitsPerSecond() : rembBps;
    }

    /** By losses; the settings' maximum while they set no limit. */
    public long lossBasedBps() {
        return loss.bitsPerSecond();
    }

    /** What arrives at the moment; 0 while unknown. */
    public long acknowledgedBps() {
        return acknowledged.bitsPerSecond();
    }

    /** 0 to 1. */
    public double lossFraction() {
        return loss.fraction();
    }

    private long rtt() {
        return rttNanos > 0 ? rttNanos : DEFAULT_RTT_NANOS;
    }

    // ---- Probing ----

    /** Whether padding is wanted: packets sent now are part of a probe. */
    public boolean isProbing() {
        return probing.isSending();
    }

    /** When the next packet of the probe is due; only while {@link #isProbing}. */
    public long probeDueNanos() {
        return probing.probe().dueNanos();
    }

    /** How long the next packet of the probe should be; only while {@link #isProbing}. */
    public int probePacketBytes() {
        return probing.probe().packetBytes();
    }

    Probing probing() {
        return probing;
    }

    /** Clusters begun so far. */
    public int probes() {
        return probing.clusters();
    }
}
