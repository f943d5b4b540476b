package io.cardea.server.webrtc;

import io.cardea.media.LinkControl;
import io.cardea.spi.Link;

/** A wire of the media engine, as plugins see it. */
record LineLink(LinkControl control) implements Link {
    static Layers of(io.cardea.media.Layers layers) {
        return new Layers(
                layers.substream(),
                layers.temporal(),
                layers.spatialLayer(),
                layers.temporalLayer(),
                layers.totalSpatial(),
                layers.totalTemporal());
    }

    @Override
    public void active(boolean on) {
        control.active(on);
    }

    @Override
    public void simulcastTarget(int substream, int temporal) {
        control.simulcastTarget(substream, temporal);
    }

    @Override
    public void svcTarget(int spatialLayer, int temporalLayer) {
        control.svcTarget(spatialLayer, temporalLayer);
    }

    @Override
    public void fallback(int micros) {
        control.fallback(micros);
    }

    @Override
    public Layers layers() {
        return of(control.layers());
    }

    @Override
    public void close() {
        control.close();
    }
}
