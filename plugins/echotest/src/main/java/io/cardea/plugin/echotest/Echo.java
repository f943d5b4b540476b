package io.cardea.plugin.echotest;

import io.cardea.spi.Json;
import io.cardea.spi.Link;
import io.cardea.spi.LinkListener;
import io.cardea.spi.LinkOptions;
import io.cardea.spi.MediaLine;
import io.cardea.spi.PeerConnection;
import io.cardea.spi.Sink;
import io.cardea.spi.Track;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The wiring of one handle: each m-line back to itself.
 *
 * <p>On the lane, but {@link #layers} from anywhere.
 */
final class Echo {
    private final PeerConnection peer;
    private final Consumer<Json> push;
    private final Map<String, Wire> wires = new HashMap<>();
    private final AtomicReference<Video> video = new AtomicReference<>(Video.NONE);

    /** One m-line's echo. */
    private record Wire(Track track, Link link) {}

    /**
     * What is known of the video that layers are chosen from.
     *
     * @param link empty before something is echoed
     */
    record Video(boolean simulcast, boolean svc, String codec, Optional<Link> link) {
        static final Video NONE = new Video(false, false, "", Optional.empty());

        Link.Layers layers() {
            return link.map(Link::layers).orElse(Link.Layers.NONE);
        }
    }

    /**
     * @param push sends an event that answers nothing
     */
    Echo(PeerConnection peer, Consumer<Json> push) {
        this.peer = peer;
        this.push = push;
    }

    Video video() {
        return video.get();
    }

    /** Ties what was negotiated, and lets go of what is no more. */
    void connect(EchoState state, boolean simulcast, boolean svc) {
        List<MediaLine> lines = peer.lines();
        Set<String> live =
                lines.stream()
                        .filter(MediaLine::enabled)
                        .map(MediaLine::mid)
                        .collect(Collectors.toSet());
        Iterator<Map.Entry<String, Wire>> known = wires.entrySet().iterator();
        while (known.hasNext()) {
            Map.Entry<String, Wire> wire = known.next();
            if (live.contains(wire.getKey())) continue;
            wire.getValue().link().close();
            known.remove();
        }
        for (MediaLine line : lines) {
            if (line.enabled()) connect(line, state, simulcast, svc);
        }
        delay(state.delay());
    }

    private void connect(MediaLine line, EchoState state, boolean simulcast, boolean svc) {
        if (line.track().isEmpty()) return;
        Track track = line.track().get();
        boolean isVideo = line.kind().equals("video");
        if (!wires.containsKey(line.mid())) {
            Link link = link(track, line, state, svc && isVideo, listener(line));
            wires.put(line.mid(), new Wire(track, link));
        }
        if (isVideo && video.get().link().isEmpty()) {
            Link link = wires.get(line.mid()).link();
            video.set(new Video(simulcast, svc, line.codec(), Optional.of(link)));
        }
    }

    /** Ties a track to a sink the way the client wants it. */
    static Link link(Track track, Sink sink, EchoState state, boolean svc, LinkListener listener) {
        EchoState.Targets targets = state.targets();
        boolean active = track.kind().equals("audio") ? state.audio() : state.video();
        return track.connect(
                sink,
                new LinkOptions(
                        active,
                        targets.substream(),
                        targets.temporal(),
                        targets.spatialLayer(),
                        targets.temporalLayer(),
                        svc,
                        targets.fallbackMicros()),
                listener);
    }

    private LinkListener listener(MediaLine line) {
        if (!line.kind().equals("video")) return LinkListener.NONE;
        return new LinkListener() {
            @Override
            public void onSimulcast(Link.Layers layers) {
                push.accept(simulcastEvent(line.codec(), layers));
            }

            @Override
            public void onSvc(Link.Layers layers) {
                push.accept(svcEvent(line.codec(), layers));
            }
        };
    }

    private static Json simulcastEvent(String codec, Link.Layers layers) {
        Json event = event(codec);
        if (layers.substream() >= 0) event.put("substream", layers.substream());
        if (layers.temporal() >= 0) event.put("temporal", layers.temporal());
        if (layers.totalTemporal() >= 0) event.put("tot_temporal_layers", layers.totalTemporal());
        return event;
    }

    private static Json svcEvent(String codec, Link.Layers layers) {
        Json event = event(codec);
        if (layers.spatialLayer() >= 0) event.put("spatial_layer", layers.spatialLayer());
        if (layers.temporalLayer() >= 0) event.put("temporal_layer", layers.temporalLayer());
        if (layers.totalSpatial() >= 0) event.put("tot_spatial_layers", layers.totalSpatial());
        if (layers.totalTemporal() >= 0) event.put("tot_temporal_layers", layers.totalTemporal());
        return event;
    }

    private static Json event(String codec) {
        return Json.object().put("echotest", "event").put("videocodec", codec);
    }

    /** Echoes or doesn't; video that comes back needs a keyframe. */
    void mute(EchoState before, EchoState now) {
        wires.values()
                .forEach(wire -> {
                    boolean audio = wire.track().kind().equals("audio");
                    wire.link().active(audio ? now.audio() : now.video());
                });
        if (!before.video() && now.video()) peer.requestKeyframes();
    }

    /** Wants other layers: told at once when they are there already, else a keyframe is needed. */
    void aim(EchoRequest request, EchoState state) {
        EchoState.Targets targets = state.targets();
        Video now = video.get();
        if (now.link().isEmpty() || !(now.simulcast() || now.svc())) return;
        Link link = now.link().get();
        link.fallback(targets.fallbackMicros());
        Link.Layers layers = link.layers();
        if (now.svc()) {
            link.svcTarget(targets.spatialLayer(), targets.temporalLayer());
            aim(request, "spatial_layer", layers.spatialLayer(), now.codec());
            aim(request, "temporal_layer", layers.temporalLayer(), now.codec());
        } else {
            link.simulcastTarget(targets.substream(), targets.temporal());
            aim(request, "substream", layers.substream(), now.codec());
            aim(request, "temporal", layers.temporal(), now.codec());
        }
    }

    private void aim(EchoRequest request, String name, int current, String codec) {
        if (request.number(name).isEmpty()) return;
        if (request.number(name).getAsLong() == current) {
            push.accept(event(codec).put(name, current));
        } else {
            peer.requestKeyframes();
        }
    }

    void delay(EchoState.Delay delay) {
        for (MediaLine line : peer.lines()) {
            if (!line.kind().equals("data")) line.playoutDelay(delay.min(), delay.max());
        }
    }

    /** Lets go of everything. */
    void clear() {
        wires.values().forEach(wire -> wire.link().close());
        wires.clear();
        video.set(Video.NONE);
    }
}
