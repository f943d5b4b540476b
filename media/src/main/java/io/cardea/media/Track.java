package io.cardea.media;

/**
 * A source of RTP on a loop: what a peer sends us, a file, an RTP port, a mixer's output, another
 * node.
 *
 * <p>Belongs to one loop, and so do the sinks connected to it; a sink on another loop is reached
 * through a mirror of the track there.
 */
public interface Track {
    /** What it carries; may change with a renegotiation. */
    TrackFormat format();

    /** From now on the sink is lent every packet. Connecting twice does nothing. */
    void connect(TrackSink sink);

    /** Ends a connection; unknown sinks are ignored. {@link TrackSink#onEnd} is not called. */
    void disconnect(TrackSink sink);

    /** Holds everything back from every sink, or lets it go on. */
    void hold(boolean on);

    /** Asks the source for a keyframe; requests are merged. No effect on audio. */
    void requestKeyframe();
}
