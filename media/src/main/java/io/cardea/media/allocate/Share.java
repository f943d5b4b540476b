package io.cardea.media.allocate;

/**
 * What one viewer gets of one stream: asked for and measured before, decided by the {@link
 * Allocator}.
 *
 * <p>Mutable; belongs to the viewer's loop.
 */
public final class Share {
    private static final int NOTHING = -1;

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
    private boolean isShort;
    private long shortNanos;
    private int before;
    private int step;

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

    /** Whether it was sent, and not even its lowest has fitted for that long. */
    boolean hasLacked(boolean now, long nowNanos, long patienceNanos) {
        if (now && !isShort) shortNanos = nowNanos;
        isShort = now;
        return now && (before == NOTHING || nowNanos - shortNanos >= patienceNanos);
    }

    boolean isNew() {
        return !decided;
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

    /** Nothing is known of the stream: it stays as it was, or begins at its lowest. */
    void leave() {
        if (decided) return;
        layer = 0;
        temporal = kind == Kind.SIMULCAST || kind == Kind.SVC ? wantedTemporal : temporal;
    }

    /** Whether it was given more than it had, and had something to be compared with. */
    boolean isRaised() {
        return decided && step > before;
    }

    boolean isLowered() {
        return decided && step < before;
    }

    /** Makes what was given the decision. */
    void decide() {
        decided = true;
        paused = step == NOTHING;
        if (paused) return;
        layer = ladder.layer(step);
        temporal = ladder.temporal(step);
    }
}
