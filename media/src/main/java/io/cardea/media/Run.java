package io.cardea.media;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;

/**
 * Packets of a track that came in one turn of its loop, kept until the turn has received all.
 *
 * <p>Belongs to one loop. Owns the packets it keeps; its views are reused.
 */
final class Run {
    /** Packets of a track that are passed on together. */
    static final int CAPACITY = 64;

    private final RtpPacket[] views = new RtpPacket[CAPACITY];
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    void add(RtpPacket lent) {
        RtpPacket view = views[count];
        if (view == null) {
            view = new RtpPacket();
            views[count] = view;
        }
        Views.copy(lent, view);
        view.packet(lent.packet().retain());
        count++;
    }

    /** Lends everything to the sinks, and lets go of it. */
    void deliver(FanOut sinks) {
        int ending = count;
        try {
            sinks.deliver(views, ending);
        } finally {
            count = 0;
            for (int i = 0; i < ending; i++) {
                Packet packet = views[i].packet();
                views[i].packet(null);
                packet.release();
            }
        }
    }
}
