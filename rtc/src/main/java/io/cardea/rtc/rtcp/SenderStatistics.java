package io.cardea.rtc.rtcp;

import io.cardea.rtc.packet.Packet;

/**
 * What is known of one SSRC we send: the numbers of our sender reports, and what the peer reports
 * back.
 *
 * <p>Belongs to one loop. See RFC 3550, 6.4.
 */
public final class SenderStatistics {
    /** {@link #rttNanos} before it is known. */
    public static final long UNKNOWN = -1;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long QUALITY_INTERVAL_NANOS = 2 * NANOS_PER_SECOND;
    private static final int MAX_RTT_COMPACT = 60 << 16; // a minute: beyond is a peer's mistake
    private static final int MAX_ERROR_COMPACT = 655; // 10 ms below zero is rounding

    private final int clockRate;
    private final NtpClock clock;
    private final ByteRate rate = new ByteRate();
    private final LinkQuality linkQuality = new LinkQuality();
    private final LinkQuality mediaLinkQuality = new LinkQuality();

    private long packets;
    private long octets;
    private int lastTimestamp;
    private long lastTimestampNanos;

    private long rttNanos = UNKNOWN;
    private int rttArrival;
    private int rttLastReport;
    private int rttDelay;
    private int fractionLost;
    private int cumulativeLost;
    private int remoteJitter;
    private boolean reported;
    private int reportedHighest;

    private boolean qualityBegun;
    private long qualityNanos;
    private long nacks;
    private long nacksPrior;
    private long packetsPrior;
    private int lostPrior;
    private int highestPrior;

    public SenderStatistics(int clockRate, NtpClock clock) {
        if (clockRate <= 0) throw new IllegalArgumentException("clock rate " + clockRate);
        this.clockRate = clockRate;
        this.clock = clock;
    }

    /**
     * Counts one packet sent, a repetition under the same SSRC included.
     *
     * @param payloadBytes without header and padding, as sender reports count
     * @param packetBytes of the whole packet
     */
    public void onSent(int timestamp, int payloadBytes, int packetBytes, long nowNanos) {
        rate.add(packetBytes, nowNanos);
        if (packets == 0 || timestamp - lastTimestamp > 0) {
            lastTimestamp = timestamp;
            lastTimestampNanos = nowNanos;
        }
        packets++;
        octets += payloadBytes;
    }

    /** The media was switched to another timeline: the next timestamp is right, even if older. */
    public void onTimestampJump(int timestamp, long nowNanos) {
        lastTimestamp = timestamp;
        lastTimestampNanos = nowNanos;
    }

    /** The peer asked for that many of our packets again. */
    public void onNack(int count) {
        nacks += count;
    }

    /**
     * Begins a sender report, with the timestamp extrapolated from the last packet.
     *
     * @return the report's index for {@link RtcpWriter#reportBlock}, or {@link RtcpWriter#NO_ROOM};
     *     also when nothing was sent yet
     */
    public int senderReport(Packet into, int ssrc, long nowNanos) {
        if (packets == 0) return RtcpWriter.NO_ROOM;
        return RtcpWriter.beginSenderReport(
                into, ssrc, clock.ntp(nowNanos), timestamp(nowNanos), packets, octets);
    }

    private int timestamp(long nowNanos) {
        long elapsed = Math.max(nowNanos - lastTimestampNanos, 0);
        long ticks =
                elapsed / NANOS_PER_SECOND * clockRate
                        + elapsed % NANOS_PER_SECOND * clockRate / NANOS_PER_SECOND;
        return lastTimestamp + (int) ticks;
    }

    /** The peer reported on this SSRC: block {@code i} of the report the reader stands on. */
    public void onReportBlock(RtcpReader lent, int i, long nowNanos) {
        fractionLost = lent.fractionLost(i);
        cumulativeLost = lent.cumulativeLost(i);
        reportedHighest = lent.extendedHighestSequenceNumber(i);
        remoteJitter = lent.jitter(i);
        if (!reported) {
            // The first report opens the first interval; what came before is its base.
            reported = true;
            highestPrior = reportedHighest - (int) Math.min(packets, Integer.MAX_VALUE);
        }
        updateRtt(lent.lastSenderReport(i), lent.delaySinceLastSenderReport(i), nowNanos);
        updateQuality(nowNanos);
    }

    /** RFC 3550, 6.4.1: A - LSR - DLSR, in 1/65536 s. */
    private void updateRtt(int lastSenderReport, int delay, long nowNanos) {
        if (lastSenderReport == 0) return;
        int arrival = NtpClock.compact(clock.ntp(nowNanos));
        int rtt = arrival - lastSenderReport - delay;
        if (rtt < -MAX_ERROR_COMPACT || rtt > MAX_RTT_COMPACT) return;
        rttNanos = NtpClock.nanosOfCompact(Math.max(rtt, 1));
        rttArrival = arrival;
        rttLastReport = lastSenderReport;
        rttDelay = delay;
    }

    /** When the report arrived from which the round trip was taken (A), in 1/65536 s of NTP. */
    public int rttArrival() {
        return rttArrival;
    }

    /** The sender report that it was about (LSR), likewise. */
    public int rttLastReport() {
        return rttLastReport;
    }

    /** How long the peer kept that (DLSR), in 1/65536 s. */
    public int rttDelay() {
        return rttDelay;
    }

    private void updateQuality(long nowNanos) {
        if (qualityBegun && nowNanos - qualityNanos < QUALITY_INTERVAL_NANOS) return;
        qualityBegun = true;
        qualityNanos = nowNanos;
        long sent = packets - packetsPrior;
        long asked = nacks - nacksPrior;
        if (asked == 0) {
            linkQuality.add(100);
        } else {
            linkQuality.addLoss(asked, Math.max(sent, 0));
        }
        int expected = reportedHighest - highestPrior;
        mediaLinkQuality.addLoss((long) cumulativeLost - lostPrior, expected);
        packetsPrior = packets;
        nacksPrior = nacks;
        lostPrior = cumulativeLost;
        highestPrior = reportedHighest;
    }

    public long packets() {
        return packets;
    }

    /** Bytes of whole packets. */
    public long bytes() {
        return rate.bytes();
    }

    public long bytesLastSecond(long nowNanos) {
        return rate.bytesLastSecond(nowNanos);
    }

    /** Packets the peer asked for again. */
    public long nacks() {
        return nacks;
    }

    /** Of the last report, or {@link #UNKNOWN}. */
    public long rttNanos() {
        return rttNanos;
    }

    /** Loss in the peer's last interval, in 1/256. */
    public int fractionLost() {
        return fractionLost;
    }

    /** Loss the peer counts since the start; negative with duplicates. */
    public int cumulativeLost() {
        return cumulativeLost;
    }

    /** The peer's jitter in ms. */
    public int remoteJitterMillis() {
        return (int) ((remoteJitter & 0xFFFF_FFFFL) * 1_000 / clockRate);
    }

    /** {@code out-link-quality}: how little the peer asked for again. */
    public int linkQuality() {
        return linkQuality.value();
    }

    /** {@code out-media-link-quality}: what arrived, in the end. */
    public int mediaLinkQuality() {
        return mediaLinkQuality.value();
    }
}
