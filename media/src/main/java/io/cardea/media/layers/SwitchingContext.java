package io.cardea.media.layers;

import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;

/**
 * Makes one continuous RTP stream of several sources, of a source with pauses, and of a source of
 * which packets are left out.
 *
 * <p>When the SSRC changes, sequence numbers go on with the next one and timestamps by the time
 * that has passed, at least one tick. After a pause only sequence numbers are joined: the source's
 * own timestamps have gone on. A packet left out on purpose shifts what follows by one, so that the
 * receiver sees no loss; a packet of the past (a retransmission) is not shifted by what was left
 * out after it.
 *
 * <p>It starts at zero: the first packet gets sequence number 1 and timestamp 0. Belongs to a loop.
 */
public final class SwitchingContext {
    /** Left-out packets remembered, for late packets from before them. */
    static final int REMEMBERED = 64;

    private final int[] skipped = new int[REMEMBERED];
    private int skippedCount;

    private boolean started;
    private boolean paused;
    private boolean restarting;
    private int ssrc;
    private int baseSequence;
    private int baseSequenceOut;
    private int highestSequence;
    private int lastSequenceOut;
    private int baseTimestamp;
    private int baseTimestampOut;
    private int lastTimestampOut;
    private long lastNanos;

    /** Fills sequence number and timestamp of the packet on its way out. */
    public void rewrite(RtpPacket lent, int clockRate, long nowNanos, RtpRewrite out) {
        rewrite(lent.ssrc, lent.sequenceNumber, lent.timestamp, clockRate, nowNanos, out);
    }

    /** The same for a packet that has been rewritten before. */
    public void rewrite(
            int newSsrc,
            int sequence,
            int timestamp,
            int clockRate,
            long nowNanos,
            RtpRewrite out) {
        if (!started || restarting || newSsrc != ssrc) {
            switchSource(newSsrc, sequence, timestamp, clockRate, nowNanos);
        } else if (paused) {
            joinSequence(sequence);
        }
        int shift = 0;
        boolean newest = !Seq16.isNewer(highestSequence, sequence);
        if (newest) {
            highestSequence = sequence;
        } else {
            shift = skippedAfter(sequence);
        }
        out.sequenceNumber = Seq16.add(sequence - baseSequence, baseSequenceOut + 1 + shift);
        out.timestamp = timestamp - baseTimestamp + baseTimestampOut;
        if (newest) {
            lastSequenceOut = out.sequenceNumber;
            lastTimestampOut = out.timestamp;
            lastNanos = nowNanos;
        }
    }

    private void switchSource(
            int newSsrc, int sequence, int timestamp, int clockRate, long nowNanos) {
        baseTimestamp = timestamp;
        if (started) {
            long elapsed = Math.max(0, nowNanos - lastNanos);
            long ticks = elapsed / 1_000 * clockRate / 1_000_000;
            baseTimestampOut = lastTimestampOut + (int) Math.max(1, ticks);
        }
        started = true;
        restarting = false;
        ssrc = newSsrc;
        joinSequence(sequence);
    }

    private void joinSequence(int sequence) {
        paused = false;
        baseSequence = sequence;
        baseSequenceOut = lastSequenceOut;
        highestSequence = sequence;
        skippedCount = 0;
    }

    /** A timestamp of the current source as it goes out. */
    public int timestamp(int incoming) {
        return incoming - baseTimestamp + baseTimestampOut;
    }

    /** Whether a packet of that SSRC would take the place of another source. */
    public boolean isSwitch(int newSsrc) {
        return started && newSsrc != ssrc;
    }

    /** A packet of the current source is left out. */
    public void skip(RtpPacket lent) {
        // A late one left its gap long ago: nothing can be shifted any more.
        boolean late = !Seq16.isNewer(lent.sequenceNumber, highestSequence);
        if (!started || paused || lent.ssrc != ssrc || late) return;
        highestSequence = lent.sequenceNumber;
        baseSequence = Seq16.next(baseSequence);
        skipped[skippedCount++ % REMEMBERED] = lent.sequenceNumber;
    }

    private int skippedAfter(int sequence) {
        int count = 0;
        for (int i = 0; i < Math.min(skippedCount, REMEMBERED); i++) {
            if (Seq16.isNewer(skipped[i], sequence)) count++;
        }
        return count;
    }

    /** Whatever comes next follows directly on what was sent last. */
    public void pause() {
        paused = true;
    }

    /** Whatever comes next is taken as another source: its timestamps count for nothing. */
    public void restart() {
        restarting = true;
    }
}
