package io.cardea.media.forward;

import io.cardea.rtc.packet.Seq16;

/**
 * Sequence numbers as they come, but for the gap where packets were held back on purpose: what
 * follows goes on directly, so that the receiver does not take it for loss.
 */
final class SequenceJoint {
    private boolean started;
    private boolean joining;
    private int shift;
    private int last;

    int map(int sequenceNumber) {
        if (joining && started) shift = Seq16.next(last) - sequenceNumber;
        joining = false;
        int out = Seq16.add(sequenceNumber, shift);
        if (!started || Seq16.isNewer(out, last)) last = out;
        started = true;
        return out;
    }

    void resumed() {
        joining = true;
    }
}
