package io.cardea.rtc.rtcp;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.Seq16;

/**
 * Records when packets with a transport-wide sequence number arrived, and tells their sender.
 *
 * <p>One per PeerConnection, belongs to its loop. {@link #onPacket} for each packet; every feedback
 * period {@link #collect} until it answers false. See
 * draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1.
 *
 * <p>The idea: arrivals lie in a ring by unwrapped sequence number, in ticks of 250 µs. Feedback
 * covers everything from where the last one ended to the highest number received. A packet that
 * comes after it was reported lost moves the beginning back, so it is reported once more, with
 * everything after it. A jump beyond the ring, or two packets in a row far behind, begin anew.
 */
public final class TwccReceiver {
    /** The usual time between feedback messages. */
    public static final long DEFAULT_PERIOD_NANOS = 200_000_000L;

    /** Packets in one feedback message. */
    public static final int MAX_STATUSES = 400;

    /** Sequence numbers remembered. */
    static final int RING = 2_048;

    /** A packet later than this many others is not reported any more. */
    static final int MAX_LATE = 512;

    private static final int MASK = RING - 1;
    private static final long TICK_NANOS = 250_000L;
    private static final int TICKS_PER_REFERENCE = 256; // 64 ms
    private static final int HEADER_LENGTH = 20;
    private static final int MAX_RUN = 0x1FFF;
    private static final int ONE_BIT_SYMBOLS = 14;
    private static final int TWO_BIT_SYMBOLS = 7;

    private static final byte NOT_RECEIVED = 0;
    private static final byte SMALL_DELTA = 1;
    private static final byte LARGE_DELTA = 2;

    private final long[] arrivals = new long[RING]; // ticks, valid where received
    private final boolean[] received = new boolean[RING];
    private final byte[] symbols = new byte[MAX_STATUSES];
    private final short[] deltas = new short[MAX_STATUSES];

    private boolean begun;
    private long highest; // unwrapped
    private long first; // where the next feedback begins
    private long oldest; // nothing is remembered before
    private int suspect = -1;
    private int feedbackCount;
    private long ignored;

    /** A packet arrived. Duplicates keep their first arrival. */
    public void onPacket(int transportSequenceNumber, long arrivalNanos) {
        int seq = transportSequenceNumber & 0xFFFF;
        if (!begun) {
            begin(seq);
        } else {
            int ahead = Seq16.distance(seq, (int) highest & 0xFFFF);
            if (ahead > RING - MAX_LATE) {
                begin(seq);
            } else if (ahead > 0) {
                advance(ahead);
            } else if (!takesLate(seq, highest + ahead)) {
                return;
            }
        }
        record(seq, arrivalNanos);
    }

    private void begin(int seq) {
        begun = true;
        highest = 0x1_0000L + seq; // so that nothing unwraps below zero
        first = highest;
        oldest = highest;
        suspect = -1;
        received[(int) highest & MASK] = false;
    }

    private void advance(int ahead) {
        for (int i = 1; i <= ahead; i++) {
            received[(int) (highest + i) & MASK] = false;
        }
        highest += ahead;
        oldest = Math.max(oldest, highest - RING + 1);
        first = Math.max(first, oldest);
        suspect = -1;
    }

    private boolean takesLate(int seq, long unwrapped) {
        if (highest - unwrapped <= MAX_LATE) {
            makeRoom(unwrapped);
            boolean fresh = !received[(int) unwrapped & MASK];
            if (fresh) first = Math.min(first, unwrapped);
            return fresh;
        }
        if (seq == suspect) {
            begin(seq);
            return true;
        }
        suspect = Seq16.next(seq);
        ignored++;
        return false;
    }

    /** A packet from before the first one seen: what lies between has not been received. */
    private void makeRoom(long unwrapped) {
        while (oldest > unwrapped) {
            oldest--;
            received[(int) oldest & MASK] = false;
        }
    }

    private void record(int seq, long arrivalNanos) {
        int slot = seq & MASK;
        arrivals[slot] = Math.floorDiv(arrivalNanos, TICK_NANOS);
        received[slot] = true;
    }

    /** Whether {@link #collect} has something to report. */
    public boolean isPending() {
        return begun && first <= highest;
    }

    /** Packets too late to be reported, or far behind. */
    public long ignored() {
        return ignored;
    }

    /**
     * Appends one feedback message for the next packets.
     *
     * @return false when there is nothing to report or no room; ask {@link #isPending} which
     */
    public boolean collect(Packet into, int senderSsrc, int mediaSsrc) {
        if (!isPending()) return false;
        long reference = reference();
        int statuses = readStatuses(reference);
        int at = into.length();
        if (!RtcpWriter.has(into, longest(statuses))) return false;
        RtcpWriter.feedback(
                into,
                Rtcp.TRANSPORT_CC,
                Rtcp.TRANSPORT_FEEDBACK,
                HEADER_LENGTH,
                senderSsrc,
                mediaSsrc);
        into.append16((int) first & 0xFFFF);
        into.append16(statuses);
        into.append32((int) reference << 8 | (feedbackCount++ & 0xFF));
        appendChunks(into, statuses);
        appendDeltas(into, statuses);
        pad(into, at);
        RtcpWriter.close(into, at);
        first += statuses;
        return true;
    }

    /** The time of the first packet that was received, in whole units of 64 ms. */
    private long reference() {
        long seq = first;
        while (!received[(int) seq & MASK] && seq < highest) {
            seq++;
        }
        return Math.floorDiv(arrivals[(int) seq & MASK], (long) TICKS_PER_REFERENCE);
    }

    /** Fills symbols and deltas; ends early where a delta would not fit into 16 bits. */
    private int readStatuses(long reference) {
        long last = reference * TICKS_PER_REFERENCE;
        int count = (int) Math.min(MAX_STATUSES, highest - first + 1);
        for (int i = 0; i < count; i++) {
            int slot = (int) (first + i) & MASK;
            symbols[i] = NOT_RECEIVED;
            if (!received[slot]) continue;
            long delta = arrivals[slot] - last;
            if (delta != (short) delta) return i;
            symbols[i] = delta >= 0 && delta <= 0xFF ? SMALL_DELTA : LARGE_DELTA;
            deltas[i] = (short) delta;
            last = arrivals[slot];
        }
        return count;
    }

    /** An upper bound of a message's length. */
    private int longest(int statuses) {
        int bytes = 0;
        for (int i = 0; i < statuses; i++) {
            bytes += symbols[i];
        }
        return HEADER_LENGTH + 2 * (statuses / TWO_BIT_SYMBOLS + 1) + bytes + 3;
    }

    private void appendChunks(Packet into, int statuses) {
        int at = 0;
        while (at < statuses) {
            int run = run(at, statuses);
            int oneBit = smallRun(at, statuses);
            int left = statuses - at;
            boolean narrow = oneBit >= Math.min(ONE_BIT_SYMBOLS, left);
            int vector = Math.min(narrow ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS, left);
            if (run >= vector) {
                into.append16(symbols[at] << 13 | run);
                at += run;
            } else {
                into.append16(narrow ? oneBitChunk(at, vector) : twoBitChunk(at, vector));
                at += vector;
            }
        }
    }

    /** How many equal symbols follow. */
    private int run(int at, int statuses) {
        int end = Math.min(statuses, at + MAX_RUN);
        int i = at + 1;
        while (i < end && symbols[i] == symbols[at]) {
            i++;
        }
        return i - at;
    }

    /** How many symbols follow that one bit can express, as far as one chunk reaches. */
    private int smallRun(int at, int statuses) {
        int end = Math.min(statuses, at + ONE_BIT_SYMBOLS);
        int i = at;
        while (i < end && symbols[i] != LARGE_DELTA) {
            i++;
        }
        return i - at;
    }

    private int oneBitChunk(int at, int count) {
        int chunk = 0x8000;
        for (int i = 0; i < count; i++) {
            chunk |= symbols[at + i] << (ONE_BIT_SYMBOLS - 1 - i);
        }
        return chunk;
    }

    private int twoBitChunk(int at, int count) {
        int chunk = 0xC000;
        for (int i = 0; i < count; i++) {
            chunk |= symbols[at + i] << 2 * (TWO_BIT_SYMBOLS - 1 - i);
        }
        return chunk;
    }

    private void appendDeltas(Packet into, int statuses) {
        for (int i = 0; i < statuses; i++) {
            switch (symbols[i]) {
                case SMALL_DELTA -> into.append8(deltas[i]);
                case LARGE_DELTA -> into.append16(deltas[i]);
                default -> {}
            }
        }
    }

    /** To a multiple of four bytes, as RTCP padding. */
    private static void pad(Packet into, int at) {
        int padding = -(into.length() - at) & 3;
        if (padding == 0) return;
        for (int i = 1; i < padding; i++) {
            into.append8(0);
        }
        into.append8(padding);
        into.put8(at, into.u8(at) | 0x20);
    }
}
