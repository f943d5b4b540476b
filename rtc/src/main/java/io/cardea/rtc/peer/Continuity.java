package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.rtp.RtpPacket;

/**
 * Hides a change of SSRC in what a peer sends: everything behind sees one stream, with the first
 * SSRC, whose sequence numbers and timestamps go on.
 *
 * <p>After a change the first packet gets the sequence number after the last one, and the timestamp
 * of the last one plus the time that has passed. Belongs to one loop.
 */
final class Continuity {
    private final int clockRate;
    private boolean started;
    private int outSsrc;
    private int inSsrc;
    private int sequenceOffset;
    private int timestampOffset;
    private int lastSequenceNumber;
    private int lastTimestamp;
    private long lastArrivalNanos;

    Continuity(int clockRate) {
        this.clockRate = clockRate;
    }

    /** Rewrites the fields of the view (not the bytes). */
    void apply(RtpPacket view) {
        if (!started) {
            started = true;
            outSsrc = view.ssrc;
            inSsrc = view.ssrc;
        } else if (view.ssrc != inSsrc) {
            inSsrc = view.ssrc;
            long ticks = (view.arrivalNanos - lastArrivalNanos) * clockRate / 1_000_000_000L;
            timestampOffset = lastTimestamp + (int) Math.max(1, ticks) - view.timestamp;
            sequenceOffset = Seq16.next(lastSequenceNumber) - view.sequenceNumber;
        }
        view.ssrc = outSsrc;
        view.sequenceNumber = Seq16.add(view.sequenceNumber, sequenceOffset);
        view.timestamp += timestampOffset;
        if (lastArrivalNanos == 0 || Seq16.isNewer(view.sequenceNumber, lastSequenceNumber)) {
            lastSequenceNumber = view.sequenceNumber;
            lastTimestamp = view.timestamp;
            lastArrivalNanos = view.arrivalNanos;
        }
    }

    /** The timestamp as those behind see it. */
    int timestamp(int incoming) {
        return incoming + timestampOffset;
    }
}
