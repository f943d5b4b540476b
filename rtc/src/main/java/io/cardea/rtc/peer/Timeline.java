package io.cardea.rtc.peer;

import io.cardea.rtc.packet.Seq16;

/**
 * The timestamps of what is sent, in the order of sequence numbers: notices when they move to
 * another timeline, where they go back by a second or more. Frames that are shown before those sent
 * before them go back by less. Belongs to one loop.
 */
final class Timeline {
    private final int toleranceTicks;
    private boolean started;
    private int highestSequenceNumber;
    private int timestamp;

    Timeline(int clockRate) {
        toleranceTicks = clockRate;
    }

    /**
     * Takes note of a packet; a late one changes nothing.
     *
     * @return whether the timeline is another one from it on
     */
    boolean jumpsWith(int sequenceNumber, int newTimestamp) {
        if (started && !Seq16.isNewer(sequenceNumber, highestSequenceNumber)) return false;
        boolean jump = started && newTimestamp - timestamp <= -toleranceTicks;
        started = true;
        highestSequenceNumber = sequenceNumber;
        timestamp = newTimestamp;
        return jump;
    }

    /** Of the newest packet. */
    int sequenceNumber() {
        return highestSequenceNumber;
    }

    /** Of the newest packet. */
    int timestamp() {
        return timestamp;
    }
}
