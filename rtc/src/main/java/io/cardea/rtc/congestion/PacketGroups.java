package io.cardea.rtc.congestion;

/**
 * Puts packets that were sent together into groups, and measures how much further apart two groups
 * arrived than they were sent.
 *
 * <p>Belongs to one loop. Packets sent within {@value #BURST_MILLIS} ms are a group: they came out
 * of the pacer, or of a frame, in one go. So are packets that were sent apart but arrived together,
 * as behind a radio link that was silent for a moment. Packets come in the order of their arrival;
 * one that was sent before its group began is left out. See draft-ietf-rmcat-gcc-02, 5.2 and 5.3.
 */
final class PacketGroups {
    static final int BURST_MILLIS = 5;

    private static final long MILLI = 1_000_000;
    private static final long BURST_NANOS = BURST_MILLIS * MILLI;
    private static final long MAX_ARRIVAL_BURST_NANOS = 100 * MILLI;
    private static final long MAX_CLOCK_STEP_NANOS = 3_000 * MILLI;
    private static final int MAX_REORDERED = 3;

    private Group current = new Group();
    private Group previous = new Group();
    private int reordered;
    private boolean jumped;
    private long sendDelta;
    private long arrivalDelta;

    /** Packets sent together; reused. */
    private static final class Group {
        boolean begun;
        long firstSend;
        long lastSend;
        long firstArrival;
        long lastArrival;
        long seen; // when the feedback came, by our clock

        void begin(long send, long arrival, long now) {
            begun = true;
            firstSend = send;
            lastSend = send;
            firstArrival = arrival;
            lastArrival = arrival;
            seen = now;
        }

        void add(long send, long arrival, long now) {
            lastSend = Math.max(lastSend, send);
            lastArrival = Math.max(lastArrival, arrival);
            seen = now;
        }
    }

    /**
     * Takes a packet.
     *
     * @param arrivalNanos by the receiver's clock
     * @return whether it began a group and so completed one: the deltas are of the two before it
     */
    boolean add(long sentNanos, long arrivalNanos, long nowNanos) {
        if (!current.begun) {
            current.begin(sentNanos, arrivalNanos, nowNanos);
            return false;
        }
        if (sentNanos < current.firstSend) return false;
        if (!beginsGroup(sentNanos, arrivalNanos)) {
            current.add(sentNanos, arrivalNanos, nowNanos);
            return false;
        }
        boolean measured = previous.begun && measure();
        if (!current.begun) {
            current.begin(sentNanos, arrivalNanos, nowNanos); // the clocks have jumped
            return false;
        }
        Group oldest = previous;
        previous = current;
        current = oldest;
        current.begin(sentNanos, arrivalNanos, nowNanos);
        return measured;
    }

    private boolean beginsGroup(long sent, long arrival) {
        return !isBurst(sent, arrival) && sent - current.firstSend > BURST_NANOS;
    }

    private boolean isBurst(long sent, long arrival) {
        long sentApart = sent - current.lastSend;
        if (sentApart == 0) return true;
        long arrivedApart = arrival - current.lastArrival;
        return arrivedApart < sentApart
                && arrivedApart <= BURST_NANOS
                && arrival - current.firstArrival < MAX_ARRIVAL_BURST_NANOS;
    }

    private boolean measure() {
        sendDelta = current.lastSend - previous.lastSend;
        arrivalDelta = current.lastArrival - previous.lastArrival;
        long clockStep = arrivalDelta - (current.seen - previous.seen);
        if (Math.abs(clockStep) >= MAX_CLOCK_STEP_NANOS) {
            jumped = true;
            reset();
            return false;
        }
        if (arrivalDelta < 0) {
            if (++reordered >= MAX_REORDERED) reset();
            return false;
        }
        reordered = 0;
        return true;
    }

    /** Forgets everything: the path or a clock is another one. */
    void reset() {
        current.begun = false;
        previous.begun = false;
        reordered = 0;
    }

    /** Whether the receiver's clock has jumped since the last call. */
    boolean takeJump() {
        boolean was = jumped;
        jumped = false;
        return was;
    }

    /** Between the last packets of the two groups. */
    long sendDeltaNanos() {
        return sendDelta;
    }

    long arrivalDeltaNanos() {
        return arrivalDelta;
    }

    /** When the newer of the two had arrived, by the receiver's clock. */
    long arrivalNanos() {
        return previous.lastArrival;
    }
}
