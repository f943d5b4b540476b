package io.cardea.rtc.sctp;

import java.util.random.RandomGenerator;

/** Asks an idle peer whether it is still there (RFC 9260, 8.3). */
final class Heartbeat {
    /** RFC 9260, 15: HB.interval. To it comes the retransmission timeout, made uneven by half. */
    static final long INTERVAL_NANOS = 30_000_000_000L;

    private static final int INFO = 1;
    private static final int INFO_BYTES = 16;
    private static final int CHUNK_BYTES = 2 * Chunks.HEADER_BYTES + INFO_BYTES;

    private final RandomGenerator random;
    private long deadline = Long.MAX_VALUE;
    private long nonce;
    private long sentNanos;
    private boolean unanswered;

    Heartbeat(RandomGenerator random) {
        this.random = random;
    }

    long deadlineNanos() {
        return deadline;
    }

    /** Whether the last one has had no answer. */
    boolean isUnanswered() {
        return unanswered;
    }

    void arm(long nowNanos, long timeoutNanos) {
        long uneven = timeoutNanos / 2 + random.nextLong(timeoutNanos);
        deadline = nowNanos + INTERVAL_NANOS + uneven;
    }

    void stop() {
        deadline = Long.MAX_VALUE;
        unanswered = false;
    }

    byte[] next(long nowNanos) {
        nonce = random.nextLong();
        sentNanos = nowNanos;
        unanswered = true;
        byte[] information = new byte[INFO_BYTES];
        Wire.put64(information, 0, nonce);
        Wire.put64(information, 8, sentNanos);
        return ChunkBuilder.withCause(Chunks.HEARTBEAT, 0, INFO, information);
    }

    /** Takes a HEARTBEAT ACK; returns the round trip, or -1 if it is not of our last. */
    long onAck(byte[] array, int at, int size, long nowNanos) {
        boolean isOurs =
                unanswered
                        && size == CHUNK_BYTES
                        && Wire.i64(array, at + 8) == nonce
                        && Wire.i64(array, at + 16) == sentNanos;
        if (!isOurs) return -1;
        unanswered = false;
        return nowNanos - sentNanos;
    }

    /** The answer to the peer's: what it sent, back. */
    static byte[] ack(byte[] array, int at, int size) {
        return new ChunkBuilder(Chunks.HEARTBEAT_ACK, 0)
                .bytes(array, at + Chunks.HEADER_BYTES, size - Chunks.HEADER_BYTES)
                .build();
    }
}
