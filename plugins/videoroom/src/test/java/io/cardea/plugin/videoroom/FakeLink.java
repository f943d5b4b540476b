package io.cardea.plugin.videoroom;

import io.cardea.spi.DataLink;
import io.cardea.spi.DataSink;
import io.cardea.spi.Link;
import io.cardea.spi.LinkListener;
import io.cardea.spi.LinkOptions;
import io.cardea.spi.Sink;

/** A wire that notes how it is set. */
final class FakeLink implements Link {
    final FakeTrack track;
    final Sink sink;
    final LinkOptions options;
    final LinkListener listener;
    volatile boolean active;
    volatile boolean closed;
    volatile Layers layers = Layers.NONE;
    volatile String target = "";
    volatile int fallbackMicros;

    FakeLink(FakeTrack track, Sink sink, LinkOptions options, LinkListener listener) {
        this.track = track;
        this.sink = sink;
        this.options = options;
        this.listener = listener;
        this.active = options.active();
    }

    @Override
    public void active(boolean on) {
        active = on;
    }

    @Override
    public void simulcastTarget(int substream, int temporal) {
        target = "simulcast " + substream + " " + temporal;
    }

    @Override
    public void svcTarget(int spatialLayer, int temporalLayer) {
        target = "svc " + spatialLayer + " " + temporalLayer;
    }

    @Override
    public void fallback(int micros) {
        fallbackMicros = micros;
    }

    @Override
    public Layers layers() {
        return layers;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** A wire of data. */
    static final class Data implements DataLink {
        final DataSink sink;
        volatile boolean active = true;
        volatile boolean closed;

        Data(DataSink sink) {
            this.sink = sink;
        }

        @Override
        public void active(boolean on) {
            active = on;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
