package io.cardea.rtc.rtcp;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.Seq16;

/**
 * What is known of one SSRC we receive: the numbers of our report blocks and of the Janus API.
 *
 * <p>Belongs to one loop. {@link #onPacket} for each packet after repair (a retransmission counts
 * with its original sequence number), {@link #onSenderReport} for the sender's reports, {@link
 * #reportBlock} about once a second. See RFC 3550, A.1, A.3 and A.8.
 *
 * <p>A source that jumps far and stays there is taken to have restarted (A.1): its numbers then go
 * on from the loss counted so far.
 */
public final class ReceptionStatistics {
    private static final int MAX_DROPOUT = 3_000; // RFC 3550, A.1
    private static final int MAX_MISORDER =
            1_000; // A.1 has 100: too few for a fast stream with jitter
    private static final int NO_SEQUENCE = -1;

    /** An out-of-order packet this late without RTX was sent again on request. */
    public static final long LATE_NANOS = 120_000_000L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int clockRate;
    private final ByteRate rate = new ByteRate();
    private final LinkQuality linkQuality = new LinkQuality();
    private final LinkQuality mediaLinkQuality = new LinkQuality();

    private boolean begun;
    private int baseSequence;
    private int maxSequence;
    private int cycles;
    private int badSequence = NO_SEQUENCE;
    private long lostBeforeRestart;
    private long received;
    private long retransmissions;
    private long receivedSinceBase;
    private long retransmittedSinceBase;
    private long outOfOrder;

    private boolean transitKnown;
    private int lastTransit;
    private int lastTimestamp;
    private int jitter; // scaled by 16

    private long expectedPrior;
    private long receivedPrior;
    private long retransmittedPrior;

    private int lastSenderReport;
    private long lastSenderReportNanos;

    /** Statistics of a stream whose timestamps tick {@code clockRate} times a second. */
    public ReceptionStatistics(int clockRate) {
        if (clockRate <= 0) throw new IllegalArgumentException("clock rate " + clockRate);
        this.clockRate = clockRate;
    }

    /**
     * Counts one packet.
     *
     * @param bytes of the whole packet
     * @param retransmitted whether it came as RTX
     */
    public void onPacket(
            int sequenceNumber, int timestamp, int bytes, long nowNanos, boolean retransmitted) {
        rate.add(bytes, nowNanos);
        if (!begun) start(sequenceNumber);
        int ahead = (sequenceNumber - maxSequence) & 0xFFFF;
        boolean inOrder = false;
        if (ahead < MAX_DROPOUT) {
            inOrder = ahead != 0 || receivedSinceBase == 0;
            if (sequenceNumber < maxSequence) cycles += 1 << 16;
            maxSequence = sequenceNumber;
            badSequence = NO_SEQUENCE;
        } else if (ahead <= (1 << 16) - MAX_MISORDER && !retransmitted) {
            if (sequenceNumber != badSequence) {
                badSequence = Seq16.next(sequenceNumber);
                received++;
                return;
            }
            restart(sequenceNumber);
            inOrder = true;
        }
        received++;
        receivedSinceBase++;
        int transit = transit(timestamp, nowNanos);
        if (!inOrder) outOfOrder++;
        if (retransmitted || (!inOrder && isLate(transit))) {
            retransmissions++;
            retransmittedSinceBase++;
        } else if (inOrder) {
            updateJitter(timestamp, transit);
        }
    }

    private void start(int sequenceNumber) {
        begun = true;
        baseSequence = sequenceNumber;
        maxSequence = sequenceNumber;
        cycles = 0;
        badSequence = NO_SEQUENCE;
        receivedSinceBase = 0;
        retransmittedSinceBase = 0;
        expectedPrior = 0;
        receivedPrior = 0;
        retransmittedPrior = 0;
        transitKnown = false;
    }

    private void restart(int sequenceNumber) {
        lostBeforeRestart = lost();
        // The first packet of the new run was counted when it was still suspect.
        start((sequenceNumber - 1) & 0xFFFF);
        maxSequence = sequenceNumber;
        if (sequenceNumber == 0) cycles = 1 << 16;
        receivedSinceBase = 1;
    }

    private int transit(int timestamp, long nowNanos) {
        long seconds = Math.floorDiv(nowNanos, NANOS_PER_SECOND);
        long rest = Math.floorMod(nowNanos, NANOS_PER_SECOND);
        long arrival = seconds * clockRate + rest * clockRate / NANOS_PER_SECOND;
        return (int) arrival - timestamp;
    }

    private boolean isLate(int transit) {
        return transitKnown
                && (long) (transit - lastTransit) * 1_000 > LATE_NANOS / 1_000_000 * clockRate;
    }

    /**
     * RFC 3550, A.8, once per frame: packets of one frame share a timestamp and leave in a burst.
     */
    private void updateJitter(int timestamp, int transit) {
        if (transitKnown && timestamp == lastTimestamp) return;
        if (transitKnown) {
            int difference = Math.abs(transit - lastTransit);
            jitter += difference - ((jitter + 8) >> 4);
        }
        transitKnown = true;
        lastTransit = transit;
        lastTimestamp = timestamp;
    }

    /** A sender report of this source arrived. */
    public void onSenderReport(long ntpTimestamp, long nowNanos) {
        lastSenderReport = NtpClock.compact(ntpTimestamp);
        lastSenderReportNanos = nowNanos;
    }

    /**
     * Adds this source's block to a report and begins the next interval; also feeds the link
     * quality figures.
     *
     * @param report index of the report, the last packet in {@code into}
     * @return false, and nothing begun, when there was no room or nothing has been received yet
     */
    public boolean reportBlock(Packet into, int report, int ssrc, long nowNanos) {
        if (!begun) return false;
        long expected = expected() - expectedPrior;
        long got = receivedSinceBase - receivedPrior;
        long lostNow = expected - got;
        int fraction = expected > 0 && lostNow > 0 ? (int) ((lostNow << 8) / expected) : 0;
        int delay = 0;
        if (lastSenderReport != 0) {
            delay = NtpClock.compactOfNanos(nowNanos - lastSenderReportNanos);
        }
        boolean written =
                RtcpWriter.reportBlock(
                        into,
                        report,
                        ssrc,
                        Math.min(fraction, 255),
                        lost(),
                        extendedHighestSequenceNumber(),
                        jitter(),
                        lastSenderReport,
                        delay);
        if (written) beginInterval(expected, got);
        return written;
    }

    private void beginInterval(long expected, long got) {
        long repaired = retransmittedSinceBase - retransmittedPrior;
        linkQuality.addLoss(expected - (got - repaired), expected);
        mediaLinkQuality.addLoss(expected - got, expected);
        expectedPrior = expected();
        receivedPrior = receivedSinceBase;
        retransmittedPrior = retransmittedSinceBase;
    }

    private long expected() {
        if (!begun) return 0;
        return (extendedHighestSequenceNumber() & 0xFFFF_FFFFL) - baseSequence + 1;
    }

    public boolean hasReceived() {
        return begun;
    }

    public int extendedHighestSequenceNumber() {
        return cycles + maxSequence;
    }

    /** Packets lost since the start; negative when more came than were sent. */
    public long lost() {
        return lostBeforeRestart + expected() - receivedSinceBase;
    }

    /** Packets received, retransmissions included. */
    public long received() {
        return received;
    }

    /** Packets that came again on our request. */
    public long retransmissions() {
        return retransmissions;
    }

    /** Packets that came after a later one. */
    public long outOfOrder() {
        return outOfOrder;
    }

    /** In ticks. */
    public int jitter() {
        return jitter >> 4;
    }

    /** As the Janus API shows it. */
    public int jitterMillis() {
        return (int) ((long) jitter() * 1_000 / clockRate);
    }

    public long bytes() {
        return rate.bytes();
    }

    public long bytesLastSecond(long nowNanos) {
        return rate.bytesLastSecond(nowNanos);
    }

    /** {@code in-link-quality}: what arrived without being asked for again. */
    public int linkQuality() {
        return linkQuality.value();
    }

    /** {@code in-media-link-quality}: what arrived, in the end. */
    public int mediaLinkQuality() {
        return mediaLinkQuality.value();
    }
}
