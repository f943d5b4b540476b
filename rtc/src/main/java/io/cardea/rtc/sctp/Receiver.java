package io.cardea.rtc.sctp;

import java.util.Arrays;

/**
 * The receiving half of an association: acknowledges what comes and puts messages together.
 *
 * <p>What it holds is charged to the receive window, with an overhead per piece. When the window is
 * used up, only the very next TSN is still taken, since it may be what everything waits for. If
 * even that does not help, the peer has filled the window with what can never be delivered, and the
 * association has to end.
 */
final class Receiver {
    enum Verdict {
        ACCEPTED,
        DROPPED,
        INVALID_STREAM,
        OUT_OF_RESOURCE
    }

    /** RFC 9260, 6.2: at most 500 ms; peers expect 200 ms or less. */
    static final long SACK_DELAY_NANOS = 100_000_000L;

    /** Packets with DATA that are acknowledged by one SACK. */
    static final int PACKETS_PER_SACK = 2;

    /** Duplicates reported in one SACK; the rest is only counted. */
    static final int MAX_DUPLICATES = 16;

    private static final long NEVER = Long.MAX_VALUE;

    private final Counters counters;
    private final MessageConsumer consumer;
    private final SctpSettings.Limits limits;
    private final ReceivedTsns tsns;
    private final Fragments fragments = new Fragments();
    private final InboundStream[] streams;
    private final int[] duplicates = new int[MAX_DUPLICATES];
    private int duplicateCount;
    private int waitingWeight;
    private int packetsSinceSack;
    private boolean sackDue;
    private long sackDeadline = NEVER;

    Receiver(
            SctpSettings.Limits limits,
            int initialTsn,
            MessageConsumer consumer,
            Counters counters) {
        this.limits = limits;
        this.consumer = consumer;
        this.counters = counters;
        this.tsns = new ReceivedTsns(initialTsn);
        this.streams = new InboundStream[limits.streams()];
    }

    int cumulativeTsn() {
        return (int) tsns.cumulative();
    }

    /** Whether everything up to this TSN has come. */
    boolean hasReached(int tsn) {
        return tsns.unwrap(tsn) <= tsns.cumulative();
    }

    int streamCount() {
        return streams.length;
    }

    int windowBytes() {
        return Math.max(0, limits.receiveWindowBytes() - heldBytes());
    }

    // DATA

    /** Takes a DATA chunk of a valid length that is not empty. */
    Verdict onData(byte[] array, int at, int length) {
        long tsn = tsns.unwrap(Wire.i32(array, at + 4));
        int flags = Wire.u8(array, at + 1);
        if ((flags & Chunks.FLAG_IMMEDIATE) != 0) sackDue = true;
        if (tsns.contains(tsn)) {
            onDuplicate((int) tsn);
            return Verdict.DROPPED;
        }
        if (!tsns.isInWindow(tsn)) {
            counters.add(SctpCount.TSN_OUT_OF_WINDOW);
            sackDue = true;
            return Verdict.DROPPED;
        }
        if (heldBytes() >= limits.receiveWindowBytes()) {
            if (tsn != tsns.cumulative() + 1 || isStuck()) {
                counters.add(SctpCount.REASSEMBLY_FULL);
                sackDue = true;
                return isStuck() ? Verdict.OUT_OF_RESOURCE : Verdict.DROPPED;
            }
        }
        tsns.add(tsn);
        int stream = Wire.u16(array, at + 8);
        if (stream >= streams.length) {
            // RFC 9260, 6.5: acknowledged all the same.
            counters.add(SctpCount.INVALID_STREAM);
            return Verdict.INVALID_STREAM;
        }
        byte[] payload = Arrays.copyOfRange(array, at + Chunks.DATA_HEADER_BYTES, at + length);
        accept(
                new InboundChunk(
                        tsn,
                        flags,
                        stream,
                        Wire.u16(array, at + 10),
                        Wire.i32(array, at + 12),
                        payload));
        return Verdict.ACCEPTED;
    }

    private void onDuplicate(int tsn) {
        counters.add(SctpCount.DUPLICATE_TSN);
        if (duplicateCount < MAX_DUPLICATES) duplicates[duplicateCount++] = tsn;
        sackDue = true;
    }

    private void accept(InboundChunk chunk) {
        if (chunk.begins() && chunk.ends()) {
            order(chunk);
        } else {
            fragments.add(chunk).ifPresent(this::order);
        }
    }

    private void order(InboundChunk message) {
        if (message.isUnordered()) {
            deliver(message.stream(), message.ppid(), message.payload());
            return;
        }
        InboundStream stream = stream(message.stream());
        int before = stream.weight();
        if (!stream.add(message, this::deliver)) counters.add(SctpCount.STALE_DATA);
        waitingWeight += stream.weight() - before;
    }

    private void deliver(int stream, int ppid, byte[] payload) {
        if (payload.length > limits.maxMessageBytes()) {
            counters.add(SctpCount.MESSAGE_TOO_LARGE);
            return;
        }
        consumer.onMessage(stream, ppid, payload);
    }

    int heldBytes() {
        return fragments.weight() + waitingWeight;
    }

    /** Room beyond the window for the message everything waits for, with its overhead. */
    private boolean isStuck() {
        return heldBytes() >= limits.receiveWindowBytes() + 2L * limits.maxMessageBytes();
    }

    // FORWARD TSN and stream reset

    /** Takes a FORWARD TSN chunk of at least 8 bytes (RFC 3758, 3.6). */
    void onForwardTsn(byte[] array, int at, int length) {
        sackDue = true;
        long tsn = tsns.unwrap(Wire.i32(array, at + 4));
        if (tsn <= tsns.cumulative()) return;
        tsns.skipTo(tsn);
        fragments.dropThrough(tsn);
        for (int i = at + 8; i + 4 <= at + length; i += 4) {
            int id = Wire.u16(array, i);
            if (id >= streams.length) continue;
            InboundStream stream = stream(id);
            int before = stream.weight();
            stream.skipThrough(Wire.u16(array, i + 2), this::deliver);
            waitingWeight += stream.weight() - before;
        }
        if (waitingWeight > 0) settle();
    }

    private void settle() {
        for (InboundStream stream : streams) {
            if (stream == null) continue;
            int before = stream.weight();
            stream.settle(tsns.cumulative(), this::deliver);
            waitingWeight += stream.weight() - before;
        }
    }

    void resetStream(int id) {
        if (id >= streams.length || streams[id] == null) return;
        waitingWeight -= streams[id].weight();
        streams[id].reset();
    }

    private InboundStream stream(int id) {
        if (streams[id] == null) streams[id] = new InboundStream();
        return streams[id];
    }

    // SACK

    /** A packet with DATA has been taken to its end (RFC 9260, 6.2). */
    void onPacketEnd(long nowNanos) {
        if (waitingWeight > 0) settle();
        packetsSinceSack++;
        if (packetsSinceSack >= PACKETS_PER_SACK || tsns.hasGaps()) sackDue = true;
        if (sackDeadline == NEVER) sackDeadline = nowNanos + SACK_DELAY_NANOS;
    }

    void expire(long nowNanos) {
        if (nowNanos < sackDeadline) return;
        sackDue = true;
        sackDeadline = NEVER;
    }

    long deadlineNanos() {
        return sackDeadline;
    }

    void requestSack() {
        sackDue = true;
    }

    boolean isSackDue() {
        return sackDue;
    }

    /** Whether there is something to acknowledge, due or not. */
    boolean isSackPending() {
        return sackDue || sackDeadline != NEVER;
    }

    byte[] sack() {
        var gaps = new ChunkBuilder(Chunks.SACK, 0);
        int blocks = tsns.writeGaps(gaps, ReceivedTsns.MAX_GAP_BLOCKS);
        byte[] blockBytes = gaps.build();
        var chunk =
                new ChunkBuilder(Chunks.SACK, 0)
                        .u32(cumulativeTsn())
                        .u32(windowBytes())
                        .u16(blocks)
                        .u16(duplicateCount)
                        .bytes(
                                blockBytes,
                                Chunks.HEADER_BYTES,
                                blockBytes.length - Chunks.HEADER_BYTES);
        for (int i = 0; i < duplicateCount; i++) chunk.u32(duplicates[i]);
        duplicateCount = 0;
        packetsSinceSack = 0;
        sackDue = false;
        sackDeadline = NEVER;
        return chunk.build();
    }
}
