package io.cardea.rtc.congestion;

/**
 * One probe cluster: packets sent at a given rate for a moment, and what became of them.
 *
 * <p>Belongs to one loop; reused. The idea: how fast the packets arrive, if that is slower than
 * they were sent, is what the path carries; otherwise it carries at least what was sent. Bytes that
 * are sent in the last instant, and those that arrive in the first, do not belong to the time
 * between. A token bucket lets the first kilobytes pass whatever it carries; so what the later half
 * shows counts, if it was held up.
 */
final class Probe {
    /** Packets of a cluster: fewer say too little. */
    static final int MIN_PACKETS = 10;

    /** Bytes of a cluster, at least: more than fits into the pauses of a slow path. */
    static final int MIN_BYTES = 4_800;

    /** The same where they don't take long: more than twice what a slow path takes in one burst. */
    static final int FULL_BYTES = 9_600;

    private static final long MAX_DURATION_NANOS = 250_000_000; // for those

    private static final long DURATION_NANOS = 20_000_000;
    private static final long MAX_CATCH_UP_NANOS = 20_000_000;
    private static final long INSTANT_NANOS = 500_000;
    private static final long MAX_INTERVAL_NANOS = 1_000_000_000;
    private static final long BIT_NANOS_PER_BYTE = 8_000_000_000L;
    private static final double ENOUGH = 0.75;
    private static final double MAX_RATIO = 2;
    private static final double FULL = 0.9;
    private static final double UTILIZATION = 0.95;

    private int id;
    private long targetBps;
    private long plannedBytes;
    private long dueNanos;
    private int sentPackets;
    private long sentBytes;

    private int packets;
    private long bytes;
    private long firstSent;
    private long lastSent;
    private long lastSentBytes;
    private long firstArrival;
    private long lastArrival;
    private long firstArrivalBytes;
    private long halfBytes; // of the earlier half
    private long halfSent;
    private long halfArrival;
    private boolean heldUp;

    void begin(int newId, long newTargetBps, long nowNanos) {
        id = newId;
        targetBps = newTargetBps;
        long most = Math.min(FULL_BYTES, targetBps * MAX_DURATION_NANOS / BIT_NANOS_PER_BYTE);
        long least = Math.max(MIN_BYTES, most);
        plannedBytes = Math.max(least, targetBps * DURATION_NANOS / BIT_NANOS_PER_BYTE);
        dueNanos = nowNanos;
        sentPackets = 0;
        sentBytes = 0;
        packets = 0;
        bytes = 0;
        halfBytes = 0;
    }

    int id() {
        return id;
    }

    long targetBps() {
        return targetBps;
    }

    /** How long its packets should be: so that there are enough of them. */
    int packetBytes() {
        return (int) (plannedBytes / MIN_PACKETS);
    }

    /** When the next packet is to be sent. */
    long dueNanos() {
        return dueNanos;
    }

    void sent(int packetBytes, long nowNanos) {
        sentPackets++;
        sentBytes += packetBytes;
        long from = Math.max(dueNanos, nowNanos - MAX_CATCH_UP_NANOS);
        dueNanos = from + packetBytes * BIT_NANOS_PER_BYTE / targetBps;
    }

    boolean isSent() {
        return sentPackets >= MIN_PACKETS && sentBytes >= plannedBytes;
    }

    /** One of its packets has arrived; in the order of arrivals. */
    void arrived(long sentNanos, long arrivalNanos, int packetBytes) {
        if (packets == 0) {
            firstSent = sentNanos;
            lastSent = sentNanos;
            lastSentBytes = 0;
            firstArrival = arrivalNanos;
            lastArrival = arrivalNanos;
            firstArrivalBytes = 0;
        }
        packets++;
        bytes += packetBytes;
        firstSent = Math.min(firstSent, sentNanos);
        if (sentNanos - lastSent > INSTANT_NANOS) {
            lastSent = sentNanos;
            lastSentBytes = 0;
        }
        if (Math.abs(sentNanos - lastSent) <= INSTANT_NANOS) lastSentBytes += packetBytes;
        if (arrivalNanos - firstArrival <= INSTANT_NANOS) firstArrivalBytes += packetBytes;
        lastArrival = Math.max(lastArrival, arrivalNanos);
        if (halfBytes == 0 && 2 * bytes >= plannedBytes) {
            halfBytes = bytes;
            halfSent = sentNanos;
            halfArrival = arrivalNanos;
        }
    }

    /** What it shows of the path in bit/s; 0 while that is unclear. */
    long result() {
        if (!isSent() || packets < ENOUGH * sentPackets || bytes < ENOUGH * sentBytes) return 0;
        double sendRate = rate(bytes - lastSentBytes, lastSent - firstSent);
        double receiveRate = rate(bytes - firstArrivalBytes, lastArrival - firstArrival);
        if (sendRate <= 0 || receiveRate <= 0 || receiveRate > MAX_RATIO * sendRate) return 0;
        double lateSent = rate(bytes - halfBytes, lastSent - halfSent);
        double late = rate(bytes - halfBytes, lastArrival - halfArrival);
        if (late > 0 && late < FULL * lateSent) {
            // By comparison: of few packets, one that was lost is a large part.
            receiveRate = Math.min(receiveRate, sendRate * late / lateSent);
        }
        // A path that is full is not to be filled again.
        heldUp = receiveRate < FULL * sendRate;
        if (heldUp) return (long) (UTILIZATION * receiveRate);
        return (long) Math.min(sendRate, receiveRate);
    }

    /** Whether what is shown is the path's doing: otherwise we could not send it fast enough. */
    boolean isHeldUp() {
        return heldUp;
    }

    private static double rate(long bytes, long nanos) {
        if (nanos <= 0 || nanos > MAX_INTERVAL_NANOS) return 0;
        return (double) bytes * BIT_NANOS_PER_BYTE / nanos;
    }
}
