package io.cardea.rtc.congestion;

/**
 * Decides when to probe for more, and at which rate.
 *
 * <p>Belongs to one loop. A sender that sends less than the path carries learns nothing of the
 * rest: layers of video come in steps, and none is sent until there is room for it. So, while more
 * is desired than is estimated:
 *
 * <ul>
 *   <li>at the beginning, at three times the estimate;
 *   <li>after each probe that found (nearly) what it tried, at twice the new estimate;
 *   <li>after a large drop that didn't last, at most of the rate before it;
 *   <li>otherwise every five seconds at twice the estimate; once more and at once when too little
 *       of it arrived to tell.
 * </ul>
 *
 * <p>Never above what is desired, one cluster at a time, and not while the queue grows.
 */
final class Probing {
    static final long INTERVAL_NANOS = 5_000_000_000L;

    private static final long RESULT_TIMEOUT_NANOS = 1_000_000_000;
    private static final long SEND_TIMEOUT_NANOS = 500_000_000;
    private static final long CALM_NANOS = 1_500_000_000; // after a decrease
    private static final long FALL_NANOS = 2_000_000_000; // decreases so close are one drop
    private static final long SHADOW_NANOS = 250_000_000;
    private static final double FIRST_FACTOR = 3;
    private static final double NEXT_FACTOR = 2;
    private static final double SUCCESS = 0.7;
    private static final double STEP = 1.2; // less needs no further probe
    private static final double WORTHWHILE = 1.05;
    private static final double DROP = 0.66;
    private static final double RECOVERY = 0.85;
    private static final long CHECK_NANOS = 1_000_000_000;
    private static final int MAX_SLOW_PROBES = 2; // tried again at once
    private static final long NEVER = Long.MAX_VALUE;

    private enum State {
        IDLE,
        SENDING,
        WAITING
    }

    private final Probe probe = new Probe();
    private State state = State.IDLE;
    private boolean possible;
    private boolean begun;
    private boolean further;
    private boolean chained; // followed one that found more
    private int slowProbes; // in a row, which we could not send as fast as they should be
    private boolean retry; // of one that showed nothing: too little of it arrived
    private long desiredBps;
    private long beganNanos;
    private long sentNanos;
    private long shadowEndNanos = Long.MIN_VALUE;
    private long nextNanos = NEVER;
    private long calmNanos = Long.MIN_VALUE;
    private long fallingNanos = Long.MIN_VALUE;
    private long fallingFromBps;
    private long beforeDropBps;
    private int clusters;

    /** Whether there is a way to send padding. */
    void possible(boolean yes) {
        possible = yes;
        if (!yes) state = State.IDLE;
    }

    void desired(long bps) {
        desiredBps = bps;
    }

    /** The rate had to be lowered. */
    void lowered(long beforeBps, long afterBps, long nowNanos) {
        further = false;
        calmNanos = nowNanos + CALM_NANOS;
        boolean first = fallingNanos == Long.MIN_VALUE || nowNanos - fallingNanos > FALL_NANOS;
        if (first) fallingFromBps = beforeBps;
        fallingNanos = nowNanos;
        if (afterBps < DROP * fallingFromBps) beforeDropBps = fallingFromBps;
    }

    /** Begins a cluster if it is time for one. */
    void expire(boolean calm, long estimateBps, long nowNanos) {
        if (state == State.SENDING && nowNanos - beganNanos >= SEND_TIMEOUT_NANOS) await(nowNanos);
        if (state == State.WAITING && nowNanos - sentNanos >= RESULT_TIMEOUT_NANOS) {
            state = State.IDLE;
            if (!retry) nextNanos = nowNanos;
            retry = !retry;
        }
        if (state != State.IDLE || !possible || !calm || nowNanos < calmNanos) return;
        if (!isWorthwhile(estimateBps)) return;
        double target = target(estimateBps, nowNanos);
        if (target > 0) begin((long) Math.min(target, desiredBps), nowNanos);
    }

    private boolean isWorthwhile(long estimateBps) {
        return desiredBps >= WORTHWHILE * estimateBps;
    }

    private double target(long estimate, long now) {
        if (!begun) return FIRST_FACTOR * estimate;
        double before = RECOVERY * beforeDropBps;
        beforeDropBps = 0;
        if (before > WORTHWHILE * estimate) return before;
        return further || now >= nextNanos ? NEXT_FACTOR * estimate : 0;
    }

    private void begin(long targetBps, long now) {
        begun = true;
        chained = further;
        further = false;
        state = State.SENDING;
        beganNanos = now;
        nextNanos = now + INTERVAL_NANOS;
        clusters++;
        probe.begin(clusters, targetBps, now);
    }

    private void await(long now) {
        state = State.WAITING;
        sentNanos = now;
        shadowEndNanos = now + SHADOW_NANOS;
    }

    boolean isSending() {
        return state == State.SENDING;
    }

    /** The cluster that packets sent now belong to; 0 for none. */
    int cluster() {
        return isSending() ? probe.id() : 0;
    }

    Probe probe() {
        return probe;
    }

    void sent(int bytes, long nowNanos) {
        probe.sent(bytes, nowNanos);
        if (probe.isSent()) await(nowNanos);
    }

    void arrived(int cluster, long sent, long arrival, int bytes) {
        if (state != State.IDLE && cluster == probe.id()) probe.arrived(sent, arrival, bytes);
    }

    /** What the cluster has found, once; 0 while there is nothing. */
    long takeResult(long estimateBps) {
        if (state != State.WAITING) return 0;
        long result = probe.result();
        if (result == 0) return 0;
        state = State.IDLE;
        retry = false;
        boolean found = result >= SUCCESS * probe.targetBps();
        boolean slow = !found && !probe.isHeldUp() && slowProbes < MAX_SLOW_PROBES;
        slowProbes = slow ? slowProbes + 1 : 0;
        further = slow || found && result >= STEP * estimateBps;
        // Where there was more a moment ago, one that found no more is soon checked.
        if (chained && !found) nextNanos = Math.min(nextNanos, sentNanos + CHECK_NANOS);
        return result;
    }

    /** Whether what the last cluster has found is all that the path carries. */
    boolean wasHeldUp() {
        return probe.isHeldUp();
    }

    /** Whether what was sent then may be delayed by the last cluster. */
    boolean disturbs(long thenNanos) {
        return isSending() && thenNanos >= beganNanos || disturbed(thenNanos);
    }

    private boolean disturbed(long then) {
        return then >= beganNanos && then < shadowEndNanos;
    }

    /** When {@link #expire} may have something to do. */
    long nextDeadlineNanos(boolean calm, long estimateBps) {
        if (!possible) return NEVER;
        return switch (state) {
            case SENDING -> beganNanos + SEND_TIMEOUT_NANOS;
            case WAITING -> sentNanos + RESULT_TIMEOUT_NANOS;
            case IDLE -> calm && isWorthwhile(estimateBps) ? idleDeadline() : NEVER;
        };
    }

    private long idleDeadline() {
        boolean soon = !begun || further || beforeDropBps > 0;
        return Math.max(calmNanos, soon ? Long.MIN_VALUE : nextNanos);
    }

    int clusters() {
        return clusters;
    }
}
