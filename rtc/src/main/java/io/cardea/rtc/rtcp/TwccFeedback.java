package io.cardea.rtc.rtcp;

import io.cardea.rtc.packet.Packet;

/**
 * One transport-wide feedback message, read into arrays.
 *
 * <p>Reusable; belongs to a loop. Allocates only to grow, up to {@value #MAX_STATUSES} packets:
 * most messages tell of far fewer. {@link #parse}, then {@link #received} and {@link #arrivalTicks}
 * for each of {@link #count} packets. See draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1.
 */
public final class TwccFeedback {
    /** Packets kept of one message; what a longer one says of later packets is ignored. */
    public static final int MAX_STATUSES = 8_192;

    /** Nanoseconds of a tick: 250 µs. */
    public static final long TICK_NANOS = 250_000L;

    private static final int TICKS_PER_REFERENCE = 256;
    private static final int FIRST_CHUNK = 20;

    private static final int FIRST_SIZE = 64;

    private byte[] symbols = new byte[FIRST_SIZE];
    private long[] arrivals = new long[FIRST_SIZE];
    private int baseSequenceNumber;
    private int count;
    private int receivedCount;
    private int referenceTime;
    private int feedbackCount;

    private int statuses;
    private int read;

    /** Reads the TRANSPORT_CC packet that a reader stands on; see the other form. */
    public boolean parse(Packet lent, RtcpReader at) {
        return parse(lent, at.offset(), at.length());
    }

    /**
     * Reads a message.
     *
     * @param offset of the RTCP header
     * @param length of the RTCP packet, padding excluded
     * @return false when it is malformed; the message is then empty
     */
    public boolean parse(Packet lent, int offset, int length) {
        count = 0;
        receivedCount = 0;
        if (length < FIRST_CHUNK) return false;
        baseSequenceNumber = lent.u16(offset + 12);
        statuses = lent.u16(offset + 14);
        referenceTime = lent.u24(offset + 16) << 8 >> 8;
        feedbackCount = lent.u8(offset + 19);
        int end = offset + length;
        grow(Math.min(statuses, MAX_STATUSES));
        int deltas = readChunks(lent, offset + FIRST_CHUNK, end);
        return deltas >= 0 && readDeltas(lent, deltas, end);
    }

    private void grow(int wanted) {
        if (wanted <= symbols.length) return;
        int size = Integer.highestOneBit(wanted - 1) << 1;
        symbols = new byte[size];
        arrivals = new long[size];
    }

    /** Fills the symbols; returns the index after the last chunk, or -1. */
    private int readChunks(Packet lent, int from, int end) {
        int at = from;
        read = 0;
        while (read < statuses) {
            if (at + 2 > end) return -1;
            int chunk = lent.u16(at);
            at += 2;
            if ((chunk & 0x8000) == 0) {
                int run = Math.min(chunk & 0x1FFF, statuses - read);
                if (run == 0) return -1;
                for (int i = 0; i < run; i++) {
                    symbol(chunk >> 13 & 3);
                }
            } else if ((chunk & 0x4000) == 0) {
                for (int i = 13; i >= 0 && read < statuses; i--) {
                    symbol(chunk >> i & 1);
                }
            } else {
                for (int i = 12; i >= 0 && read < statuses; i -= 2) {
                    symbol(chunk >> i & 3);
                }
            }
        }
        return at;
    }

    private void symbol(int symbol) {
        if (read < MAX_STATUSES) symbols[read] = (byte) symbol;
        read++;
    }

    private boolean readDeltas(Packet lent, int from, int end) {
        int at = from;
        long now = (long) referenceTime * TICKS_PER_REFERENCE;
        int kept = Math.min(statuses, MAX_STATUSES);
        int got = 0;
        for (int i = 0; i < kept; i++) {
            int symbol = symbols[i];
            if (symbol == 0) continue;
            if (symbol == 3 || at + symbol > end) return false;
            now += symbol == 1 ? lent.u8(at) : (short) lent.u16(at);
            at += symbol;
            arrivals[i] = now;
            got++;
        }
        count = kept;
        receivedCount = got;
        return true;
    }

    /** Packets the message is about. */
    public int count() {
        return count;
    }

    /** How many of them arrived. */
    public int receivedCount() {
        return receivedCount;
    }

    /** Transport-wide sequence number of packet {@code i}. */
    public int sequenceNumber(int i) {
        return (baseSequenceNumber + i) & 0xFFFF;
    }

    public boolean received(int i) {
        return symbols[i] != 0;
    }

    /**
     * When packet {@code i} arrived by the receiver's clock, in ticks of {@link #TICK_NANOS}; only
     * if it was received. Wraps with the 24 bits of {@link #referenceTime}, every 12 days.
     */
    public long arrivalTicks(int i) {
        return arrivals[i];
    }

    /** In units of 64 ms, signed. */
    public int referenceTime() {
        return referenceTime;
    }

    /** Counts the receiver's messages, 8 bits. */
    public int feedbackCount() {
        return feedbackCount;
    }
}
