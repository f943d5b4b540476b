package io.cardea.server.webrtc;

import io.cardea.media.Layers;
import io.cardea.media.LevelMeter;
import io.cardea.media.LinkControl;
import io.cardea.media.LinkEvents;
import io.cardea.media.LinkTargets;
import io.cardea.media.SinkHandle;
import io.cardea.media.TrackHandle;
import io.cardea.spi.Link;
import io.cardea.spi.LinkListener;
import io.cardea.spi.LinkOptions;
import io.cardea.spi.Sink;
import io.cardea.spi.Track;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * A track of the media engine, as plugins see it: what a peer sends on an m-line, or a stream of a
 * remote source.
 *
 * @param lane where listeners are called, unless the sink has one of its own
 */
record EngineTrack(
        TrackHandle handle, String kind, String codec, boolean isSimulcast, Executor lane)
        implements Track {
    @Override
    public Link connect(Sink sink, LinkOptions options, LinkListener listener) {
        if (!(sink instanceof EngineSink known)) {
            throw new IllegalArgumentException("not a sink of this server: " + sink);
        }
        Executor where = known.ownLane().orElse(lane);
        LinkTargets targets =
                new LinkTargets(
                        options.active(),
                        options.substream(),
                        options.temporal(),
                        options.spatialLayer(),
                        options.temporalLayer(),
                        options.svc(),
                        options.fallbackMicros());
        LinkControl link = handle.connect(known.sinkHandle(), targets, events(where, listener));
        return new LineLink(link);
    }

    private static LinkEvents events(Executor lane, LinkListener listener) {
        if (listener.equals(LinkListener.NONE)) return LinkEvents.NONE;
        return new LinkEvents() {
            @Override
            public void onSimulcast(Layers layers) {
                tell(layers, listener::onSimulcast);
            }

            @Override
            public void onSvc(Layers layers) {
                tell(layers, listener::onSvc);
            }

            @Override
            public void onEnd() {
                lane.execute(listener::onEnd);
            }

            private void tell(Layers layers, Consumer<Link.Layers> hear) {
                Link.Layers now = LineLink.of(layers);
                lane.execute(() -> hear.accept(now));
            }
        };
    }

    @Override
    public void hold(boolean on) {
        handle.hold(on);
    }

    @Override
    public AutoCloseable meterLevel(int packets, DoubleConsumer listener) {
        LevelMeter meter =
                new LevelMeter(packets, level -> lane.execute(() -> listener.accept(level)));
        return handle.connect(SinkHandle.raw(meter), LinkTargets.best(), LinkEvents.NONE);
    }

    @Override
    public void requestKeyframe() {
        handle.requestKeyframe();
    }
}
