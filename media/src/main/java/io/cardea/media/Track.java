package io.cardea.media;

import io.cardea.media.allocate.LayerMeter;
import java.util.Optional;

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

    /** The same of one simulcast layer, -1 for all; a source may send one of all anyway. */
    default void requestKeyframe(int layer) {
        requestKeyframe();
    }

    /** What it takes, where the track measures that itself; otherwise a link does. */
    default Optional<LayerMeter> meter() {
        return Optional.empty();
    }
}
