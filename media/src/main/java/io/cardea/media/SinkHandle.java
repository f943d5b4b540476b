package io.cardea.media;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a track can be tied to, for the control plane. Any thread.
 *
 * <p>A sink belongs to one loop: a peer's line to its peer's, another one to the loop of the first
 * track it is tied to.
 */
public final class SinkHandle {
    private final AtomicReference<@Nullable MediaLoop> loop;
    private final @Nullable LinkStream stream;
    private final @Nullable TrackSink raw;
    private final AtomicReference<@Nullable LinkControl> source = new AtomicReference<>();

    private SinkHandle(
            @Nullable MediaLoop loop, @Nullable LinkStream stream, @Nullable TrackSink raw) {
        this.loop = new AtomicReference<>(loop);
        this.stream = stream;
        this.raw = raw;
    }

    /** One continuous stream with one chosen layer: a recorder, an RTP forwarder. */
    public static SinkHandle of(RtpOutput output) {
        return new SinkHandle(null, new LinkStream(output), null);
    }

    /** Everything as it comes, all layers: a mixer's input, another node. */
    public static SinkHandle raw(TrackSink sink) {
        return new SinkHandle(null, null, sink);
    }

    /** The same, on that loop. */
    public static SinkHandle of(MediaLoop loop, RtpOutput output) {
        return new SinkHandle(loop, new LinkStream(output), null);
    }

    /** The same, on that loop. */
    public static SinkHandle raw(MediaLoop loop, TrackSink sink) {
        return new SinkHandle(loop, null, sink);
    }

    static SinkHandle line(MediaLoop loop, PeerLine line) {
        return new SinkHandle(loop, line.stream(), null);
    }

    /** The loop it belongs to; the given one if it had none yet. */
    MediaLoop settle(MediaLoop ofTrack) {
        loop.compareAndSet(null, ofTrack);
        MediaLoop settled = loop.get();
        return settled == null ? ofTrack : settled;
    }

    /** Asks the track that it was tied to last for a keyframe, unless that wire is closed. */
    public void requestKeyframe() {
        LinkControl link = source.get();
        if (link != null) link.requestKeyframe();
    }

    void tied(LinkControl link) {
        source.set(link);
    }

    void untied(LinkControl link) {
        source.compareAndSet(link, null);
    }

    Optional<LinkStream> stream() {
        return Optional.ofNullable(stream);
    }

    Optional<TrackSink> raw() {
        return Optional.ofNullable(raw);
    }
}
