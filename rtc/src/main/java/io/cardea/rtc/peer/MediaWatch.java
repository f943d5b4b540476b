package io.cardea.rtc.peer;

import java.util.List;
import java.util.Optional;

/**
 * Tells whether media flows and how well: the {@code media} and {@code slowlink} events. Looked
 * after once a second. Belongs to its peer.
 */
final class MediaWatch {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Peer peer;
    private final MediaSession media;
    private final MediaRules rules;

    MediaWatch(Peer peer, MediaSession media, MediaRules rules) {
        this.peer = peer;
        this.media = media;
        this.rules = rules;
    }

    /** A packet was taken. */
    void onMedia(InboundLayer layer) {
        if (layer.reportedReceiving) return;
        layer.reportedReceiving = true;
        tell(layer, true, 0);
    }

    /** The direction of an m-line does not let the peer send any more. */
    void onStopped(InboundMedia line) {
        for (int i = 0; i < InboundMedia.MAX_LAYERS; i++) {
            InboundLayer layer = line.layer(i);
            if (!layer.reportedReceiving) continue;
            layer.reportedReceiving = false;
            tell(layer, false, 0);
        }
    }

    private void tell(InboundLayer layer, boolean receiving, int seconds) {
        InboundMedia line = layer.media;
        peer.event(
                new PeerEvent.Media(
                        line.index(),
                        line.negotiated().mid(),
                        line.kind(),
                        line.isSimulcast() ? layer.index : -1,
                        receiving,
                        seconds));
    }

    void everySecond(long now) {
        List<InboundLayer> layers = media.known();
        for (int i = 0; i < layers.size(); i++) {
            watchSilence(layers.get(i), now);
        }
        watchLosses(rules.get().slowlinkThreshold());
    }

    private void watchSilence(InboundLayer layer, long now) {
        int silenceSeconds = rules.get().noMediaSeconds();
        if (silenceSeconds == 0 || !layer.reportedReceiving) return;
        long silence = layer.silenceNanos(now);
        if (silence < silenceSeconds * SECOND_NANOS) return;
        layer.reportedReceiving = false;
        tell(layer, false, (int) (silence / SECOND_NANOS));
    }

    /** Losses are taken even if nobody is told, so that none are told of later. */
    private void watchLosses(int threshold) {
        List<InboundMedia> lines = media.inbound();
        for (int i = 0; i < lines.size(); i++) {
            InboundMedia line = lines.get(i);
            slowLink(line, false, line.layer(0).takeLosses(), threshold);
            for (int layer = 1; layer < InboundMedia.MAX_LAYERS; layer++) {
                line.layer(layer).takeLosses(); // counted; compat: nobody is told of them
            }
            Optional<OutboundStream> stream = media.outbound(i);
            if (stream.isPresent())
                slowLink(line, true, stream.get().takeReportedLosses(), threshold);
        }
    }

    private void slowLink(InboundMedia line, boolean uplink, long lost, int threshold) {
        if (threshold == 0 || lost < threshold) return;
        int clamped = (int) Math.min(lost, Integer.MAX_VALUE);
        String mid = line.negotiated().mid();
        peer.event(new PeerEvent.SlowLink(line.index(), mid, line.kind(), uplink, clamped));
    }
}
