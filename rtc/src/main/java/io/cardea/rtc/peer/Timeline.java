package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Seq16;

/**
 * Notices when what is sent moves to another timeline: a newer packet with a timestamp much older
 * than the one before. A late packet, or a frame that is shown before the one sent before it, does
 * not count. Belongs to one loop.
 */
final class Timeline {
    private final int toleranceTicks;
    private boolean started;
    private int highestSequenceNumber;
    private int timestamp;

    /** A timeline on which packets go back by less than a second. */
    Timeline(int clockRate) {
        toleranceTicks = clockRate;
    }

    /** Takes note of a packet; whether the timeline is another one from it on. */
    boolean jumpsWith(int sequenceNumber, int newTimestamp) {
        if (started && !Seq16.isNewer(sequenceNumber, highestSequenceNumber)) return false;
        boolean jump = started && newTimestamp - timestamp < -toleranceTicks;
        started = true;
        highestSequenceNumber = sequenceNumber;
        timestamp = newTimestamp;
        return jump;
    }
}
