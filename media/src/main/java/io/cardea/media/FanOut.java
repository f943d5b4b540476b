package io.cardea.media;

import io.cardea.rtc.rtp.RtpPacket;
import java.util.Arrays;

/**
 * The sinks of a track: for whoever implements {@link Track} to hold.
 *
 * <p>Belongs to one loop. Sinks may come and go while a packet is being delivered. A sink that
 * throws is disconnected, counted as a fault of the loop and logged; the others never notice.
 */
public final class FanOut {
    private static final TrackSink[] NOBODY = {};

    private final MediaLoop loop;
    private final SenderReports reports = new SenderReports();
    private TrackSink[] sinks = NOBODY;
    private boolean ended;

    public FanOut(MediaLoop loop) {
        this.loop = loop;
    }

    public void connect(TrackSink sink) {
        if (ended) {
            sink.onEnd();
            return;
        }
        if (indexOf(sink) >= 0) return;
        TrackSink[] more = Arrays.copyOf(sinks, sinks.length + 1);
        more[sinks.length] = sink;
        sinks = more;
        reports.tell(sink);
    }

    public void disconnect(TrackSink sink) {
        int index = indexOf(sink);
        if (index < 0) return;
        TrackSink[] fewer = new TrackSink[sinks.length - 1];
        System.arraycopy(sinks, 0, fewer, 0, index);
        System.arraycopy(sinks, index + 1, fewer, index, fewer.length - index);
        sinks = fewer;
    }

    @SuppressWarnings("ReferenceEquality") // a sink is a place, not a value
    private int indexOf(TrackSink sink) {
        for (int i = 0; i < sinks.length; i++) {
            if (sinks[i] == sink) return i;
        }
        return -1;
    }

    public boolean isEmpty() {
        return sinks.length == 0;
    }

    /** Lends the packet to every sink. */
    public void deliver(RtpPacket lent) {
        TrackSink[] current = sinks;
        for (TrackSink sink : current) {
            try {
                sink.onPacket(lent);
            } catch (RuntimeException e) {
                disconnect(sink);
                loop.fault("sink of a track", e);
            }
        }
    }

    /**
     * Lends packets that came in a row: all of them to one sink, then all to the next, so that what
     * is known of a sink is touched once, and what goes to it lies together.
     */
    public void deliver(RtpPacket[] lent, int count) {
        TrackSink[] current = sinks;
        for (TrackSink sink : current) {
            try {
                for (int i = 0; i < count; i++) {
                    sink.onPacket(lent[i]);
                }
                sink.onLull();
            } catch (RuntimeException e) {
                disconnect(sink);
                loop.fault("sink of a track", e);
            }
        }
    }

    /** Tells every sink that what follows goes on after packets that were held back. */
    public void resumed() {
        for (TrackSink sink : sinks) {
            sink.onResumed();
        }
    }

    /** Tells every sink, now and later, of a layer's sender report. */
    public void senderReport(int layer, long ntpTimestamp, int rtpTimestamp) {
        reports.note(layer, ntpTimestamp, rtpTimestamp);
        TrackSink[] current = sinks;
        for (TrackSink sink : current) {
            sink.onSenderReport(layer, ntpTimestamp, rtpTimestamp);
        }
    }

    /** Tells every sink that the track is over and forgets them. */
    public void end() {
        ended = true;
        TrackSink[] current = sinks;
        sinks = NOBODY;
        for (TrackSink sink : current) {
            try {
                sink.onEnd();
            } catch (RuntimeException e) {
                loop.fault("sink of a track", e);
            }
        }
    }
}
