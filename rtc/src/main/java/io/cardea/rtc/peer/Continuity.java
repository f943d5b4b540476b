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
    private boolean started;
    private int outSsrc;
    private int inSsrc;
    private int sequenceOffset;
    private int timestampOffset;
    private int lastSequenceNumber;
    private int lastTimestamp;
    private long lastArrivalNanos;

    /** Rewrites the fields of the view (not the bytes). */
    void apply(RtpPacket view, int clockRate) {
        if (!started) {
            begin(view);
        } else if (view.ssrc != inSsrc) {
            join(view, clockRate);
        }
        view.ssrc = outSsrc;
        view.sequenceNumber = Seq16.add(view.sequenceNumber, sequenceOffset);
        view.timestamp += timestampOffset;
        if (Seq16.isNewer(view.sequenceNumber, lastSequenceNumber)) {
            lastSequenceNumber = view.sequenceNumber;
            lastTimestamp = view.timestamp;
            lastArrivalNanos = view.arrivalNanos;
        }
    }

    private void begin(RtpPacket view) {
        started = true;
        outSsrc = view.ssrc;
        inSsrc = view.ssrc;
        lastSequenceNumber = view.sequenceNumber;
        lastTimestamp = view.timestamp;
        lastArrivalNanos = view.arrivalNanos;
    }

    private void join(RtpPacket view, int clockRate) {
        inSsrc = view.ssrc;
        long micros = Math.max(0, view.arrivalNanos - lastArrivalNanos) / 1_000;
        long ticks = Math.max(1, micros * clockRate / 1_000_000);
        timestampOffset = lastTimestamp + (int) ticks - view.timestamp;
        sequenceOffset = Seq16.next(lastSequenceNumber) - view.sequenceNumber;
    }

    /** Whether the timestamps of that SSRC are the ones that are being rewritten. */
    boolean isOf(int ssrc) {
        return !started || ssrc == inSsrc;
    }

    /** The timestamp as those behind see it. */
    int timestamp(int incoming) {
        return incoming + timestampOffset;
    }
}
