package io.cardea.plugin.videoroom;

import io.cardea.spi.Event;
import io.cardea.spi.Json;
import io.cardea.spi.Link;
import io.cardea.spi.MediaLine;
import io.cardea.spi.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One m-line of a subscriber, and what feeds it: for audio and video one source at a time or none,
 * for data any number.
 *
 * <p>Its codec stays what it was made with; sources come and go. Changed on the subscriber's lane;
 * read by any thread.
 */
final class SubscriptionStream {
    private final Subscription subscription;
    private final int mindex;
    private final MediaKind kind;
    private final String codec;
    private final Optional<String> profile;

    private volatile List<PublisherStream> sources = List.of();
    private volatile Optional<String> crossrefid = Optional.empty();
    private volatile boolean ready;
    private volatile boolean send = true;
    private volatile Targets targets = Targets.BEST;
    private volatile PlayoutDelay delay = PlayoutDelay.NONE;
    private volatile List<Wire> wires = List.of();

    /** Made for a source that is then given with {@link #feed}. */
    SubscriptionStream(Subscription subscription, int mindex, PublisherStream source) {
        this.subscription = subscription;
        this.mindex = mindex;
        this.kind = source.kind();
        this.codec = source.codec();
        this.profile = source.format().profile();
    }

    Subscription subscription() {
        return subscription;
    }

    int mindex() {
        return mindex;
    }

    String mid() {
        return Integer.toString(mindex);
    }

    MediaKind kind() {
        return kind;
    }

    String codec() {
        return codec;
    }

    /** Of H.264 or VP9. */
    Optional<String> profile() {
        return profile;
    }

    Targets targets() {
        return targets;
    }

    List<PublisherStream> sources() {
        return sources;
    }

    boolean hasSource() {
        return !sources.isEmpty();
    }

    /** The source of audio or video. */
    Optional<PublisherStream> source() {
        return kind == MediaKind.DATA ? Optional.empty() : sources.stream().findFirst();
    }

    boolean has(Wire wire) {
        return wires.stream().anyMatch(wire::equals);
    }

    // ---- Sources ----

    /** Whether a source could feed it. */
    boolean fits(PublisherStream source) {
        return kind == source.kind() && (kind == MediaKind.DATA || codec.equals(source.codec()));
    }

    /** Gives it a source as wanted; false if that has just ended. */
    boolean feed(PublisherStream source, SubscribeEntry wanted) {
        if (sources.contains(source)) return true;
        if (!source.add(this)) return false;
        List<PublisherStream> more = new ArrayList<>(sources);
        more.add(source);
        sources = List.copyOf(more);
        if (kind == MediaKind.DATA && more.size() > 1) return true;
        crossrefid = wanted.crossrefid();
        send = wanted.send();
        targets = wanted.targets();
        delay = kind == MediaKind.VIDEO ? wanted.delay() : PlayoutDelay.NONE;
        return true;
    }

    /** Takes one source in place of all there were; false if that has just ended. */
    boolean replace(PublisherStream source, Targets wanted) {
        if (!sources.contains(source) && !source.add(this)) return false;
        for (PublisherStream old : sources) {
            if (old != source) old.remove(this);
        }
        sources = List.of(source);
        targets = wanted;
        send = true;
        return true;
    }

    /** Whether exactly that feeds it. */
    boolean isFedBy(PublisherStream source) {
        return sources.equals(List.of(source));
    }

    /** Takes a source away; an m-line of audio or video then has none. */
    void drop(PublisherStream source) {
        if (!sources.contains(source)) return;
        source.remove(this);
        sources = sources.stream().filter(other -> other != source).toList();
        if (kind != MediaKind.DATA) ready = false;
        wire();
    }

    /** Takes all sources away. */
    void clear() {
        sources.forEach(this::drop);
    }

    // ---- Wires ----

    /** What the client answered: the m-line is there and not inactive. */
    void answered() {
        Optional<MediaLine> line = subscription.line(mid());
        if (line.isPresent() && isOpen(line.get())) ready = true;
    }

    private boolean isOpen(MediaLine line) {
        return kind == MediaKind.DATA ? line.enabled() : line.sending();
    }

    /** Ties sources that are not yet tied, and lets go of what is no source any more. */
    void wire() {
        List<Wire> next = new ArrayList<>();
        for (Wire wire : wires) {
            if (sources.contains(wire.source())) {
                next.add(wire);
            } else {
                wire.close();
            }
        }
        wires = List.copyOf(next);
        Optional<MediaLine> line = subscription.line(mid()).filter(l -> ready);
        if (line.isEmpty()) return;
        delay(line.get());
        for (PublisherStream source : sources) {
            if (next.stream().noneMatch(wire -> wire.source() == source)) {
                tie(source, line.get()).ifPresent(next::add);
            }
        }
        wires = List.copyOf(next);
        flow();
    }

    private Optional<Wire> tie(PublisherStream source, MediaLine line) {
        if (kind == MediaKind.DATA) {
            String label = source.publisher().id().toString();
            return source.data()
                    .map(data -> new Wire.Data(source, data, subscription.channel(label), flows()));
        }
        Optional<Track> track = source.track();
        return track.map(t -> new Wire.Media(this, source, t, line, flows()));
    }

    private boolean flows() {
        return ready && send && subscription.flows();
    }

    /** Something has changed that decides whether media flows. */
    void flow() {
        boolean on = flows();
        wires.forEach(wire -> wire.active(on));
    }

    /** A subscriber's playout delay counts before the publisher's. */
    private void delay(MediaLine line) {
        if (kind != MediaKind.VIDEO) return;
        PlayoutDelay theirs = source().map(PublisherStream::delay).orElse(PlayoutDelay.NONE);
        PlayoutDelay wanted = delay.isSet() ? delay : theirs;
        line.playoutDelay(wanted.min(), wanted.max());
    }

    void requestKeyframe() {
        media().ifPresent(Wire.Media::requestKeyframe);
    }

    private Optional<Wire.Media> media() {
        return wires.stream()
                .filter(Wire.Media.class::isInstance)
                .map(Wire.Media.class::cast)
                .findFirst();
    }

    // ---- Configure ----

    /** Lets media of this m-line flow or not. */
    void send(boolean on) {
        send = on;
        flow();
    }

    /** Takes what a configure says. */
    void configure(Json wanted) {
        targets = targets.with(wanted);
        if (kind == MediaKind.VIDEO) {
            delay = SubscribeEntry.delay(delay, wanted);
            subscription.line(mid()).ifPresent(this::delay);
            media().ifPresent(media -> aim(media, wanted));
        }
        if (wanted.has("send")) send(wanted.bool("send", true));
    }

    /** Wants other layers: told at once when they are there already, else a keyframe is needed. */
    private void aim(Wire.Media media, Json wanted) {
        Link.Layers layers = media.layers();
        boolean keyframe = false;
        media.aim(targets);
        if (media.source().isSimulcast()) {
            keyframe |=
                    wanted.has("substream") && !isThere("substream", layers.substream(), wanted);
            keyframe |= wanted.has("temporal") && !isThere("temporal", layers.temporal(), wanted);
        } else if (media.source().isSvc()) {
            keyframe |=
                    wanted.has("spatial_layer")
                            && !isThere("spatial_layer", layers.spatialLayer(), wanted);
            // An SVC stream changes its temporal layer without a keyframe.
            if (wanted.has("temporal_layer")) {
                isThere("temporal_layer", layers.temporalLayer(), wanted);
            }
        }
        if (keyframe) media.requestKeyframe();
    }

    private boolean isThere(String name, int layer, Json wanted) {
        if (wanted.integer(name, -1) != layer) return false;
        tellLayer(name, layer);
        return true;
    }

    void tellLayer(String name, int layer) {
        Json event =
                Json.object()
                        .put("videoroom", "event")
                        .put("room", subscription.room().id().json())
                        .put("mid", mid())
                        .put(name, layer);
        subscription.push(Event.of(event));
    }

    // ---- What clients and the Admin API see ----

    /** The m-line in {@code attached}, {@code updated}, {@code switched}. Any thread. */
    Json summary() {
        List<PublisherStream> now = sources;
        Json text =
                Json.object()
                        .put("type", kind.word())
                        .put("active", kind == MediaKind.DATA || !now.isEmpty())
                        .put("mindex", mindex)
                        .put("mid", mid());
        crossrefid.ifPresent(id -> text.put("crossrefid", id));
        // compat: data is never said to be ready
        text.put("ready", ready && kind != MediaKind.DATA).put("send", send);
        if (kind == MediaKind.DATA) {
            dataSources(text, now);
        } else if (!now.isEmpty()) {
            mediaSource(text, now.getFirst());
        }
        return text;
    }

    private static void dataSources(Json text, List<PublisherStream> sources) {
        if (sources.isEmpty()) return;
        Json ids = Json.array();
        sources.forEach(source -> ids.add(source.publisher().id().json()));
        text.put("sources", sources.size()).put("source_ids", ids);
    }

    private void mediaSource(Json text, PublisherStream source) {
        Publisher feed = source.publisher();
        text.put("feed_id", feed.id().json());
        feed.display().ifPresent(display -> text.put("feed_display", display));
        feed.metadata().ifPresent(metadata -> text.put("feed_metadata", metadata));
        text.put("feed_mid", source.mid());
        source.description().ifPresent(words -> text.put("feed_description", words));
        text.put("codec", codec);
        if (kind != MediaKind.VIDEO) return;
        if (codec.equals("h264")) profile.ifPresent(p -> text.put("h264-profile", p));
        if (codec.equals("vp9")) profile.ifPresent(p -> text.put("vp9-profile", p));
        PlayoutDelay wanted = delay;
        if (wanted.isSet()) {
            text.put(
                    "playout-delay",
                    Json.object().put("min-delay", wanted.min()).put("max-delay", wanted.max()));
        }
        layers(text, source);
    }

    private void layers(Json text, PublisherStream source) {
        Link.Layers now = media().map(Wire.Media::layers).orElse(Link.Layers.NONE);
        Targets wanted = targets;
        if (source.isSimulcast()) {
            Json simulcast =
                    Json.object()
                            .put("substream", now.substream())
                            .put("substream-target", wanted.substream())
                            .put("temporal-layer", now.temporal())
                            .put("temporal-layer-target", wanted.temporal());
            if (wanted.fallbackMicros() > 0) simulcast.put("fallback", wanted.fallbackMicros());
            text.put("simulcast", simulcast);
        } else if (source.isSvc()) {
            text.put(
                    "svc",
                    Json.object()
                            .put("spatial-layer", now.spatialLayer())
                            .put("target-spatial-layer", wanted.spatialLayer())
                            .put("temporal-layer", now.temporalLayer())
                            .put("target-temporal-layer", wanted.temporalLayer()));
        }
    }
}
