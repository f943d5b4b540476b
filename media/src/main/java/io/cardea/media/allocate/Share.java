package io.cardea.media.allocate;

/**
 * What one viewer gets of one stream: asked for and measured before, decided by the {@link
 * Allocator}, with what it must remember from one decision to the next.
 *
 * <p>Mutable; belongs to the viewer's loop.
 */
public final class Share {
    private static final int NOTHING = -1;
    private static final long NEVER = Long.MIN_VALUE / 2;

    /** What a stream can be made of. */
    public enum Kind {
        /** Always sent. */
        AUDIO,
        /** Video that is sent whole or not at all. */
        WHOLE,
        /** Video in several independent sizes. */
        SIMULCAST,
        /** Video whose layers build on each other. */
        SVC
    }

    private final Ladder ladder = new Ladder();
    private Kind kind = Kind.WHOLE;
    private LayerRates rates = LayerRates.UNKNOWN;
    private int wantedTemporal;

    // The decision.
    private int layer;
    private int temporal = LayerRates.MAX_TEMPORAL - 1;
    private boolean paused;

    // What it came from.
    private boolean decided;
    private int before;
    private int step;
    private long raisedNanos = NEVER;
    private long changedNanos = NEVER;
    private long stayNanos;

    /** What is asked for, and what is known of the stream; before each decision. */
    public void ask(
            Kind newKind, LayerRates newRates, int wantedLayer, int newTemporal, long nowNanos) {
        kind = newKind;
        wantedTemporal = newTemporal;
        rates = newRates.isKnown(nowNanos) ? newRates : LayerRates.UNKNOWN;
        switch (kind) {
            case AUDIO, WHOLE -> ladder.single(rates.total());
            case SIMULCAST, SVC ->
                    ladder.build(rates, kind == Kind.SVC, wantedLayer, wantedTemporal);
        }
    }

    /** The highest layer to be forwarded, when not paused. */
    public int layer() {
        return layer;
    }

    /** The highest temporal layer of it. */
    public int temporal() {
        return temporal;
    }

    /** Whether nothing of it fits. */
    public boolean isPaused() {
        return paused;
    }

    /** What is sent of it by that decision, in bit/s; 0 while that is not known. */
    public long bps() {
        return paused || ladder.steps() == 0 ? 0 : ladder.bps(step);
    }

    /** What all that is asked for would take, in bit/s. */
    long desiredBps() {
        return ladder.bps(ladder.steps() - 1);
    }

    boolean isAudio() {
        return kind == Kind.AUDIO;
    }

    boolean isWhole() {
        return kind == Kind.WHOLE;
    }

    boolean isUnknown() {
        return ladder.steps() == 0;
    }

    /** Before anything is given: where it stands. */
    void begin() {
        before = paused || !decided ? NOTHING : ladder.at(layer, temporal);
        step = NOTHING;
    }

    boolean wasSent() {
        return before != NOTHING;
    }

    boolean hasNothing() {
        return step == NOTHING;
    }

    /** Whether there is a next step of no more than that rank. */
    boolean canStep(int rank) {
        return step + 1 < ladder.steps() && ladder.rank(step + 1) <= rank;
    }

    /** Whether the next step is better than what was sent before. */
    boolean wouldRaise() {
        return step + 1 > before;
    }

    /** What the next step takes more. */
    long nextBps() {
        return ladder.bps(step + 1) - ladder.bps(step);
    }

    void takeStep() {
        step++;
    }

    /** Whether it has been as it is for long enough to get better. */
    boolean isSettled(long nowNanos, boolean clear, long shortestNanos) {
        return !decided || nowNanos - changedNanos >= (clear ? shortestNanos : stayNanos);
    }

    /** Nothing is known of the stream: it stays as it was, or begins at its lowest. */
    void leave(long shortestNanos) {
        if (decided) return;
        layer = 0;
        temporal = kind == Kind.SIMULCAST || kind == Kind.SVC ? wantedTemporal : temporal;
        stayNanos = shortestNanos;
    }

    /** Makes what was given the decision. */
    void decide(long nowNanos, AllocatorSettings settings) {
        long shortest = settings.stay().toNanos();
        if (!decided) stayNanos = shortest;
        if (decided && step < before) {
            boolean failed = nowNanos - raisedNanos < settings.trial().toNanos();
            long longer = Math.min(2 * stayNanos, settings.longestStay().toNanos());
            stayNanos = failed ? longer : shortest;
        }
        if (step > before) raisedNanos = nowNanos;
        if (step != before) changedNanos = nowNanos;
        decided = true;
        paused = step == NOTHING;
        if (paused) return;
        layer = ladder.layer(step);
        temporal = ladder.temporal(step);
    }
}
