package io.cardea.media.forward;

import io.cardea.media.FanOut;
import io.cardea.media.MediaLoop;
import io.cardea.media.Track;
import io.cardea.media.TrackFormat;
import io.cardea.media.TrackSink;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;

/**
 * A stream of a remote source, all simulcast layers together.
 *
 * <p>Belongs to the source's loop; only {@link #format} may be read from elsewhere.
 */
final class RemoteTrack implements Track, RemoteStream {
    static final int LAYERS = 3;

    private final RemoteReceiver receiver;
    private final int mindex;
    private final FanOut sinks;
    private final Arrivals[] arrivals = new Arrivals[LAYERS];
    private final int[] restarts = new int[LAYERS];
    private volatile TrackFormat format; // a snapshot: replaced whole
    private boolean held;

    // Of keyframe requests.
    boolean wanted;
    boolean asked;
    long askedNanos;

    RemoteTrack(MediaLoop loop, RemoteReceiver receiver, int mindex, TrackFormat format) {
        this.receiver = receiver;
        this.mindex = mindex;
        this.format = format;
        this.sinks = new FanOut(loop);
        for (int i = 0; i < LAYERS; i++) {
            arrivals[i] = new Arrivals();
        }
    }

    int mindex() {
        return mindex;
    }

    @Override
    public TrackFormat format() {
        return format;
    }

    /** Any thread. */
    void format(TrackFormat newFormat) {
        format = newFormat;
    }

    @Override
    public void connect(TrackSink sink) {
        sinks.connect(sink);
    }

    @Override
    public void disconnect(TrackSink sink) {
        sinks.disconnect(sink);
    }

    @Override
    public void hold(boolean on) {
        if (held && !on) sinks.resumed();
        held = on;
    }

    @Override
    public void requestKeyframe() {
        if (format.kind() == MediaKind.VIDEO) receiver.keyframeWanted(this);
    }

    Arrivals.Verdict accept(int layer, int sequenceNumber) {
        Arrivals.Verdict verdict = arrivals[layer].accept(sequenceNumber);
        if (verdict == Arrivals.Verdict.RESTART) restarts[layer]++;
        return verdict;
    }

    /** Another sender begins: its numbers have nothing to do with the last one's. */
    void restart() {
        for (int i = 0; i < LAYERS; i++) {
            arrivals[i].reset();
            restarts[i]++;
        }
    }

    /** How often the layer's stream has begun anew. */
    int restarts(int layer) {
        return restarts[layer];
    }

    void deliver(RtpPacket lent) {
        if (!held) sinks.deliver(lent);
    }

    void end() {
        sinks.end();
    }
}
