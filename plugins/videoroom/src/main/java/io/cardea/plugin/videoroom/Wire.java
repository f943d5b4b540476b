package io.cardea.plugin.videoroom;

import io.cardea.spi.DataLink;
import io.cardea.spi.DataSink;
import io.cardea.spi.DataSource;
import io.cardea.spi.Link;
import io.cardea.spi.LinkListener;
import io.cardea.spi.MediaLine;
import io.cardea.spi.Track;

/** What ties a source to a subscriber's m-line. On the subscriber's lane. */
sealed interface Wire {
    PublisherStream source();

    /** Lets media flow or not; telling it twice the same is allowed. */
    void active(boolean on);

    void close();

    /** Audio or video, and the layers of it that flow. {@link #layers} from any thread. */
    final class Media implements Wire, LinkListener {
        private final SubscriptionStream stream;
        private final PublisherStream source;
        private final Track track;
        private final Link link;
        private Link.Layers told = Link.Layers.NONE;
        private boolean active;

        @SuppressWarnings(
                "this-escape") // the link calls back on our own lane: not before we return
        Media(
                SubscriptionStream stream,
                PublisherStream source,
                Track track,
                MediaLine line,
                boolean active) {
            this.stream = stream;
            this.source = source;
            this.track = track;
            this.active = active;
            this.link = track.connect(line, stream.targets().options(active, source.isSvc()), this);
            if (active) requestKeyframe();
        }

        @Override
        public PublisherStream source() {
            return source;
        }

        Link.Layers layers() {
            return link.layers();
        }

        /** What is held back meanwhile is missing afterwards: that takes a keyframe. */
        @Override
        public void active(boolean on) {
            if (on == active) return;
            active = on;
            link.active(on);
            if (on) requestKeyframe();
        }

        void aim(Targets targets) {
            link.fallback(targets.fallbackMicros());
            if (source.isSvc()) {
                link.svcTarget(targets.spatialLayer(), targets.temporalLayer());
            } else {
                link.simulcastTarget(targets.substream(), targets.temporal());
            }
        }

        void requestKeyframe() {
            if (source.kind() == MediaKind.VIDEO) track.requestKeyframe();
        }

        @Override
        public void onSimulcast(Link.Layers layers) {
            if (!stream.has(this)) return;
            if (layers.substream() != told.substream()) tell("substream", layers.substream());
            if (layers.temporal() != told.temporal()) tell("temporal", layers.temporal());
            told = layers;
        }

        @Override
        public void onSvc(Link.Layers layers) {
            if (!stream.has(this)) return;
            if (layers.spatialLayer() != told.spatialLayer()) {
                tell("spatial_layer", layers.spatialLayer());
            }
            if (layers.temporalLayer() != told.temporalLayer()) {
                tell("temporal_layer", layers.temporalLayer());
            }
            told = layers;
        }

        private void tell(String name, int layer) {
            if (layer >= 0) stream.tellLayer(name, layer);
        }

        @Override
        public void close() {
            link.close();
        }
    }

    /** Messages of a publisher, on a channel that bears its id. */
    final class Data implements Wire {
        private final PublisherStream source;
        private final DataLink link;

        Data(PublisherStream source, DataSource messages, DataSink channel, boolean active) {
            this.source = source;
            this.link = messages.connect(channel);
            link.active(active);
        }

        @Override
        public PublisherStream source() {
            return source;
        }

        @Override
        public void active(boolean on) {
            link.active(on);
        }

        @Override
        public void close() {
            link.close();
        }
    }
}
