package io.cardea.rtc.rtcp;

/**
 * Packets and bytes of one stream, and the bytes of its last full second.
 *
 * <p>Belongs to one loop.
 */
public final class ByteRate {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long SILENCE_NANOS = 2 * SECOND_NANOS;

    private long packets;
    private long bytes;
    private boolean begun;
    private long secondBeginNanos;
    private long lastPacketNanos;
    private long bytesThisSecond;
    private long bytesLastSecond;

    /** Counts one packet. */
    public void add(int packetBytes, long nowNanos) {
        roll(nowNanos);
        if (!begun) {
            begun = true;
            secondBeginNanos = nowNanos;
        }
        packets++;
        bytes += packetBytes;
        bytesThisSecond += packetBytes;
        lastPacketNanos = nowNanos;
    }

    public long packets() {
        return packets;
    }

    public long bytes() {
        return bytes;
    }

    /** Bytes of the last full second; 0 after two seconds without a packet. */
    public long bytesLastSecond(long nowNanos) {
        if (!begun || nowNanos - lastPacketNanos >= SILENCE_NANOS) return 0;
        roll(nowNanos);
        return bytesLastSecond;
    }

    private void roll(long nowNanos) {
        if (!begun) return;
        long seconds = (nowNanos - secondBeginNanos) / SECOND_NANOS;
        if (seconds <= 0) return;
        bytesLastSecond = seconds == 1 ? bytesThisSecond : 0;
        bytesThisSecond = 0;
        secondBeginNanos += seconds * SECOND_NANOS;
    }
}
