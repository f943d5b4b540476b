package io.cardea.tools.load.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.rtcp.RtcpWriter;

/**
 * Which packets of one RTP stream have come, by the numbers in their headers.
 *
 * <p>Belongs to one loop; does not allocate but for the first gap. Of every packet expected it is
 * known whether it has been received, is waited for, or is lost: the three add up. What is missing
 * for {@value #PATIENCE_NANOS} ns is lost, and stays so even if it comes. RFC 3550, A.1, A.3, A.8.
 */
final class Reception {
    /** How long a missing packet is waited for. */
    static final long PATIENCE_NANOS = 1_000_000_000L;

    /** Sequence numbers remembered. */
    static final int WINDOW = 1_024;

    /** A jump ahead of so many is another stream under the same SSRC. */
    static final int MAX_DROPOUT = 3_000;

    static final long FIRST_ASK_NANOS = 12_000_000L;
    static final long ASK_AGAIN_NANOS = 100_000_000L;

    private static final int MASK = WINDOW - 1;
    private static final int NACK_ITEM_ROOM = 4;

    final int ssrc;
    final boolean video;

    private final int clockRate;
    private final LoopTotals totals;
    private final long[] came = new long[WINDOW / Long.SIZE];

    private boolean begun;
    private long base;
    private long highest; // extended: with its cycles
    private int suspect = -1;
    private long expected;
    private long received;
    private long lost;

    // What is waited for, oldest first; made with the first gap.
    private long[] missing = {};
    private long[] missingSince = {};
    private long[] askNext = {};
    private int missingCount;

    private boolean measured;
    private int transit;
    private long jitter; // sixteen times, as RFC 3550, A.8 keeps it
    private long reportedExpected;
    private long reportedReceived;
    private int lastSenderReport;
    private long senderReportNanos;

    /** Whether a keyframe has come: until then every packet is looked into. */
    boolean keyframeSeen;

    long nextPliNanos;

    Reception(int ssrc, boolean video, int clockRate, LoopTotals totals) {
        this.ssrc = ssrc;
        this.video = video;
        this.clockRate = clockRate;
        this.totals = totals;
    }

    /** Takes note of a packet; whether it is one that was not here before. */
    boolean onPacket(int sequenceNumber, int timestamp, long nowNanos) {
        if (!begun) {
            begin(sequenceNumber);
            came(highest);
        } else {
            int ahead = Seq16.distance(sequenceNumber, (int) highest & 0xFFFF);
            if (ahead <= 0) return late(highest + ahead, sequenceNumber, false);
            suspect = -1;
            if (ahead > MAX_DROPOUT) {
                restart(sequenceNumber);
            } else {
                if (ahead > 1) gap(ahead, nowNanos);
                highest += ahead;
                expected += ahead;
                totals.expected += ahead;
                came(highest);
            }
        }
        measure(timestamp, nowNanos);
        return true;
    }

    private void begin(int sequenceNumber) {
        begun = true;
        highest = 0x1_0000L + sequenceNumber; // so that nothing unwraps below zero
        base = highest;
        measured = false;
        expected++;
        totals.expected++;
    }

    private void restart(int sequenceNumber) {
        giveUpAll();
        begin(sequenceNumber);
        came(highest);
    }

    private void came(long extended) {
        int slot = (int) extended & MASK;
        came[slot >> 6] |= 1L << slot;
        received++;
        totals.received++;
    }

    private boolean isMarked(long extended) {
        int slot = (int) extended & MASK;
        return (came[slot >> 6] & 1L << slot) != 0;
    }

    private void gap(int ahead, long nowNanos) {
        for (long extended = highest + 1; extended < highest + ahead; extended++) {
            int slot = (int) extended & MASK;
            came[slot >> 6] &= ~(1L << slot);
            miss(extended, nowNanos);
        }
    }

    private void miss(long extended, long nowNanos) {
        if (missing.length == 0) {
            missing = new long[WINDOW];
            missingSince = new long[WINDOW];
            askNext = new long[WINDOW];
        }
        if (missingCount == WINDOW) giveUp(1);
        missing[missingCount] = extended;
        missingSince[missingCount] = nowNanos;
        askNext[missingCount] = nowNanos + FIRST_ASK_NANOS;
        missingCount++;
    }

    /** A packet at or behind the highest. */
    private boolean late(long extended, int sequenceNumber, boolean resent) {
        if (highest - extended >= WINDOW || extended < base) {
            if (resent || highest - extended < WINDOW) return false; // from before the beginning
            return old(sequenceNumber);
        }
        if (isMarked(extended)) {
            totals.duplicated++;
            return false;
        }
        int at = find(extended);
        if (at < 0) return false; // too late: it has been counted as lost
        remove(at);
        came(extended);
        if (!resent) totals.reordered++;
        return true;
    }

    /** Two in a row from far behind: the source has begun anew (RFC 3550, A.1). */
    private boolean old(int sequenceNumber) {
        if (sequenceNumber != suspect) {
            suspect = Seq16.next(sequenceNumber);
            return false;
        }
        suspect = -1;
        restart(sequenceNumber);
        return true;
    }

    /** A retransmission of that packet came; whether it was waited for. */
    boolean onRepair(int sequenceNumber) {
        if (!begun) return false;
        int ahead = Seq16.distance(sequenceNumber, (int) highest & 0xFFFF);
        return ahead < 0 && late(highest + ahead, sequenceNumber, true);
    }

    private int find(long extended) {
        for (int i = 0; i < missingCount; i++) {
            if (missing[i] == extended) return i;
        }
        return -1;
    }

    private void remove(int at) {
        int behind = missingCount - at - 1;
        System.arraycopy(missing, at + 1, missing, at, behind);
        System.arraycopy(missingSince, at + 1, missingSince, at, behind);
        System.arraycopy(askNext, at + 1, askNext, at, behind);
        missingCount--;
    }

    private void giveUp(int count) {
        lost += count;
        totals.lost += count;
        int left = missingCount - count;
        System.arraycopy(missing, count, missing, 0, left);
        System.arraycopy(missingSince, count, missingSince, 0, left);
        System.arraycopy(askNext, count, askNext, 0, left);
        missingCount = left;
    }

    /** Nothing is waited for any more: what is missing is lost. */
    void giveUpAll() {
        if (missingCount > 0) giveUp(missingCount);
    }

    /** Whether anything is waited for. */
    boolean isWaiting() {
        return missingCount > 0;
    }

    /** Counts as lost what has been waited for long enough. */
    void expire(long nowNanos) {
        int over = 0;
        while (over < missingCount && nowNanos - missingSince[over] > PATIENCE_NANOS) over++;
        if (over > 0) giveUp(over);
    }

    private void measure(int timestamp, long nowNanos) {
        long arrival = nowNanos / 1_000 * clockRate / 1_000_000;
        int now = (int) arrival - timestamp;
        if (measured) jitter += Math.abs((long) (now - transit)) - ((jitter + 8) >> 4);
        measured = true;
        transit = now;
    }

    // ---- Feedback ----

    /**
     * Appends requests for what is due, as many as there is room for.
     *
     * @return how many packets were asked for
     */
    int nack(Packet into, int senderSsrc, long nowNanos) {
        int asked = 0;
        int message = RtcpWriter.NO_ROOM;
        for (int i = 0; i < missingCount; i++) {
            if (askNext[i] > nowNanos) continue;
            if (message == RtcpWriter.NO_ROOM) {
                message = RtcpWriter.beginNack(into, senderSsrc, ssrc);
                if (message == RtcpWriter.NO_ROOM) break;
            }
            if (into.length() + NACK_ITEM_ROOM > RtcpWriter.MAX_LENGTH) break;
            long pid = missing[i];
            int blp = 0;
            askNext[i] = nowNanos + ASK_AGAIN_NANOS;
            asked++;
            for (int j = i + 1; j < missingCount && missing[j] - pid <= 16; j++) {
                if (missing[j] <= pid || askNext[j] > nowNanos) continue;
                blp |= 1 << (int) (missing[j] - pid - 1);
                askNext[j] = nowNanos + ASK_AGAIN_NANOS;
                asked++;
            }
            RtcpWriter.nackItem(into, message, (int) pid & 0xFFFF, blp);
        }
        return asked;
    }

    void onSenderReport(long ntpTimestamp, long nowNanos) {
        lastSenderReport = (int) (ntpTimestamp >>> 16);
        senderReportNanos = nowNanos;
    }

    /** Appends a block about this stream to the report at {@code report}. */
    boolean report(Packet into, int report, long nowNanos) {
        long expectedSince = expected - reportedExpected;
        long lostSince = expectedSince - (received - reportedReceived);
        int fraction = 0;
        if (expectedSince > 0 && lostSince > 0) fraction = (int) (256 * lostSince / expectedSince);
        reportedExpected = expected;
        reportedReceived = received;
        long delay = lastSenderReport == 0 ? 0 : nowNanos - senderReportNanos;
        return RtcpWriter.reportBlock(
                into,
                report,
                ssrc,
                Math.min(fraction, 255),
                lost + missingCount,
                (int) (highest - 0x1_0000L),
                (int) (jitter >> 4),
                lastSenderReport,
                (int) (delay / 1_000 * 65_536 / 1_000_000));
    }

    boolean hasBegun() {
        return begun;
    }

    // ---- Figures ----

    long expected() {
        return expected;
    }

    long received() {
        return received;
    }

    long lost() {
        return lost;
    }

    /** Packets waited for. */
    int missing() {
        return missingCount;
    }

    double jitterMillis() {
        return (jitter >> 4) * 1_000.0 / clockRate;
    }
}
