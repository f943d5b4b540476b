package io.cardea.server.webrtc;

import io.cardea.media.PeerHandle;
import io.cardea.media.SinkHandle;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.spi.MediaLine;
import io.cardea.spi.Track;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** An m-line as plugins see it; the same object for the life of the PeerConnection. */
final class Line implements MediaLine, EngineSink {
    private final PeerHandle peer;
    private final Executor lane;
    private final int index;
    private volatile Negotiated negotiated;

    /** As of the last negotiation. */
    private record Negotiated(NegotiatedMedia media, ExtensionIds extensions) {}

    Line(PeerHandle peer, Executor lane, NegotiatedMedia media, ExtensionIds extensions) {
        this.peer = peer;
        this.lane = lane;
        this.index = media.index();
        this.negotiated = new Negotiated(media, extensions);
    }

    void update(NegotiatedMedia media, ExtensionIds extensions) {
        negotiated = new Negotiated(media, extensions);
    }

    private NegotiatedMedia media() {
        return negotiated.media();
    }

    @Override
    public SinkHandle sinkHandle() {
        return peer.line(index);
    }

    @Override
    public Optional<Executor> ownLane() {
        return Optional.of(lane);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public String mid() {
        return media().mid();
    }

    @Override
    public String kind() {
        return media().kind().word();
    }

    @Override
    public boolean enabled() {
        return media().enabled();
    }

    @Override
    public boolean receiving() {
        return media().enabled() && media().receiving();
    }

    @Override
    public boolean sending() {
        return media().enabled() && media().sending();
    }

    @Override
    public String codec() {
        return media().codec().name();
    }

    @Override
    public String fmtp() {
        return media().codec().fmtp();
    }

    @Override
    public int redPayloadType() {
        return media().payloadTypes().entrySet().stream()
                .filter(type -> type.getValue().equals("red"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(-1);
    }

    @Override
    public Map<Integer, String> extensions() {
        Map<Integer, String> uris = new HashMap<>();
        negotiated.extensions().toMap().forEach((extension, id) -> uris.put(id, extension.uri()));
        return uris;
    }

    @Override
    public Optional<Track> track() {
        if (media().kind() == MediaKind.DATA) return Optional.empty();
        return Optional.of(
                new EngineTrack(
                        peer.track(index),
                        media().kind().word(),
                        media().codec().name(),
                        media().isSimulcast(),
                        lane));
    }

    @Override
    public void playoutDelay(int min, int max) {
        peer.playoutDelay(index, min, max);
    }

    void requestKeyframe() {
        if (media().kind() == MediaKind.VIDEO && receiving()) peer.requestKeyframe(index, -1);
    }
}
