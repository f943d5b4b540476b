package io.cardea.media.allocate;

import java.util.List;

/**
 * Shares the bandwidth to one viewer among the streams it is sent.
 *
 * <p>Sound comes first, always. Then the lowest layer of every picture, in order: what does not fit
 * is paused after a moment, so that a few pictures run rather than none; the first is never paused,
 * since a viewer must see something, and an estimate needs something sent to grow by. Then all
 * pictures get better together, a step at a time, as long as it fits.
 *
 * <p>What is sent already may take all of the estimate; what is better must leave a margin, and
 * waits until everything has been as it is for a while: longer after each step up that soon had to
 * be taken back, unless far more is free than it takes. What does not fit any more is dropped at
 * once. After a step that did not last, the next must have fitted for the last one to two seconds.
 * So nothing swings between two layers.
 *
 * <p>A stream of which nothing has been measured begins with its lowest layer and counts nothing.
 * One without layers is sent whole, and kept while {@link AllocatorSettings#tolerance} of it fits.
 *
 * <p>Belongs to the viewer's loop; no garbage.
 */
public final class Allocator {
    /** With so much more than all that is then sent takes, a step is taken without long waiting. */
    private static final double CLEAR = 1.5;

    /** What is desired beyond what is asked for: the margin must be seen before it is used. */
    private static final double HEADROOM = 1.1;

    /** Streams that get better at a time: each takes a keyframe, and those come all at once. */
    static final int MAX_RAISED = 3;

    /** How long to stay, at least, after a step up that did not last. */
    private static final long FIRST_STAY_NANOS = 5_000_000_000L;

    private static final long PERIOD_NANOS = 1_000_000_000L;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private static final int MAX_RANK = Ladder.MAX_STEPS - 1;

    private final AllocatorSettings settings;
    private final long shortestNanos;
    private final long patienceNanos;
    private long stayNanos;
    private long raisedNanos = NEVER;
    private long changedNanos = NEVER;
    private boolean overdrawn;
    private int raised;
    private long estimate;
    private long now;
    private long sum;
    private long periodNanos = NEVER;
    private long lowest; // estimate of this period
    private long lowestBefore; // of the one before

    public Allocator(AllocatorSettings settings) {
        this.settings = settings;
        this.shortestNanos = settings.stay().toNanos();
        this.stayNanos = shortestNanos;
        this.patienceNanos = settings.patience().toNanos();
    }

    /**
     * Decides.
     *
     * @param estimateBps what the path carries
     * @param shares in order of importance, all {@link Share#ask asked} for now
     */
    public void allocate(long estimateBps, List<Share> shares, long nowNanos) {
        estimate = estimateBps;
        now = nowNanos;
        keepLowest();
        sum = 0;
        overdrawn = false;
        raised = 0;
        for (int i = 0; i < shares.size(); i++) {
            shares.get(i).begin();
            if (shares.get(i).isAudio()) sum += shares.get(i).desiredBps();
        }
        giveLowest(shares);
        for (int rank = 0; rank <= MAX_RANK; rank++) {
            raise(shares, rank);
        }
        remember(shares);
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.isAudio()) continue;
            if (share.isUnknown()) {
                share.leave();
            } else {
                share.decide();
            }
        }
    }

    private void keepLowest() {
        if (now - periodNanos >= PERIOD_NANOS) {
            periodNanos = now;
            lowestBefore = lowest;
            lowest = estimate;
        }
        lowest = Math.min(lowest, estimate);
    }

    /** What a step up may count on. */
    private long lasting() {
        return stayNanos > shortestNanos ? Math.min(lowest, lowestBefore) : estimate;
    }

    /** How long to stay, by how the last step up went. */
    private void remember(List<Share> shares) {
        boolean lowered = false;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.isAudio() || share.isUnknown()) continue;
            lowered |= share.isLowered();
        }
        if (lowered && overdrawn) {
            boolean failed = now - raisedNanos < settings.trial().toNanos();
            long longer = Math.max(FIRST_STAY_NANOS, 2 * stayNanos);
            longer = Math.min(longer, settings.longestStay().toNanos());
            stayNanos = failed ? longer : Math.max(shortestNanos, stayNanos / 2);
            raisedNanos = NEVER;
        }
        if (raised > 0) raisedNanos = now;
        if (raised > 0 || lowered) changedNanos = now;
    }

    private void giveLowest(List<Share> shares) {
        boolean first = true;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.isAudio() || share.isUnknown()) continue;
            long least = share.nextBps();
            boolean lacks = !first && !fitsAtAll(share, least);
            if (!share.hasLacked(lacks, now, patienceNanos)) {
                takeStep(share);
                sum += least;
            }
            first = false;
        }
    }

    private boolean fitsAtAll(Share share, long bps) {
        if (!share.wasSent()) return fitsBetter(share, bps);
        long least = share.isWhole() ? (long) (bps * settings.tolerance()) : bps;
        return isCovered(sum + least);
    }

    private void raise(List<Share> shares, int rank) {
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.isAudio() || share.hasNothing()) continue;
            while (share.canStep(rank) && fits(share)) {
                sum += share.nextBps();
                takeStep(share);
            }
        }
    }

    private void takeStep(Share share) {
        boolean was = share.isRaised();
        share.takeStep();
        if (share.isRaised() && !was) raised++;
    }

    private boolean fits(Share share) {
        if (share.wouldRaise()) return fitsBetter(share, share.nextBps());
        return isCovered(sum + share.nextBps());
    }

    /** Of what was sent before: otherwise it has become too much. */
    private boolean isCovered(long bps) {
        overdrawn |= bps > estimate;
        return bps <= estimate;
    }

    private boolean fitsBetter(Share share, long more) {
        long then = sum + more;
        long stay = then * CLEAR <= estimate ? shortestNanos : stayNanos;
        boolean settled = share.isNew() || now - changedNanos >= stay;
        boolean many = raised >= MAX_RAISED && !share.isNew() && !share.isRaised();
        return settled && !many && then * settings.margin() <= lasting();
    }

    /** What would be sent if everything fitted, with the margin that takes, in bit/s. */
    public long desiredBps(List<Share> shares) {
        long desired = 0;
        for (int i = 0; i < shares.size(); i++) {
            desired += shares.get(i).desiredBps();
        }
        return (long) (desired * settings.margin() * HEADROOM);
    }
}
