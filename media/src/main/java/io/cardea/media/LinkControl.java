package io.cardea.media;

import io.cardea.rtc.rtp.RtpPacket;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One wire from a track to a sink, for the control plane. Any thread; effective on the sink's loop
 * soon after, in the order of the calls.
 */
public final class LinkControl implements AutoCloseable {
    private final MediaLoop home;
    private final Track track;
    private final SinkHandle sink;
    private final LinkEvents events;
    private final MediaLoop loop;
    private final AtomicReference<LinkTargets> targets;

    // Set once, on the loop; read by layers().
    private volatile @Nullable Link link;
    private @Nullable RawLink rawLink;
    private @Nullable Track source;

    LinkControl(
            MediaLoop home, Track track, SinkHandle sink, LinkTargets targets, LinkEvents events) {
        this.home = home;
        this.track = track;
        this.sink = sink;
        this.events = events;
        this.loop = sink.settle(home);
        this.targets = new AtomicReference<>(targets);
    }

    void open() {
        LinkTargets first = targets.get();
        sink.tied(this);
        loop.post(() -> attach(first));
    }

    private void attach(LinkTargets first) {
        Track near = loop == home ? track : loop.mirror(home, track);
        source = near;
        if (sink.raw().isPresent()) {
            rawLink = new RawLink(sink.raw().get(), first.active(), events);
            near.connect(rawLink);
        } else {
            Link made = new Link(loop, near, sink.stream().orElseThrow(), first, events);
            link = made;
            made.attach();
        }
    }

    /** Lets packets flow or holds them back; the receiver sees no gap. */
    public void active(boolean on) {
        change(t ->
                new LinkTargets(
                        on,
                        t.substream(),
                        t.temporal(),
                        t.spatialLayer(),
                        t.temporalLayer(),
                        t.svc(),
                        t.fallbackMicros()));
    }

    /** Wanted simulcast layers, 0 to 2 each. */
    public void simulcastTarget(int substream, int temporal) {
        change(t ->
                new LinkTargets(
                        t.active(),
                        substream,
                        temporal,
                        t.spatialLayer(),
                        t.temporalLayer(),
                        t.svc(),
                        t.fallbackMicros()));
    }

    /** Wanted SVC layers, 0 to 2 each. */
    public void svcTarget(int spatialLayer, int temporalLayer) {
        change(t ->
                new LinkTargets(
                        t.active(),
                        t.substream(),
                        t.temporal(),
                        spatialLayer,
                        temporalLayer,
                        t.svc(),
                        t.fallbackMicros()));
    }

    /** Silence after which a lower layer is tried, in microseconds; 0 for the default. */
    public void fallback(int micros) {
        change(t ->
                new LinkTargets(
                        t.active(),
                        t.substream(),
                        t.temporal(),
                        t.spatialLayer(),
                        t.temporalLayer(),
                        t.svc(),
                        micros));
    }

    private void change(UnaryOperator<LinkTargets> change) {
        LinkTargets wanted = targets.updateAndGet(change);
        loop.post(() -> {
            Link current = link;
            if (current != null) current.targets(wanted);
            if (rawLink != null) rawLink.active(wanted.active());
        });
    }

    void requestKeyframe() {
        home.post(track::requestKeyframe);
    }

    /** What is wanted. */
    public LinkTargets targets() {
        return targets.get();
    }

    /** What is forwarded now. */
    public Layers layers() {
        Link current = link;
        return current == null ? Layers.NONE : current.layers();
    }

    /** Packets still flowing are the last. Twice is allowed. */
    @Override
    public void close() {
        sink.untied(this);
        loop.post(() -> {
            Link current = link;
            if (current != null) current.detach();
            if (rawLink != null && source != null) source.disconnect(rawLink);
        });
    }

    /** A sink that takes everything, with a valve in front. */
    private static final class RawLink implements TrackSink {
        private final TrackSink sink;
        private final LinkEvents events;
        private boolean active;

        RawLink(TrackSink sink, boolean active, LinkEvents events) {
            this.sink = sink;
            this.active = active;
            this.events = events;
        }

        void active(boolean on) {
            if (on && !active) sink.onResumed();
            active = on;
        }

        @Override
        public void onPacket(RtpPacket lent) {
            if (active) sink.onPacket(lent);
        }

        @Override
        public void onLull() {
            if (active) sink.onLull();
        }

        @Override
        public void onResumed() {
            sink.onResumed();
        }

        @Override
        public void onSenderReport(int layer, long ntpTimestamp, int rtpTimestamp) {
            sink.onSenderReport(layer, ntpTimestamp, rtpTimestamp);
        }

        @Override
        public void onEnd() {
            sink.onEnd();
            events.onEnd();
        }
    }
}
